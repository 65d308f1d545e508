import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListClustersCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sdkOptions, startTestSandbox } from '../../../support/sandboxServer';
import { CLUSTER, setStage } from '../ecs/builders';

let folder: string;
let stateFile: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quayside-test-'));
  stateFile = path.join(folder, 'state', 'world.json');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Keeps a port from being used again. */
async function occupy(port: number): Promise<() => void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return () => server.close();
}

describe('a saved world', () => {
  test('goes on where it was: services, tasks and history, its tasks running again', async () => {
    const first = await setStage({ stateFile });
    await first.create('web');
    await first.completed('web');
    const [before, tasks] = [await first.service('web'), await first.tasks()];
    await first.dispose();

    const second = await startTestSandbox({ seed: 'empty', stateFile });
    const ecs = new ECSClient(sdkOptions(second));
    expect(second.clock.now()).toBeGreaterThanOrEqual(first.sandbox.clock.now());
    const { service } = await ecs.send(
      new UpdateServiceCommand({ cluster: CLUSTER, service: 'web', desiredCount: 3 }),
    );
    expect(service?.events).toEqual(before.events);
    expect(service?.runningCount).toBe(2);
    await second.clock.advance(120_000);
    const world = await second.control('world');
    expect(world['regions']).toMatchObject([{ services: 1, tasks: tasks.length + 1 }]);
    ecs.destroy();
    await second.dispose();
  });

  test('returns to its port, and elsewhere finds its images again', async () => {
    const first = await startTestSandbox({ stateFile });
    await first.dispose();
    const again = await startTestSandbox({ stateFile });
    expect(again.registry).toBe(first.registry);
    expect(again.log).toContain(`The world demo was taken up from ${stateFile}.`);
    await again.dispose();
    const other = await startTestSandbox({ seed: 'empty', stateFile });
    expect(other.log).toContain(
      `The world demo was taken up from ${stateFile}. A world empty would need a file of its own.`,
    );
    await other.dispose();

    const free = await occupy(Number(first.registry.split(':')[1]));
    const moved = await startTestSandbox({ stateFile });
    expect(moved.registry).not.toBe(first.registry);
    expect(moved.log).toContain(
      `Port ${String(first.registry.split(':')[1])}, on which the saved world was, is taken: it gets another one.`,
    );
    const ecs = new ECSClient(sdkOptions(moved));
    const { taskDefinition } = await ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'shop-web' }),
    );
    expect(taskDefinition?.containerDefinitions?.[0]?.image).toBe(`${moved.registry}/shop-web:1.9.0`);
    ecs.destroy();
    await moved.dispose();
    free();
  });

  test('is written as a whole, readable by its owner only', async () => {
    const first = await startTestSandbox({ seed: 'empty', stateFile });
    await first.dispose();
    expect(JSON.parse(await readFile(stateFile, 'utf8'))).toMatchObject({
      version: 1,
      registryHost: first.registry,
    });
  });

  const world = { seed: 'empty', pace: 'aws', random: 1, now: 1, keys: {}, regions: [] };
  const saved = { version: 1, registryHost: '127.0.0.1:1', world, logs: {}, registry: {} };
  const region = { accountId: '123456789012', region: 'us-east-1' };

  test.each([
    ['is not JSON', 'not json'],
    ['is no saved world', '[]'],
    ['was saved by another version', '{"version":99}'],
    ['holds a damaged world', '{"version":1,"world":{}}'],
    ['holds a damaged world', JSON.stringify({ ...saved, world: { ...world, now: null } })],
    ['holds a damaged world', JSON.stringify({ ...saved, world: { ...world, regions: [{}] } })],
    [
      'holds a damaged world',
      JSON.stringify({ ...saved, world: { ...world, regions: [{ ...region, tasks: [null] }] } }),
    ],
  ])('that %s is refused, left as it is, and the error says what to do: %s', async (reason, text) => {
    const file = path.join(folder, 'other.json');
    await writeFile(file, text);
    await expect(startTestSandbox({ seed: 'empty', stateFile: file })).rejects.toThrow(
      new RegExp(`other\\.json ${reason}.*Move it away`),
    );
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('of an older sandbox, which knew less, is taken up', async () => {
    const cluster = { name: 'old', arn: 'arn:old', status: 'ACTIVE', given: {}, tags: [] };
    const regions = [{ ...region, clusters: [cluster] }];
    await mkdir(path.dirname(stateFile));
    await writeFile(
      stateFile,
      JSON.stringify({ version: 1, registryHost: '127.0.0.1:1', world: { ...world, regions } }),
    );
    const sandbox = await startTestSandbox({ seed: 'empty', stateFile });
    const ecs = new ECSClient(sdkOptions(sandbox));
    expect((await ecs.send(new ListClustersCommand({}))).clusterArns).toEqual(['arn:old']);
    ecs.destroy();
    await sandbox.dispose();
  });
});

test('a port that is taken is refused in words, and nothing is left behind', async () => {
  const folders = async (): Promise<string[]> =>
    (await readdir(tmpdir())).filter((name) => name.startsWith(`quayside-registry-${process.pid}-`));
  const before = await folders();
  const running = await startTestSandbox({ seed: 'empty' });
  const port = Number(running.registry.split(':')[1]);
  await expect(startTestSandbox({ seed: 'empty', port })).rejects.toThrow(
    `Port ${port} of 127.0.0.1 is used by another program. Choose another one, or 0 for any that is free.`,
  );
  await running.dispose();
  expect(await folders()).toEqual(before);
});
