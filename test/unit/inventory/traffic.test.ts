import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Inventory } from '../../../src/core/inventory/inventory';
import type { InventoryChange } from '../../../src/core/inventory/change';
import { scheduleOf } from '../../../src/core/inventory/schedules';
import { systemClock } from '../../../src/core/lib/clock';
import type { Service } from '../../../src/core/model/service';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../support/sandboxServer';
import { testConnections } from '../aws/setup';

// A canary service, of which a new revision waits to be deployed.
let sandbox: TestSandbox;
let ecs: ECSClient;

beforeAll(async () => {
  sandbox = await startTestSandbox({ seed: 'strategies' });
  ecs = new ECSClient(sdkOptions(sandbox));
});
afterAll(async () => {
  ecs.destroy();
  await sandbox.dispose();
});

it('tells how a canary shares the traffic for one call, and one more for its revisions at first', async () => {
  const { connections } = testConnections();
  const { endpoint, region } = sandbox;
  const connection = await connections.open({ kind: 'sandbox', endpoint, region });
  const inventory = new Inventory({ connection, clock: systemClock });
  try {
    await inventory.clusters.load();
    const [clusterArn = ''] = inventory.clusters.slot.data ?? [];
    await inventory.services.load(clusterArn);
    const serviceArn = inventory.services.names(clusterArn).find((arn) => arn.endsWith('/shop-canary')) ?? '';
    const read = async (): Promise<Service> => {
      await inventory.services.describe(clusterArn, [serviceArn]);
      const service = inventory.services.get(serviceArn);
      if (service === undefined) throw new Error('The canary service is not there');
      return service;
    };
    const shares = async (): Promise<readonly (number | undefined)[]> => {
      const service = await read();
      await inventory.traffic.load(service);
      return service.rollouts.map((rollout) => inventory.traffic.percent(service, rollout));
    };
    const steady = await read();
    await sandbox.control('calls', {});
    expect(await shares()).toEqual([undefined]);
    expect(inventory.traffic.slot(steady)).toBeUndefined();
    expect(await sandbox.control('calls')).toEqual({ 'ecs:DescribeServices': 1 });

    await ecs.send(
      new UpdateServiceCommand({
        cluster: clusterArn,
        service: 'shop-canary',
        taskDefinition: 'shop-canary',
      }),
    );
    await sandbox.clock.advanceUntil(async () => (await read()).currentServiceDeployment !== undefined);
    await sandbox.control('calls', {});
    await shares();
    const changes: InventoryChange[] = [];
    inventory.onDidChange((more) => changes.push(...more));
    expect(await sandbox.control('calls')).toEqual({
      'ecs:DescribeServices': 1,
      'ecs:DescribeServiceDeployments': 1,
      'ecs:DescribeServiceRevisions': 1,
    });
    await sandbox.clock.advanceUntil(async () => (await shares()).includes(10));
    const service = await read();
    const percents = service.rollouts.map((rollout) => [
      rollout.status,
      inventory.traffic.percent(service, rollout),
    ]);
    expect(percents).toEqual([
      ['PRIMARY', 10],
      ['ACTIVE', 90],
    ]);
    expect(changes).toContainEqual({ kind: 'traffic', serviceArn });
    expect((await sandbox.control('calls'))['ecs:DescribeServiceRevisions']).toBe(1);
  } finally {
    inventory.dispose();
    connections.dispose();
  }
});

it('knows a task that a rule or a schedule started by its signature, and no other', () => {
  expect(scheduleOf({ startedBy: 'events-rule/nightly' })).toBe('nightly');
  expect(scheduleOf({ startedBy: 'chronos-schedule/reports/weekly' })).toBe('reports/weekly');
  expect(scheduleOf({ startedBy: 'ecs-svc/123' })).toBeUndefined();
  expect(scheduleOf({ startedBy: 'events-rule/' })).toBeUndefined();
  expect(scheduleOf({})).toBeUndefined();
});
