import { describe, expect, it } from 'vitest';
import { currentRollout } from '../../../src/core/deploy/currentRollout';
import type { ConnectionInfo } from '../../../src/core/model/connection';
import type { Service, ServiceRollout } from '../../../src/core/model/service';

const info: ConnectionInfo = { id: 'x', kind: 'profile', profile: 'prod', region: 'eu-west-1' };
const definition = (revision: number): string =>
  `arn:aws:ecs:eu-west-1:111122223333:task-definition/web:${revision}`;

function rollout(given: Partial<ServiceRollout> & Pick<ServiceRollout, 'id' | 'status'>): ServiceRollout {
  const counts = { desired: 2, running: 2, pending: 0, failedTasks: 0 };
  return { taskDefinitionArn: definition(42), createdAt: 2000, updatedAt: 2000, ...counts, ...given };
}

function service(rollouts: readonly ServiceRollout[], given: Partial<Service> = {}): Service {
  return {
    arn: 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web',
    name: 'web',
    clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop',
    status: 'ACTIVE',
    desired: 2,
    running: 2,
    pending: 0,
    taskDefinitionArn: definition(42),
    scheduling: 'REPLICA',
    controller: 'ECS',
    strategy: 'ROLLING',
    express: false,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    circuitBreaker: { enabled: true, rollback: true },
    healthCheckGracePeriodSeconds: 0,
    loadBalancers: [],
    rollouts,
    events: [
      { id: 'new', at: 2500, message: 'started 1 task' },
      { id: 'old', at: 1500, message: 'steady state' },
    ],
    createdAt: 0,
    tags: [],
    execEnabled: false,
    ...given,
  };
}

const next = rollout({ id: 'ecs-svc/2', status: 'PRIMARY', rolloutState: 'IN_PROGRESS' });
const old = rollout({
  id: 'ecs-svc/1',
  status: 'ACTIVE',
  taskDefinitionArn: definition(41),
  rolloutState: 'COMPLETED',
  createdAt: 1000,
});

describe('the rollout that a service is in the middle of', () => {
  it('is its primary deployment, with what it replaces and where its own events begin', () => {
    expect(
      currentRollout(service([next, old], { currentServiceDeployment: 'arn:deployment' }), info),
    ).toEqual({
      kind: 'profile',
      profile: 'prod',
      region: 'eu-west-1',
      clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop',
      serviceArn: 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web',
      rolloutId: 'ecs-svc/2',
      startedAt: 2000,
      oldRevision: { arn: definition(41), family: 'web', revision: 41 },
      newRevision: { arn: definition(42), family: 'web', revision: 42 },
      eventCursor: 'old',
    });
  });

  it('replaces the newest of several old ones', () => {
    const older = { ...old, id: 'ecs-svc/0', taskDefinitionArn: definition(40), createdAt: 500 };
    expect(currentRollout(service([next, older, old]), info)?.oldRevision?.revision).toBe(41);
  });

  it.each(['COMPLETED', 'FAILED'])('is none once it is %s', (rolloutState) => {
    expect(currentRollout(service([{ ...next, rolloutState }]), info)).toBeUndefined();
  });

  it('shows by two deployments side by side where no state is told', () => {
    const { rolloutState, ...untold } = next;
    expect(rolloutState).toBeDefined();
    expect(currentRollout(service([untold, old]), info)?.rolloutId).toBe('ecs-svc/2');
    expect(currentRollout(service([untold]), info)).toBeUndefined();
  });

  it('is none without a primary deployment', () => {
    expect(currentRollout(service([]), info)).toBeUndefined();
  });
});
