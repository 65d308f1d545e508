import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { planDeploy } from '../../../src/core/deploy/engine';
import { JOURNAL_VERSION, type JournalEntry } from '../../../src/core/deploy/journal/entry';
import { Journal } from '../../../src/core/deploy/journal/journal';
import { agreedTo, runJournaled } from '../../../src/core/deploy/journal/journaled';
import { deploymentReport } from '../../../src/core/deploy/report';
import { findProgram } from '../../../src/core/docker/programFile';
import { createProgramRunner } from '../../../src/core/docker/runner';
import type { ProgramRunner } from '../../../src/core/docker/command';
import { JournalFiles } from '../../../src/platform/journalFiles';
import { DeploymentRecords } from '../../../src/ui/deployment/records';
import { AwsFiles, testConnections } from '../aws/setup';
import { live, play, TestWorld } from './setup';

/*
 * A whole deployment with marked secrets, of which none may be found anywhere but where it is needed. The programs are
 * real; each is started through a script that writes down its arguments and its environment.
 */

/** Unlike anything else, so that finding one means something. */
const mark = (what: string): string => `mark-${what}-${randomUUID()}`;
const MARKS = {
  accessKey: `AKIA${mark('key')}`,
  secretKey: mark('secret-key'),
  sessionToken: mark('session-token'),
  buildSecret: mark('build-secret'),
  fileSecret: mark('file-secret'),
  taskValue: mark('task-value'),
  ambientToken: mark('ambient-token'),
};

interface Child {
  readonly program: string;
  readonly args: string;
  readonly env: string;
}

/** The distribution's own docker has BuildKit built in, which others may lack: build secrets need it. */
async function realProgram(name: string): Promise<string> {
  const own = `/usr/bin/${name}`;
  return existsSync(own) ? own : findProgram(name, { env: process.env, platform: process.platform });
}

/** Scripts of the programs' names in a folder of their own, first on the PATH. */
async function recorders(folder: string): Promise<{ readonly bin: string; readonly calls: string }> {
  const [bin, calls] = [path.join(folder, 'bin'), path.join(folder, 'calls')];
  await mkdir(bin);
  await mkdir(calls);
  for (const name of ['docker', 'git']) {
    const real = await realProgram(name);
    const script = [
      '#!/bin/sh',
      `call=$(mktemp -d '${calls}/${name}-XXXXXX')`,
      'printf "%s\\n" "$@" >"$call/args"',
      'env >"$call/env"',
      `exec '${real}' "$@"`,
    ];
    await writeFile(path.join(bin, name), `${script.join('\n')}\n`);
    await chmod(path.join(bin, name), 0o755);
  }
  return { bin, calls };
}

async function recorded(calls: string): Promise<readonly Child[]> {
  return Promise.all(
    (await readdir(calls)).map(async (name) => ({
      program: name.replace(/-.*$/, ''),
      args: await readFile(path.join(calls, name, 'args'), 'utf8'),
      env: await readFile(path.join(calls, name, 'env'), 'utf8'),
    })),
  );
}

/** The journal's files, each as it was after it was written: it takes them away in the end. */
class KeptJournal extends JournalFiles {
  readonly #folder: string;
  readonly seen: string[] = [];

  constructor(folder: string) {
    super(folder);
    this.#folder = folder;
  }

