import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DescribeTaskDefinitionCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
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
    await again.dispose();

    const free = await occupy(Number(first.registry.split(':')[1]));
    const moved = await startTestSandbox({ stateFile });
    expect(moved.registry).not.toBe(first.registry);
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

  test.each(['not json', '{"version":99}', '[]'])('that is something else is refused: %s', async (text) => {
    const file = path.join(folder, 'other.json');
    await writeFile(file, text);
    await expect(startTestSandbox({ seed: 'empty', stateFile: file })).rejects.toThrow(file);
    expect(await readFile(file, 'utf8')).toBe(text);
  });
});
