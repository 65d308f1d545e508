import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildOnly, planDeploy, pushOnly, runDeploy } from '../../../src/core/deploy/engine';
import { omit } from '../../../src/core/deploy/omit';
import type { BuildSource, DeployTarget } from '../../../src/core/deploy/target';
import type { ProgramCommand, ProgramRunner } from '../../../src/core/docker/command';
import { createProgramRunner } from '../../../src/core/docker/runner';
import { QuaysideError } from '../../../src/core/lib/errors';
import { DockerPlace } from './dockerPlace';
import { deploy, live, type TestWorld } from './setup';

let place: DockerPlace;
let world: TestWorld;
let folder: string;

beforeEach(async () => {
  place = await DockerPlace.create();
  ({ world, folder } = place);
});

afterEach(() => place[Symbol.asyncDispose]());

async function dockerfile(text: string): Promise<DeployTarget> {
  const file = path.join(folder, 'Dockerfile');
  await writeFile(file, text);
  return {
    cluster: 'production',
    service: 'shop-web',
    container: 'app',
    source: { kind: 'build', dockerfile: file, context: folder },
  };
}

/** The real runner, with every command written down. */
function spy(): { readonly runner: ProgramRunner; readonly commands: ProgramCommand[] } {
  const real = createProgramRunner();
  const commands: ProgramCommand[] = [];
  const runner: ProgramRunner = {
    run(command, options) {
      commands.push(command);
      return real.run(command, options);
    },
  };
  return { runner, commands };
}

const SERVED = 'FROM busybox\nRUN echo built > /built\nCMD ["sleep", "1000"]\n';

test('a Dockerfile is built, pushed, confirmed by the registry and rolled out', async () => {
  const { state, events, verdict } = await deploy(await dockerfile(SERVED), world.deps());
  expect(state.failure).toBeUndefined();
  expect(verdict?.kind).toBe('succeeded');
  const digest = state.image?.digest ?? '';
  const image = await world.connection.ecr.describeImage(
    { repository: 'shop-web', reference: digest },
    live(),
  );
  expect(image?.tags).toContain(state.plan?.image.tag);
  const { body } = await world.connection.ecs.describeTaskDefinition(state.newRevision?.arn ?? '', live());
  expect(JSON.stringify(body)).toContain(`${world.image('shop-web')}@${digest}`);
  expect(events.filter(({ type }) => type === 'output').length).toBeGreaterThan(0);
  expect(state.stages.every(({ status }) => status === 'done')).toBe(true);
  const [size = 0] = state.stages.find(({ id }) => id === 'push')?.note?.args ?? [];
  expect(Number(size)).toBeGreaterThan(0);
}, 60_000);

test('an image for another platform than the tasks need is not pushed: they could not start', async () => {
  const target = await dockerfile('FROM --platform=linux/amd64 busybox\nCMD ["sleep", "1000"]\n');
  const { runner, commands } = spy();
  const arm = { ...target, source: { ...target.source, platform: 'linux/arm64' } as BuildSource };
  const { state } = await deploy(arm, world.deps({}, runner));
  expect(state.failure).toMatchObject({
    stage: 'build',
    title: { id: 'failed.platform', args: ['linux/amd64', 'linux/arm64'] },
    advice: { id: 'advice.platform' },
    left: { id: 'left.nothing' },
  });
  expect(commands.some(({ args }) => args.includes('push'))).toBe(false);
}, 60_000);

test('the password of the registry is in no argument, environment, event or log', async () => {
  const { runner, commands } = spy();
  const deps = world.deps({}, runner);
  const { events } = await deploy(await dockerfile(SERVED), deps);
  const login = commands.find(({ args }) => args.includes('login'));
  const password = login?.stdin ?? '';
  expect(password.length).toBeGreaterThan(20);
  expect(login?.args).toContain('--password-stdin');
  const everywhere = JSON.stringify([
    commands.map((command) => omit(command, 'stdin')),
    events,
    world.logger.lines,
  ]);
  expect(everywhere).not.toContain(password);
  expect(everywhere).not.toContain(Buffer.from(`AWS:${password}`).toString('base64'));
}, 60_000);

