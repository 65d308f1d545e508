import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ScalingApi } from '../../../src/core/aws/api';
import { Inventory } from '../../../src/core/inventory/inventory';
import { ScalingStore } from '../../../src/core/inventory/scaling';
import type { InventoryChange } from '../../../src/core/inventory/change';
import { systemClock } from '../../../src/core/lib/clock';
import { QuaysideError, type ErrorCode } from '../../../src/core/lib/errors';
import type { ScalingTarget } from '../../../src/core/model/scaling';
import { startTestSandbox, type TestSandbox } from '../../support/sandboxServer';
import { testConnections } from '../aws/setup';
import { clusterArn, serviceArn } from './fakeAws';

const MINUTE = 60_000;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.dispose());

it('costs one call for a service that scales and its neighbours, one for its policies, two for what stands below', async () => {
  const { connections } = testConnections();
  const { endpoint, region } = sandbox;
  const connection = await connections.open({ kind: 'sandbox', endpoint, region });
  const inventory = new Inventory({ connection, clock: systemClock });
  await inventory.clusters.load();
  const production = inventory.clusters.slot.data?.find((arn) => arn.endsWith('/production')) ?? '';
  await inventory.services.load(production);
  const key = (name: string) => ({
    clusterArn: production,
    serviceArn: inventory.services.names(production).find((arn) => arn.endsWith(`/${name}`)) ?? '',
  });
  await sandbox.control('calls', {});

  await inventory.scaling.look(key('shop-web'));
  expect(inventory.scaling.target(key('shop-web')).data).toBe('none');
  expect(inventory.scaling.target(key('shop-api')).data).toMatchObject({ min: 2, max: 4, suspended: [] });
  await inventory.scaling.open(key('shop-web'));
  expect(await sandbox.control('calls')).toEqual({ 'application-autoscaling:DescribeScalableTargets': 1 });

  await inventory.scaling.look(key('shop-api'));
  expect(inventory.scaling.policies(key('shop-api')).data).toMatchObject([
    { metric: 'ECSServiceAverageCPUUtilization', targetValue: 60 },
  ]);
  await inventory.scaling.open(key('shop-api'));
  expect(inventory.scaling.schedules(key('shop-api')).data).toEqual([]);
  expect(inventory.scaling.activities(key('shop-api')).data).not.toEqual([]);
  expect(await sandbox.control('calls')).toEqual({
    'application-autoscaling:DescribeScalableTargets': 1,
    'application-autoscaling:DescribeScalingPolicies': 1,
    'application-autoscaling:DescribeScheduledActions': 1,
    'application-autoscaling:DescribeScalingActivities': 1,
  });
  inventory.dispose();
});

it('is never read with clusters and services alone', async () => {
  const { connections } = testConnections();
  const { endpoint, region } = sandbox;
  const connection = await connections.open({ kind: 'sandbox', endpoint, region });
  const inventory = new Inventory({ connection, clock: systemClock });
  await sandbox.control('calls', {});
  await inventory.clusters.load();
  const clusters = inventory.clusters.slot.data ?? [];
  for (const arn of clusters) await inventory.services.load(arn);
  await inventory.refresh({ clusters, services: [], targetGroups: [] });
  expect(Object.keys(await sandbox.control('calls')).filter((call) => !call.startsWith('ecs:'))).toEqual([]);
  inventory.dispose();
});

/** An Application Auto Scaling of which a test decides what it answers. */
class Scaling implements ScalingApi {
  readonly calls: string[] = [];
  readonly asked: (readonly string[])[] = [];
  found: readonly ScalingTarget[] = [];
  failing: { readonly operation: string; readonly code: ErrorCode } | undefined;

  readonly targets = async (ids: readonly string[]): Promise<readonly ScalingTarget[]> => {
    this.asked.push(ids);
    await this.#call('targets');
    return this.found.filter(({ resourceId }) => ids.includes(resourceId));
  };
  readonly policies = () => this.#call('policies');
  readonly schedules = () => this.#call('schedules');
  readonly activities = () => this.#call('activities');

  async #call(operation: string): Promise<readonly never[]> {
    this.calls.push(operation);
    await Promise.resolve();
    if (this.failing?.operation === operation) throw new QuaysideError(this.failing.code, 'no');
    return [];
  }
}

let api: Scaling;
let now: number;
let changes: InventoryChange[];
const NAMES = Array.from({ length: 120 }, (_, index) =>
  serviceArn('shop', `s${String(index).padStart(3, '0')}`),
);
const shop = (index: number) => ({ clusterArn: clusterArn('shop'), serviceArn: NAMES[index] ?? '' });
const scales = (index: number): ScalingTarget => ({
  resourceId: `service/shop/s${String(index).padStart(3, '0')}`,
  min: 1,
  max: 3,
  suspended: [],
});

