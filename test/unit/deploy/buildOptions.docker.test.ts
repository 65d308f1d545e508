import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildOnly, planDeploy } from '../../../src/core/deploy/engine';
import type { BuildSource } from '../../../src/core/deploy/target';
import { createProgramRunner } from '../../../src/core/docker/runner';
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

async function source(name: string, text: string, more: Partial<BuildSource> = {}): Promise<BuildSource> {
  const dockerfile = path.join(folder, name);
  await writeFile(dockerfile, text);
  return { kind: 'build', dockerfile, context: folder, ...more };
}

const served = (word: string): string => `FROM busybox\nRUN echo ${word} > /word\nCMD ["sleep", "1000"]\n`;

test('two containers with images of their own are built, pushed and registered together', async () => {
  const target = {
    ...{ cluster: 'production', service: 'shop-api', container: 'api' },
    source: await source('api.Dockerfile', served(randomUUID())),
    more: [{ container: 'envoy', source: await source('envoy.Dockerfile', served(randomUUID())) }],
  };
  const { state, events, verdict } = await deploy(target, world.deps());
  expect(state.failure).toBeUndefined();
  expect(verdict?.kind).toBe('succeeded');
  const images = [state.image, ...(state.moreImages ?? [])];
  expect(new Set(images.map((image) => image?.digest)).size).toBe(2);
  const order = events.map(({ type }) => type);
  expect(order.lastIndexOf('imageConfirmed')).toBeLessThan(order.indexOf('registered'));
  const { body } = await world.connection.ecs.describeTaskDefinition(state.newRevision?.arn ?? '', live());
  for (const image of images) expect(JSON.stringify(body)).toContain(`@${image?.digest ?? ''}`);
}, 60_000);

test('one Dockerfile for two containers is built once', async () => {
  const same = await source('Dockerfile', served(randomUUID()));
  const base = await world.connection.ecs.describeTaskDefinition('shop-api', live());
  // Both run an image of the same repository, as a server and its migrations do.
  const text = JSON.stringify(base.body).replace(
    /"[^"]*\/envoy[:@][^"]*"/,
    `"${world.image('shop-api:3.2.0')}"`,
  );
  const { family, cpu, memory, networkMode, requiresCompatibilities, volumes, containerDefinitions } =
    JSON.parse(text) as Record<string, never>;
  const body = { family, cpu, memory, networkMode, requiresCompatibilities, volumes, containerDefinitions };
  const { ecs } = world.connection;
  const { arn } = await ecs.registerTaskDefinition(body, live());
  await ecs.updateService({ cluster: 'production', service: 'shop-api', taskDefinition: arn }, live());
  const place = { cluster: 'production', service: 'shop-api', container: 'api' };
  const { state } = await deploy(
    { ...place, source: same, more: [{ container: 'envoy', source: same }] },
    world.deps(),
  );
  expect(state.failure).toBeUndefined();
  expect(state.moreImages?.[0]?.digest).toBe(state.image?.digest);
  const built = state.output.filter(({ text: line }) => /naming to|Successfully tagged/.test(line));
  expect(built.length).toBeLessThanOrEqual(1);
}, 60_000);

test('a build that gives the very image that runs registers and updates nothing', async () => {
  const target = {
    ...{ cluster: 'production', service: 'shop-web', container: 'app' },
    source: await source('Dockerfile', served(randomUUID())),
  };
  const first = await deploy(target, world.deps());
  expect(first.verdict?.kind).toBe('succeeded');
  // Every layer is cached, so that the second build makes the same image.
  const { verdict, state, events } = await deploy(target, world.deps());
  expect(verdict).toMatchObject({ kind: 'unchanged', tone: 'neutral' });
  expect(state.stages.map(({ id, status }) => `${id} ${status}`).slice(3)).toEqual([
    'register done',
    'update skipped',
    'rollout waiting',
  ]);
  expect(events.some(({ type }) => type === 'updated')).toBe(false);
}, 60_000);

/** The distribution's client has a BuildKit of its own. */
const BUILDKIT = ['/usr/bin/docker'].filter((file) => existsSync(file));

describe.each(BUILDKIT)('with the BuildKit of %s', (command) => {
  test('secrets arrive from a variable and from a file, and their values are nowhere else', async () => {
    const file = path.join(folder, 'token');
    await writeFile(file, 'hush-from-a-file');
    const env = { ...process.env, QUAYSIDE_TEST_SECRET: 'hush-from-a-variable' };
    const lines: string[] = [];
    const build = await source(
      'Dockerfile',
      [
        'FROM busybox',
        'RUN --mount=type=secret,id=a --mount=type=secret,id=b \\',
        '  test "$(wc -c </run/secrets/a)" -eq 20 && test "$(wc -c </run/secrets/b)" -eq 16 \\',
        `  && echo fits ${randomUUID()}`,
      ].join('\n'),
      { secrets: { a: 'env=QUAYSIDE_TEST_SECRET', b: `src=${file}` } },
    );
    const deps = { ...world.deps({ command }, createProgramRunner({ env })), env };
    const image = `${world.sandbox.registry}/secrets:1`;
    await buildOnly({ source: build, image }, deps, live(), (line) => lines.push(line));
    expect(lines.join('\n')).toMatch(/\bfits\b/);
    expect(JSON.stringify([lines, world.logger.lines])).not.toContain('hush-');
  }, 60_000);

  test('a secret that has no value keeps the plan from starting', async () => {
    const secrets = { a: 'env=QUAYSIDE_TEST_UNSET', b: `src=${path.join(folder, 'none')}` };
    const target = {
      ...{ cluster: 'production', service: 'shop-web', container: 'app' },
      source: await source('Dockerfile', served('x'), { secrets }),
    };
    const { plan } = await planDeploy(target, world.deps({ command }), live());
    const errors = plan.checks.filter(({ level }) => level === 'error').map(({ id }) => id);
    expect(errors).toEqual(expect.arrayContaining(['secret-a', 'secret-b']));
  });

  test('further options reach the build as they are', async () => {
    const lines: string[] = [];
    const build = await source('Dockerfile', 'FROM busybox\nRUN echo once\n', { options: ['--no-cache'] });
    for (let round = 0; round < 2; round += 1) {
      const image = `${world.sandbox.registry}/options:1`;
      await buildOnly({ source: build, image }, world.deps({ command }), live(), (line) => lines.push(line));
    }
    // Without the option the second build would find the step in its cache and print nothing.
    expect(lines.filter((line) => /^#\d+ [\d.]+ once$/.test(line)).length).toBeGreaterThanOrEqual(2);
  }, 60_000);
});