test('the configuration of the login is gone afterwards, and the own one was never used for it', async () => {
  const { runner, commands } = spy();
  await deploy(await dockerfile(SERVED), world.deps({}, runner));
  const configs = commands.flatMap(({ env }) => env?.['DOCKER_CONFIG'] ?? []);
  expect(new Set(configs).size).toBe(1);
  expect(existsSync(configs[0] ?? '/')).toBe(false);
}, 60_000);

/** Clients differ in their builders; a distribution's own is tried too where it is not the first on PATH. */
const CLIENTS = ['docker', '/usr/bin/docker'].filter((file) => !path.isAbsolute(file) || existsSync(file));

describe.each(CLIENTS)('with %s', (command) => {
  test('a step that fails ends the deployment with the lines that show it, and nothing is registered', async () => {
    const target = await dockerfile('FROM busybox\nRUN echo before && nosuchprogram --now\n');
    const { state, events } = await deploy(target, world.deps({ command }));
    expect(events.at(-1)?.type).toBe('failed');
    expect(state.failure).toMatchObject({ stage: 'build', code: 'buildFailed' });
    expect(state.failure?.lines.join('\n')).toContain('nosuchprogram: not found');
    expect(state.failure?.left.id).toBe('left.nothing');
    expect(events.some(({ type }) => type === 'registered')).toBe(false);
  }, 60_000);

  test('build arguments arrive, a stage is stopped at, and values stay out of the arguments', async () => {
    const { runner, commands } = spy();
    // A word of its own each time: a cached step prints nothing.
    const word = randomUUID();
    const target = await dockerfile(
      'FROM busybox AS first\nARG WORD\nRUN echo "the word is $WORD"\nFROM first\nRUN exit 3\n',
    );
    if (target.source.kind !== 'build') throw new Error('This is a build');
    const lines: string[] = [];
    const { imageId } = await buildOnly(
      {
        source: { ...target.source, stage: 'first', buildArgs: { WORD: word } },
        image: 'quayside-test:args',
      },
      world.deps({ command }, runner),
      live(),
      (line) => lines.push(line),
    );
    expect(imageId).toMatch(/^sha256:/);
    expect(lines.join('\n')).toContain(`the word is ${word}`);
    expect(JSON.stringify(commands.map(({ args }) => args))).not.toContain(word);
  }, 60_000);
});

test('a Dockerfile that cannot be read as one is a failed build', async () => {
  const { state } = await deploy(await dockerfile('NOT A DOCKERFILE\n'), world.deps());
  expect(state.failure).toMatchObject({ stage: 'build', code: 'buildFailed' });
  expect(state.failure?.lines.join('\n')).toMatch(/unknown instruction/i);
}, 60_000);

test('a Dockerfile that is missing keeps the plan from starting', async () => {
  const target = await dockerfile(SERVED);
  await rm(path.join(folder, 'Dockerfile'));
  const { plan } = await planDeploy(target, world.deps(), live());
  expect(plan.checks.find(({ id }) => id === 'dockerfile')?.level).toBe('error');
});

test('an engine that does not run is told in its own words before anything starts', async () => {
  const runner = createProgramRunner({ env: { ...process.env, DOCKER_HOST: 'unix:///nowhere/docker.sock' } });
  const { plan } = await planDeploy(await dockerfile(SERVED), world.deps({}, runner), live());
  const check = plan.checks.find(({ id }) => id === 'engine');
  expect(check?.level).toBe('error');
  expect(check?.text.id).toBe('check.engineNotRunning');
  expect(check?.text.args[0]).toContain('Cannot connect to the Docker daemon');
});

