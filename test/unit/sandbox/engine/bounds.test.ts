import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limitsOf, planStops } from '../../../../src/sandbox/engine/bounds';
import { breakerOf } from '../../../../src/sandbox/engine/rollout';
import type { DeploymentRecord, ServiceRecord, TaskRecord } from '../../../../src/sandbox/world/records';

function service(
  desiredCount: number,
  deploymentConfiguration: ServiceRecord['deploymentConfiguration'],
): ServiceRecord {
  return {
    name: 'web',
    arn: 'arn',
    clusterName: 'test',
    status: 'ACTIVE',
    desiredCount,
    taskDefinition: 'new',
    given: {},
    deploymentConfiguration,
    tags: [],
    createdAt: 0,
    createdBy: '',
    createInput: {},
    deployments: [],
    serviceDeployments: [],
    revisions: [],
    events: [],
    steady: false,
    failedStarts: 0,
  };
}

const PRIMARY: DeploymentRecord = {
  id: 'new',
  status: 'PRIMARY',
  taskDefinition: 'new',
  revisionArn: '',
  serviceDeploymentArn: '',
  placement: {},
  createdAt: 0,
  updatedAt: 0,
  rolloutState: 'IN_PROGRESS',
  rolloutStateReason: '',
  failedTasks: 0,
  failureCount: 0,
};

function task(startedBy: string, healthy: boolean, createdAt = 0): TaskRecord {
  return {
    id: `${startedBy}-${createdAt}-${String(healthy)}`,
    arn: '',
    clusterName: 'test',
    taskDefinition: startedBy,
    group: 'service:web',
    startedBy,
    launchType: 'FARGATE',
    availabilityZone: 'a',
    overrides: {},
    tags: [],
    enableExecuteCommand: false,
    createdAt,
    containers: [],
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    version: 1,
    targets: [],
    healthy,
    counted: healthy,
  };
}

describe('the limits of a service', () => {
  test.each([
    [2, {}, { lower: 2, upper: 4 }],
    [3, { minimumHealthyPercent: 50, maximumPercent: 150 }, { lower: 2, upper: 4 }],
    [1, { minimumHealthyPercent: 0, maximumPercent: 100 }, { lower: 0, upper: 1 }],
    [0, {}, { lower: 0, upper: 0 }],
  ])('of %i tasks with %j: the minimum rounds up, the maximum down', (count, configuration, limits) => {
    expect(limitsOf(service(count, configuration))).toEqual(limits);
  });
});

describe('what is stopped', () => {
  test('are old tasks, as far as the new ones are healthy', () => {
    const tasks = [task('old', true, 1), task('old', true, 2), task('new', true, 3), task('new', false, 4)];
    expect(planStops(service(2, {}), PRIMARY, tasks)).toEqual([tasks[0]]);
  });

  test('are of the surplus first those that are not healthy, then the youngest', () => {
    const tasks = [task('new', true, 1), task('new', true, 2), task('new', false, 0), task('new', true, 3)];
    expect(planStops(service(2, {}), PRIMARY, tasks)).toEqual([tasks[2], tasks[3]]);
  });

  test('never leaves fewer healthy tasks than the minimum, except for the surplus', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 100 }),
        fc.array(fc.record({ old: fc.boolean(), healthy: fc.boolean() }), { maxLength: 24 }),
        (desired, minimumHealthyPercent, given) => {
          const tasks = given.map(({ old, healthy }, index) => task(old ? 'old' : 'new', healthy, index));
          const subject = service(desired, { minimumHealthyPercent });
          const stops = new Set(planStops(subject, PRIMARY, tasks));
          const before = tasks.filter(({ healthy }) => healthy).length;
          const after = tasks.filter((one) => one.healthy && !stops.has(one)).length;
          expect(after).toBeGreaterThanOrEqual(Math.min(before, limitsOf(subject).lower));
          const left = tasks.filter((one) => one.startedBy === 'new' && !stops.has(one)).length;
          expect(left).toBeLessThanOrEqual(desired);
        },
      ),
    );
  });
});

describe('the threshold of the circuit breaker', () => {
  test.each([
    [1, undefined, 3],
    [7, undefined, 4],
    [1000, undefined, 200],
    [10, { type: 'BOUNDED_PERCENT', value: 100 }, 10],
    [2, { type: 'UNBOUNDED_PERCENT', value: 50 }, 1],
    [50, { type: 'COUNT', value: 7 }, 7],
  ])('of %i tasks with %j is %i', (count, thresholdConfiguration, threshold) => {
    const breaker = {
      enable: true,
      rollback: false,
      ...(thresholdConfiguration && { thresholdConfiguration }),
    };
    expect(breakerOf(service(count, { deploymentCircuitBreaker: breaker })).threshold).toBe(threshold);
  });
});
