import { CreateClusterCommand, ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { afterEach, expect, test } from 'vitest';
import { setUpWorld } from '../../../support/sandboxEngine';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';

let sandbox: TestSandbox | undefined;

afterEach(async () => {
  await sandbox?.dispose();
  sandbox = undefined;
});

/** A world with half an hour of deployments on top, as it would be saved. */
async function story(): Promise<string> {
  const engine = await setUpWorld('strategies');
  const target = { cluster: 'strategies', desiredCount: 3 };
  for (const service of ['shop-blue-green', 'shop-canary', 'shop-linear']) {
    await engine.ecs('UpdateService', { ...target, service, taskDefinition: service });
    await engine.clock.advance(60_000);
  }
  await engine.setAlarm('shop-errors', 'ALARM');
  await engine.clock.advance(30 * 60_000);
  const text = JSON.stringify(engine.world.toJSON(engine.clock.now()));
  expect(engine.errors).toEqual([]);
  await engine.dispose();
  return text;
}

test('the same seed and the same calls give the same world, to the last id and moment', async () => {
  const first = await story();
  expect(first).toContain('ROLLBACK_SUCCESSFUL');
  expect(await story()).toBe(first);
});

test('accounts, told apart by their access key, and regions live side by side', async () => {
  sandbox = await startTestSandbox();
  const clientOf = (key: string, region = 'us-east-1'): ECSClient =>
    new ECSClient({ ...sdkOptions({ endpoint: sandbox?.endpoint ?? '', region }, key) });
  const clients = {
    first: clientOf('AKIATEST'),
    second: clientOf('AKIAQUAYSIDESECOND00'),
    role: clientOf('ASIA111122223333ROLE'),
    frankfurt: clientOf('AKIATEST', 'eu-central-1'),
  };
  const clusters = async (client: ECSClient): Promise<string[]> =>
    (await client.send(new ListClustersCommand({}))).clusterArns ?? [];
  expect(await clusters(clients.first)).toHaveLength(2);
  for (const [name, client] of Object.entries(clients).slice(1)) {
    expect(await clusters(client), name).toEqual([]);
    await client.send(new CreateClusterCommand({ clusterName: 'mine' }));
  }
  expect(await clusters(clients.second)).toEqual(['arn:aws:ecs:us-east-1:210987654321:cluster/mine']);
  expect(await clusters(clients.role)).toEqual(['arn:aws:ecs:us-east-1:111122223333:cluster/mine']);
  expect(await clusters(clients.frankfurt)).toEqual(['arn:aws:ecs:eu-central-1:123456789012:cluster/mine']);
  expect(await clusters(clients.first)).toHaveLength(2);
  for (const client of Object.values(clients)) client.destroy();
});