test('a repository that is missing is created when the plan was told so, and only then', async () => {
  const { ecs, ecr } = world.connection;
  const base = await ecs.describeTaskDefinition('shop-web', live());
  const containers = JSON.parse(
    JSON.stringify(base.body['containerDefinitions']).replaceAll('/shop-web:', '/brand-new:'),
  ) as never;
  const { family, cpu, memory, networkMode, requiresCompatibilities, executionRoleArn } = base.body;
  const body = { family, cpu, memory, networkMode, requiresCompatibilities, executionRoleArn };
  const { arn } = await ecs.registerTaskDefinition({ ...body, containerDefinitions: containers }, live());
  await ecs.updateService({ cluster: 'production', service: 'shop-web', taskDefinition: arn }, live());

  const prepared = await planDeploy(await dockerfile(SERVED), world.deps(), live());
  const check = prepared.plan.checks.find(({ id }) => id === 'repository');
  expect(check).toMatchObject({ level: 'error', fix: { id: 'createRepository', accepted: false } });

  const refused = [];
  for await (const event of runDeploy(prepared, world.deps(), live())) refused.push(event.type);
  expect(refused).toEqual(['planned', 'failed']);

  const seen = [];
  for await (const event of runDeploy(prepared.accept('createRepository', true), world.deps(), live())) {
    seen.push(event.type);
    if (event.type === 'registered') break;
  }
  expect(seen.at(-1)).toBe('registered');
  expect(await ecr.describeRepository({ name: 'brand-new' }, live())).toBeDefined();
}, 60_000);

test('pushing to a repository that does not exist says so', async () => {
  const deps = world.deps();
  const request = { image: 'busybox', repositoryUri: world.image('no-such-repository'), tag: '1' };
  const pushing = pushOnly(request, deps, live(), () => undefined);
  await expect(pushing).rejects.toSatisfy((error) => QuaysideError.is(error, 'repositoryMissing'));
}, 60_000);

test('an image can be pushed alone; the registry has it under the tag afterwards', async () => {
  const request = { image: 'busybox', repositoryUri: world.image('shop-web'), tag: 'alone' };
  const { digest, reference } = await pushOnly(request, world.deps(), live(), () => undefined);
  expect(reference).toBe(world.image('shop-web:alone'));
  const image = await world.connection.ecr.describeImage(
    { repository: 'shop-web', reference: 'alone' },
    live(),
  );
  expect(image?.digest).toBe(digest);
}, 60_000);

test('a build that is cancelled ends at once, and nothing was changed', async () => {
  const aborter = new AbortController();
  const { runner, commands } = spy();
  const target = await dockerfile('FROM busybox\nRUN echo going && sleep 300\n');
  const { verdict, events } = await deploy(
    target,
    world.deps({}, runner),
    (event) => {
      if (event.type === 'output' && event.lines.some((line) => line.includes('going'))) aborter.abort();
    },
    aborter.signal,
  );
  expect(verdict).toMatchObject({ kind: 'cancelled', detail: { id: 'left.nothing' } });
  expect(events.some(({ type }) => type === 'registered')).toBe(false);
  const idFile = commands.flatMap(({ args }) => args[args.indexOf('--iidfile') + 1] ?? []).at(-1) ?? '/';
  expect(path.basename(path.dirname(idFile))).toMatch(/^quayside-build-/);
  expect(existsSync(path.dirname(idFile))).toBe(false);
}, 60_000);

describe.each(CLIENTS)('a push with %s', (command) => {
  test('reaches no credential store of the system, and one that is cancelled leaves no login behind', async () => {
    const calls = path.join(folder, 'calls');
    // The stores that docker takes for a configuration that looks new, where it finds them on PATH.
    for (const name of ['docker-credential-secretservice', 'docker-credential-pass', 'pass']) {
      await writeFile(path.join(folder, name), `#!/bin/sh\necho ${name} >>'${calls}'\ncat\nexit 1\n`);
      await chmod(path.join(folder, name), 0o755);
    }
    const commands: ProgramCommand[] = [];
    const env = { ...process.env, PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}` };
    const real = createProgramRunner({ env });
    const runner: ProgramRunner = {
      run: (request, options) => {
        commands.push(request);
        return real.run(request, options);
      },
    };
    const request = { image: 'busybox', repositoryUri: world.image('shop-web'), tag: 'stores' };
    const deps = world.deps({ command }, runner);
    await pushOnly(request, deps, live(), () => undefined);
    expect(existsSync(calls)).toBe(false);

    const aborter = new AbortController();
    const pushing = pushOnly(request, deps, aborter.signal, () => aborter.abort());
    await expect(pushing).rejects.toSatisfy((error) => QuaysideError.is(error, 'cancelled'));
    const configs = commands.flatMap((one) => one.env?.['DOCKER_CONFIG'] ?? []);
    expect(new Set(configs).size).toBe(2);
    expect(configs.filter((config) => existsSync(config))).toEqual([]);
  }, 60_000);
});