  override async write(entry: JournalEntry): Promise<void> {
    await super.write(entry);
    this.seen.push(...(await contents(this.#folder)));
  }
}

async function contents(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    files
      .filter((file) => file.isFile())
      .map((file) => readFile(path.join(file.parentPath, file.name), 'utf8')),
  );
}

test('no secret is found in what a whole deployment says, keeps, or hands to programs that do not need it', async () => {
  await using world = await TestWorld.start();
  const folder = await mkdtemp(path.join(tmpdir(), 'quayside-marks-'));
  const { sandbox } = world;
  await using files = await AwsFiles.create({
    config: `[profile marked]\nregion = ${sandbox.region}\nendpoint_url = ${sandbox.endpoint}\n`,
    credentials: `[marked]\naws_access_key_id = ${MARKS.accessKey}\naws_secret_access_key = ${MARKS.secretKey}\naws_session_token = ${MARKS.sessionToken}\n`,
  });
  const made = testConnections({ environment: files.environment });
  const connection = await made.connections.open({ kind: 'profile', profile: 'marked' });
  const { bin, calls } = await recorders(folder);
  const secretFile = path.join(folder, 'token');
  await writeFile(secretFile, MARKS.fileSecret);
  const env = {
    ...process.env,
    PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`,
    QUAYSIDE_BUILD_SECRET: MARKS.buildSecret,
    SOME_SERVICE_TOKEN: MARKS.ambientToken,
    AWS_ACCESS_KEY_ID: MARKS.accessKey,
    AWS_SECRET_ACCESS_KEY: MARKS.secretKey,
    AWS_SESSION_TOKEN: MARKS.sessionToken,
  };
  const passwords: string[] = [];
  const real = createProgramRunner({ env });
  const runner: ProgramRunner = {
    run(command, options) {
      if (command.stdin !== undefined) passwords.push(command.stdin);
      return real.run(command, options);
    },
  };
  try {
    // The running revision holds a value that is nobody's business.
    const base = await connection.ecs.describeTaskDefinition('shop-web', live());
    const { family, cpu, memory, networkMode, requiresCompatibilities, containerDefinitions } = base.body;
    const [container] = containerDefinitions as unknown as readonly [Record<string, never>];
    const environment = [{ name: 'DB_PASSWORD', value: MARKS.taskValue }];
    const body = { family, cpu, memory, networkMode, requiresCompatibilities };
    const { arn } = await connection.ecs.registerTaskDefinition(
      { ...body, containerDefinitions: [{ ...container, environment }] },
      live(),
    );
    const place = { cluster: 'production', service: 'shop-web' };
    await connection.ecs.updateService({ ...place, taskDefinition: arn }, live());

    const dockerfile = path.join(folder, 'Dockerfile');
    await writeFile(
      dockerfile,
      'FROM busybox\nRUN --mount=type=secret,id=a --mount=type=secret,id=b wc -c /run/secrets/a /run/secrets/b >/sizes\n',
    );
    await mkdir(path.join(folder, 'context'));
    const secrets = { a: 'env=QUAYSIDE_BUILD_SECRET', b: `src=${secretFile}` };
    const context = path.join(folder, 'context');
    const target = {
      ...{ ...place, container: 'app' },
      source: { kind: 'build', dockerfile, context, secrets } as const,
    };
    const { git, ...usual } = world.deps({}, runner);
    expect(git).toBeDefined();
    const deps = { ...usual, connection, env };
    const prepared = await planDeploy(target, deps, live());
    const store = new KeptJournal(path.join(folder, 'journal'));
    const journal = new Journal({ store, clock: world.clock, logger: world.logger, owner: 'this/1/window' });
    const records = new DeploymentRecords(path.join(folder, 'records'), world.logger);
    const owned = await journal.begin({
      ...{ version: JOURNAL_VERSION, id: 'one', kind: 'deploy', step: 'started', at: 0 },
      connection: connection.info,
      ...agreedTo(prepared),
    });
    const played = await play(runJournaled(prepared, deps, owned, live()), deps, () => undefined);
    const { events, state } = played;
    records.saveNow({ id: 'one', origin: 'deploy', target, state });
    const kept = await contents(path.join(folder, 'records'));

    const children = await recorded(calls);
    const said = JSON.stringify([
      prepared.plan,
      target,
      events,
      state,
      deploymentReport(state),
      world.logger.lines,
      made.logger.lines,
      children.map(({ args }) => args),
      store.seen,
      kept,
    ]);
    const [token = ''] = passwords;
    const marks = [...Object.values(MARKS), ...passwords, Buffer.from(`AWS:${token}`).toString('base64')];
    expect(marks.filter((one) => said.includes(one))).toEqual([]);

    // What was looked through tells of the whole deployment.
    expect(kept.join()).toContain('"succeeded"');
    const steps = ['started', 'pushed', 'registered', 'updated'];
    expect(steps.filter((step) => !store.seen.some((text) => text.includes(`"${step}"`)))).toEqual([]);
    expect(state.failure).toBeUndefined();
    expect(played.verdict?.kind).toBe('succeeded');
    expect(passwords).toHaveLength(1);
    const isBuild = ({ program, args }: Child): boolean =>
      program === 'docker' && /^(?:build|buildx\nbuild)\n/m.test(args);
    const others = children.filter((child) => !isBuild(child));
    expect(others.length).toBeGreaterThan(2);
    expect(others.filter((child) => marks.some((one) => child.env.includes(one)))).toEqual([]);
    const building = children.filter(isBuild);
    expect(building).toHaveLength(1);
    for (const { env: given } of building) {
      expect(given).toContain(MARKS.buildSecret);
      expect(passwords.filter((one) => given.includes(one))).toEqual([]);
    }
  } finally {
    connection.dispose();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}, 90_000);
