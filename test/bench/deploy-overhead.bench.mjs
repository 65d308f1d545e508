// What our flow costs beside the bare programs: plan, build, push, register and update by us, and `docker build`,
// `docker push` and the five calls by hand. The same Dockerfile, the same engine, registry and service, one after the
// other and in changing order; each build takes twenty seconds or more.
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildBundles } from '../support/build.mjs';
import { ensureBaseImage, findEngine } from '../support/engine.mjs';
import { WORK } from '../support/paths.mjs';
import { run as runProgram } from '../support/processes.mjs';
import { startSandbox } from '../support/sandboxProcess.mjs';
import { setUp } from '../support/setup.mjs';
import { loadCore, openConnection, silent } from './deployCore.mjs';

const ROUNDS = 3;
/** Seconds that a step of the build takes, whatever the machine does meanwhile. */
const STEP_S = 20;
const PLACE = { cluster: 'production', service: 'shop-web' };

export const about = `${ROUNDS} deployments by us and ${ROUNDS} by hand, each with a build of ${STEP_S} s or more.`;

export async function run({ say }) {
  await setUp({ programs: ['docker', 'engine', 'baseImage'], say });
  const engine = await findEngine({ say });
  if (!engine || !(await ensureBaseImage({ env: engine.env, say }))) {
    throw new Error('This benchmark needs a container engine with an image to build from.');
  }
  await buildBundles('production');
  const core = await loadCore();
  const log = path.join(WORK, 'logs', 'bench-deploy-overhead.log');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quayside-overhead-'));
  const { ready, dispose } = await startSandbox({ args: ['--no-docker'], env: engine.env, log });
  const world = {
    folder,
    ready,
    core,
    ...(await openConnection(ready, core)),
    env: docker(engine.env, folder),
  };
  try {
    writeSource(folder);
    await signIn(world);
    const ours = [];
    const bare = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const both = [
        async () => ours.push(await timed(() => deploy(world))),
        async () => bare.push(await timed(() => byHand(world, round))),
      ];
      // Who comes first has the colder caches, so that changes.
      for (const one of round % 2 === 0 ? both : both.reverse()) await one();
      say(`round ${round + 1}: ours ${ours.at(-1).toFixed(2)} s, by hand ${bare.at(-1).toFixed(2)} s`);
    }
    const [oursS, bareS] = [median(ours), median(bare)];
    return { ratio: round3(oursS / bareS), oursS: round3(oursS), bareS: round3(bareS), rounds: ROUNDS };
  } finally {
    await removeImages(world);
    world.connection.dispose();
    await dispose();
    await engine.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** A docker configuration of our own: nobody's login is used or changed. */
function docker(env, folder) {
  return { ...env, DOCKER_CONFIG: path.join(folder, 'docker') };
}

function writeSource(folder) {
  fs.mkdirSync(path.join(folder, 'app'));
  fs.writeFileSync(
    path.join(folder, 'app', 'Dockerfile'),
    `FROM busybox\nRUN sleep ${STEP_S}\nRUN dd if=/dev/urandom of=/blob bs=1048576 count=16\nCMD ["sleep", "1000"]\n`,
  );
}

/** For the pushes by hand; ours sign in each time, which is part of what is measured. */
async function signIn({ connection, ready, env }) {
  const { username, password } = await connection.ecr.login(new AbortController().signal);
  fs.mkdirSync(env.DOCKER_CONFIG, { recursive: true });
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  fs.writeFileSync(
    path.join(env.DOCKER_CONFIG, 'config.json'),
    JSON.stringify({ auths: { [ready.registry]: { auth } } }),
    { mode: 0o600 },
  );
}

async function deploy({ core, connection, folder, env }) {
  const context = path.join(folder, 'app');
  const deps = {
    connection,
    clock: core.systemClock,
    logger: silent,
    runner: core.createProgramRunner({ env }),
    options: core.DEFAULT_DEPLOY_OPTIONS,
  };
  const source = {
    kind: 'build',
    context,
    dockerfile: path.join(context, 'Dockerfile'),
    options: ['--no-cache'],
  };
  const { signal } = new AbortController();
  const prepared = await core.planDeploy({ ...PLACE, container: 'app', source }, deps, signal);
  for await (const event of core.runDeploy(prepared, deps, signal)) {
    if (event.type === 'failed') throw new Error(`Our deployment failed: ${JSON.stringify(event.failure)}`);
    if (event.type === 'updated') return;
  }
}

async function byHand({ ecs, ready, folder, env }, round) {
  const image = `${ready.registry}/shop-web:by-hand-${round}`;
  await program(env, ['build', '--no-cache', '--tag', image, path.join(folder, 'app')]);
  await program(env, ['push', image]);
  const { services } = await ecs.send(
    new DescribeServicesCommand({ cluster: PLACE.cluster, services: [PLACE.service] }),
  );
  const { taskDefinition } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: services[0].taskDefinition }),
  );
  const { family, containerDefinitions, cpu, memory, networkMode, requiresCompatibilities } = taskDefinition;
  const { taskDefinition: made } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      ...{ family, cpu, memory, networkMode, requiresCompatibilities },
      executionRoleArn: taskDefinition.executionRoleArn,
      containerDefinitions: containerDefinitions.map((one) => (one.name === 'app' ? { ...one, image } : one)),
    }),
  );
  await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: made.taskDefinitionArn }));
  await ecs.send(new UpdateServiceCommand({ ...PLACE, taskDefinition: made.taskDefinitionArn }));
}

async function program(env, args) {
  const { code, output } = await runProgram('docker', args, { env, timeoutMs: 300_000 });
  if (code !== 0) throw new Error(`docker ${args.join(' ')}: ${output.slice(-2000)}`);
  return output;
}

async function removeImages({ env, ready }) {
  const filter = ['--filter', `reference=${ready.registry}/*`];
  const { output } = await runProgram('docker', ['image', 'ls', '--quiet', ...filter], { env });
  const images = [...new Set(output.split('\n').filter(Boolean))];
  if (images.length > 0) await runProgram('docker', ['image', 'rm', '--force', ...images], { env });
}

async function timed(work) {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

const round3 = (value) => Math.round(value * 1000) / 1000;
