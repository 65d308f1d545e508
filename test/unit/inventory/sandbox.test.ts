import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Inventory } from '../../../src/core/inventory/inventory';
import { systemClock } from '../../../src/core/lib/clock';
import { startTestSandbox, type TestSandbox } from '../../support/sandboxServer';
import { testConnections, type TestConnections } from '../aws/setup';

// Ten clusters with twenty services each, and AWS's documented throttling.
let sandbox: TestSandbox;
let opened: TestConnections;
let inventory: Inventory;

beforeAll(async () => {
  sandbox = await startTestSandbox({ seed: 'medium' });
});
afterAll(() => sandbox.dispose());

beforeEach(async () => {
  await sandbox.control('faults', { throttle: true });
  await sandbox.clock.advance(60_000);
  opened = testConnections();
  const { endpoint, region } = sandbox;
  const connection = await opened.connections.open({ kind: 'sandbox', endpoint, region });
  inventory = new Inventory({ connection, clock: systemClock });
  await sandbox.control('calls', {});
  return () => {
    inventory.dispose();
    opened.connections.dispose();
  };
});

async function openAll(): Promise<readonly string[]> {
  await inventory.clusters.load();
  const clusters = inventory.clusters.slot.data ?? [];
  await Promise.all(clusters.map((arn) => inventory.services.load(arn)));
  return clusters;
}

describe('an account of ten clusters and two hundred services', () => {
  it('is known in full for exactly the fewest calls there are', async () => {
    await openAll();
    expect(inventory.services.described).toHaveLength(200);
    expect(await sandbox.control('calls')).toEqual({
      'ecs:ListClusters': 1,
      'ecs:DescribeClusters': 1,
      'ecs:ListServices': 10,
      'ecs:DescribeServices': 20,
    });
  });

  it('is refreshed for one call, and one for ten services each of the clusters that are open', async () => {
    const clusters = await openAll();
    await sandbox.control('calls', {});
    await inventory.refresh({ clusters: clusters.slice(0, 3), services: [], targetGroups: [] });
    expect(await sandbox.control('calls')).toEqual({ 'ecs:DescribeClusters': 1, 'ecs:DescribeServices': 6 });
  });

  it('shows the images of all its services for one call for twenty of them', async () => {
    await openAll();
    await sandbox.control('calls', {});
    await inventory.images.load(inventory.services.described);
    expect(await sandbox.control('calls')).toEqual({ 'ecs:DescribeServiceRevisions': 10 });
    const images = inventory.services.described.map((service) => inventory.images.get(service)?.[0]?.image);
    expect(images.filter((image) => image?.startsWith('public.ecr.aws/example/'))).toHaveLength(200);
  });

  it('has its tasks for two calls for a hundred, and knows then what runs outside services', async () => {
    const [cluster = ''] = await openAll();
    const [service = ''] = inventory.services.slot(cluster).data ?? [];
    await sandbox.control('calls', {});
    await inventory.tasks.loadOutside(cluster);
    expect(await sandbox.control('calls')).toEqual({ 'ecs:ListTasks': 3, 'ecs:DescribeTasks': 2 });
    expect(inventory.tasks.outside(cluster).data).toEqual({ running: [], stopped: [] });
    expect(inventory.tasks.slot(cluster, service).data?.running).toHaveLength(10);
  });

  it('has names alone of clusters that were never opened, and does not list them twice', async () => {
    await inventory.clusters.load();
    const [cluster = ''] = inventory.clusters.slot.data ?? [];
    await inventory.services.readNames(cluster);
    expect(inventory.services.names(cluster)).toHaveLength(20);
    expect(inventory.services.listed).toEqual([]);
    await inventory.services.load(cluster);
    expect(await sandbox.control('calls')).toMatchObject({
      'ecs:ListServices': 1,
      'ecs:DescribeServices': 2,
    });
  });

  it('reads a task definition once, however often it is asked for', async () => {
    await inventory.taskDefinitions.loadFamilies();
    const [family = ''] = inventory.taskDefinitions.families.data ?? [];
    await inventory.taskDefinitions.loadRevisions(family);
    const arns = inventory.taskDefinitions.revisions(family).data ?? [];
    await sandbox.control('calls', {});
    await inventory.taskDefinitions.describe(arns);
    await inventory.taskDefinitions.describe(arns);
    expect(await sandbox.control('calls')).toEqual({ 'ecs:DescribeTaskDefinition': arns.length });
    expect(inventory.taskDefinitions.summary(arns[0] ?? '')).toMatchObject({
      status: 'ACTIVE',
      images: [`public.ecr.aws/example/${family}:1.0.0`],
    });
  });
});

describe('a service that cannot be read for a while', () => {
  it('keeps what is known, and is right again after another try', async () => {
    await inventory.clusters.load();
    const [cluster = ''] = inventory.clusters.slot.data ?? [];
    await inventory.services.load(cluster);
    const { at } = inventory.services.slot(cluster);
    await sandbox.control('faults', {
      errors: [
        { operation: 'ecs:DescribeServices', code: 'AccessDeniedException', message: 'no', status: 400 },
      ],
    });
    await inventory.services.refresh(cluster);
    const slot = inventory.services.slot(cluster);
    expect(slot.data).toHaveLength(20);
    expect(slot).toMatchObject({ at, error: { code: 'accessDenied' } });
    await sandbox.control('faults', {});
    await inventory.services.load(cluster);
    await vi.waitFor(() => expect(inventory.services.slot(cluster).error).toBeUndefined());
  });
});