function store(emulated = false): ScalingStore {
  return new ScalingStore({
    scaling: () => api,
    scope: {
      signal: new AbortController().signal,
      now: () => now,
      changed: (more) => changes.push(...more),
    },
    names: () => NAMES,
    emulated,
  });
}

beforeEach(() => {
  api = new Scaling();
  now = 1_000_000;
  changes = [];
});

it('asks about the fifty nearest services at once, and about none of them twice', async () => {
  api.found = [scales(52), scales(100)];
  const one = store();
  await one.look(shop(50));
  expect(api.asked.map((ids) => ids.length)).toEqual([50]);
  expect(one.target(shop(52)).data).toEqual(scales(52));
  expect(one.target(shop(26)).data).toBe('none');
  expect(one.target(shop(100)).data).toBeUndefined();
  await one.look(shop(26));
  await one.look(shop(110));
  await one.look(shop(100));
  expect(api.asked.map((ids) => ids.length)).toEqual([50, 50]);
  expect(new Set(api.asked.flat()).size).toBe(100);
});

it('asks once when many services are opened together', async () => {
  const one = store();
  await Promise.all(NAMES.slice(0, 20).map((_, index) => one.look(shop(index))));
  expect(api.calls).toEqual(['targets']);
});

it('reads again what is older than a minute, and only what is looked at', async () => {
  api.found = [scales(0)];
  const one = store();
  await one.open(shop(0));
  now += MINUTE - 1;
  await one.open(shop(0));
  expect(api.calls).toEqual(['targets', 'policies', 'schedules', 'activities']);
  now += 1;
  await one.look(shop(0));
  expect(api.calls.slice(4)).toEqual(['targets', 'policies']);
  api.found = [{ ...scales(0), max: 9 }];
  one.expire();
  await one.open(shop(0));
  expect(one.target(shop(0)).data).toMatchObject({ max: 9 });
  expect(api.calls.slice(6)).toEqual(['targets', 'policies', 'schedules', 'activities']);
});

it('keeps what stands open from becoming old, with one call for all of it, and reads nothing that was never opened', async () => {
  const one = store();
  expect(one.target(shop(0))).toEqual({});
  await one.keep(shop(0));
  expect(api.calls).toEqual([]);
  await one.look(shop(0));
  now += 4 * MINUTE - 1;
  await Promise.all([one.keep(shop(0)), one.keep(shop(1)), one.keep(shop(2))]);
  expect(api.calls).toEqual(['targets']);
  now += 1;
  await Promise.all([one.keep(shop(0)), one.keep(shop(1)), one.keep(shop(2))]);
  expect(api.calls).toEqual(['targets', 'targets']);
});

it('asks once for what is not allowed, for all services, until some minutes later or until somebody wants it', async () => {
  api.failing = { operation: 'targets', code: 'accessDenied' };
  const one = store();
  await one.look(shop(0));
  await one.look(shop(100));
  expect(one.target(shop(100)).error?.code).toBe('accessDenied');
  expect(api.calls).toEqual(['targets']);
  one.expire();
  await one.look(shop(0));
  expect(api.calls).toEqual(['targets', 'targets']);
  now += 5 * MINUTE;
  api.failing = undefined;
  await one.look(shop(100));
  expect(one.target(shop(100))).toMatchObject({ data: 'none' });
});

it('shows the limits where only policies may not be read', async () => {
  api.found = [scales(0)];
  api.failing = { operation: 'policies', code: 'accessDenied' };
  const one = store();
  await one.open(shop(0));
  expect(one.target(shop(0)).data).toEqual(scales(0));
  expect(one.policies(shop(0)).error?.code).toBe('accessDenied');
  expect(one.activities(shop(0)).data).toEqual([]);
});

it('says what went wrong on AWS, and of an emulator without this API that nothing scales', async () => {
  api.failing = { operation: 'targets', code: 'awsError' };
  const real = store();
  await real.look(shop(0));
  expect(real.target(shop(0)).error?.code).toBe('awsError');
  await real.look(shop(0));
  expect(api.calls).toEqual(['targets']);
  const emulated = store(true);
  await emulated.look(shop(0));
  expect(emulated.target(shop(0)).data).toBe('none');
});

it('tells of a service only what changed', async () => {
  api.found = [scales(0)];
  const one = store();
  await one.open(shop(0));
  const own = { kind: 'scaling', ...shop(0) };
  changes = [];
  one.expire();
  await one.open(shop(0));
  expect(changes).not.toContainEqual(own);
  api.found = [];
  one.expire();
  await one.open(shop(0));
  expect(changes.filter(({ kind }) => kind === 'scaling')).toContainEqual(own);
});
