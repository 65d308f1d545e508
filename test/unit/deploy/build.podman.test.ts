import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildOnly, pushOnly } from '../../../src/core/deploy/engine';
import { omit } from '../../../src/core/deploy/omit';
import type { BuildSource, DeployTarget } from '../../../src/core/deploy/target';
import type { ProgramCommand, ProgramRunner } from '../../../src/core/docker/command';
import { QuaysideError } from '../../../src/core/lib/errors';
import { PodmanPlace } from './podmanPlace';
import { deploy, live, TestWorld } from './setup';

let place: PodmanPlace;
let world: TestWorld;

beforeAll(async () => {
  place = await PodmanPlace.create();
});
afterAll(() => place[Symbol.asyncDispose]());
beforeEach(async () => {
  world = await TestWorld.start();
});
afterEach(() => world[Symbol.asyncDispose]());

const options = { command: 'podman' };

async function build(text: string, more: Partial<BuildSource> = {}): Promise<DeployTarget> {
  const file = path.join(place.folder, 'Dockerfile');
  await writeFile(file, text);
  const source = {
    kind: 'build',
    dockerfile: file,
    context: path.join(place.folder, 'root'),
    ...more,
  } as const;
  return { cluster: 'production', service: 'shop-web', container: 'app', source };
}

/** Podman's runner, with every command written down. */
function spy(): { readonly runner: ProgramRunner; readonly commands: ProgramCommand[] } {
  const commands: ProgramCommand[] = [];
  const runner: ProgramRunner = {
    run(command, how) {
      commands.push(command);
      return place.runner.run(command, how);
    },
  };
  return { runner, commands };
}

const SERVED = 'FROM busybox\nRUN echo built > /built\nCMD ["sleep", "1000"]\n';

test('podman builds and pushes; the registry confirms its digest, and the revision is pinned to it', async () => {
  const { runner, commands } = spy();
  const { state, events, verdict } = await deploy(await build(SERVED), world.deps(options, runner));
  expect(state.failure).toBeUndefined();
  expect(verdict?.kind).toBe('succeeded');
  expect(state.plan?.build?.builder).toBe('podman');
  const digest = state.image?.digest ?? '';
  const image = await world.connection.ecr.describeImage(
    { repository: 'shop-web', reference: digest },
    live(),
  );
  expect(image?.tags).toContain(state.plan?.image.tag);
  const progress = events.flatMap((event) => (event.type === 'progress' ? [event.text.id] : []));
  expect(progress).toEqual(expect.arrayContaining(['build.step', 'push.layers']));

  const login = commands.find(({ args }) => args[0] === 'login');
  expect(login?.stdin?.length).toBeGreaterThan(20);
  const everywhere = JSON.stringify([commands.map((one) => omit(one, 'stdin')), events, world.logger.lines]);
  expect(everywhere).not.toContain(login?.stdin);
  const files = commands.flatMap(({ env }) => env?.['REGISTRY_AUTH_FILE'] ?? []);
  expect(new Set(files).size).toBe(1);
  expect(existsSync(path.dirname(files[0] ?? '/'))).toBe(false);
}, 60_000);

test('build arguments and secrets arrive, a stage is stopped at, and no value is in an argument', async () => {
  const { runner, commands } = spy();
  const file = path.join(place.folder, 'secret.txt');
  await writeFile(file, 'from-a-file');
  const target = await build(
    [
      'FROM busybox AS first',
      'ARG WORD',
      'RUN echo "the word is $WORD"',
      'RUN --mount=type=secret,id=pass test "$(cat /run/secrets/pass)" = from-a-file && echo "the secret fits"',
      'FROM first',
      'RUN exit 3',
    ].join('\n'),
    { stage: 'first', buildArgs: { WORD: 'quay-word' }, secrets: { pass: `src=${file}` } },
  );
  if (target.source.kind !== 'build') throw new Error('This is a build');
  const lines: string[] = [];
  const { imageId } = await buildOnly(
    { source: target.source, image: 'localhost/quayside-test:args' },
    world.deps(options, runner),
    live(),
    (line) => lines.push(line),
  );
  expect(imageId).toMatch(/^sha256:/);
  expect(lines.join('\n')).toContain('the word is quay-word');
  expect(lines.join('\n')).toContain('the secret fits');
  const args = JSON.stringify(commands.map((one) => one.args));
  expect(args).not.toContain('quay-word');
  expect(args).not.toContain('from-a-file');
}, 60_000);

test('a step that fails ends the deployment with the lines that show it, and nothing is registered', async () => {
  const target = await build('FROM busybox\nRUN echo before && nosuchprogram --now\n');
  const { state, events } = await deploy(target, world.deps(options, place.runner));
  expect(state.failure).toMatchObject({ stage: 'build', code: 'buildFailed', left: { id: 'left.nothing' } });
  expect(state.failure?.lines.join('\n')).toContain('nosuchprogram: not found');
  expect(events.some(({ type }) => type === 'registered')).toBe(false);
}, 60_000);

test('pushing to a repository that does not exist says so', async () => {
  const request = { image: 'localhost/busybox', repositoryUri: world.image('no-such-repository'), tag: '1' };
  const pushing = pushOnly(request, world.deps(options, place.runner), live(), () => undefined);
  await expect(pushing).rejects.toSatisfy((error) => QuaysideError.is(error, 'repositoryMissing'));
}, 60_000);

test('a build that is cancelled ends at once, and nothing was changed', async () => {
  const aborter = new AbortController();
  const target = await build('FROM busybox\nRUN echo going && sleep 300\n');
  const { verdict } = await deploy(
    target,
    world.deps(options, place.runner),
    (event) => {
      if (event.type === 'output' && event.lines.some((line) => line === 'going')) aborter.abort();
    },
    aborter.signal,
  );
  expect(verdict).toMatchObject({ kind: 'cancelled', detail: { id: 'left.nothing' } });
}, 60_000);
