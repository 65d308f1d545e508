import { DeregisterTaskDefinitionCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WatchReference } from '../../../src/core/deploy/event';
import {
  imageChanges,
  redeploy,
  redeployBase,
  revisionsOf,
  type RedeployBase,
  type RevisionSummary,
} from '../../../src/core/deploy/redeploy';
import type { Service } from '../../../src/core/model/service';
import { startStub } from '../aws/stubServer';
import { collect, connectTo } from '../aws/setup';
import { live, TestWorld, watch } from './setup';

let world: TestWorld;

beforeEach(async () => {
  world = await TestWorld.start();
});

afterEach(() => world[Symbol.asyncDispose]());

async function service(): Promise<Service> {
  const { services } = await world.connection.ecs.describeServices('production', ['shop-web'], live());
  const [found] = services;
  if (found === undefined) throw new Error('The demo world has no shop-web');
  return found;
}

async function base(): Promise<RedeployBase> {
  const { clusterArn, arn: serviceArn } = await service();
  return redeployBase({ clusterArn, serviceArn }, world.connection, live());
}

const revisions = async (pageSize = 10): Promise<readonly RevisionSummary[]> =>
  collect(revisionsOf('shop-web', world.connection, pageSize, live()));

async function earlier(revision: number): Promise<RevisionSummary> {
  const found = (await revisions()).find((one) => one.revision.revision === revision);
  if (found === undefined) throw new Error(`There is no revision ${revision}`);
  return found;
}

/** Everything about a service that an update could change by accident. */
function settings({ desired, minimumHealthyPercent, maximumPercent, circuitBreaker, ...rest }: Service) {
  const { healthCheckGracePeriodSeconds, loadBalancers, execEnabled, tags } = rest;
  return {
    ...{ desired, minimumHealthyPercent, maximumPercent, circuitBreaker, healthCheckGracePeriodSeconds },
    ...{ loadBalancers, execEnabled, tags },
  };
}

describe('the revisions to choose from', () => {
  it('come newest first, with what tells them apart', async () => {
    const found = await revisions(2);
    expect(found.map(({ revision }) => revision.revision)).toEqual([3, 2, 1]);
    expect(found.every(({ registeredAt = 0 }) => registeredAt < world.clock.now())).toBe(true);
    expect(found[0]?.images[0]?.image).toContain('/shop-web');
  });

  it('leave out what cannot be run any more', async () => {
    await world.somebodyElse.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'shop-web:2' }));
    expect((await revisions()).map(({ revision }) => revision.revision)).toEqual([3, 1]);
  });

  it('are read page by page, and only while somebody asks', async () => {
    const asked: unknown[] = [];
    await using stub = await startStub(({ body }) => {
      const { taskDefinition, ...rest } = JSON.parse(body) as { taskDefinition?: string };
      if (taskDefinition === undefined) asked.push(rest);
      const revision = Number(taskDefinition?.split(':').at(-1));
      return taskDefinition === undefined
        ? {
            json: {
              taskDefinitionArns: asked.length === 1 ? ['a:b:c:d:e:f:4', 'a:b:c:d:e:f:3'] : ['a:b:c:d:e:f:2'],
              ...(asked.length === 1 ? { nextToken: 'more' } : {}),
            },
          }
        : { json: { taskDefinition: { taskDefinitionArn: taskDefinition, family: 'f', revision } } };
    });
    const { connection } = await connectTo(stub.endpoint);
    const pages = revisionsOf('f', connection, 1, live());
    const first = await pages.next();
    expect(first.value).toMatchObject([{ revision: { revision: 4 } }]);
    expect(stub.calls).toHaveLength(2);
    expect(await collect(pages)).toMatchObject([
      { revision: { revision: 3 } },
      { revision: { revision: 2 } },
    ]);
    const order = { familyPrefix: 'f', status: 'ACTIVE', sort: 'DESC', maxResults: 100 };
    expect(asked).toEqual([order, { ...order, nextToken: 'more' }]);
  });
});

it('says which images change, container by container', () => {
  const of = (images: Readonly<Record<string, string>>): RevisionSummary => ({
    revision: { arn: 'arn', family: 'f', revision: 1 },
    images: Object.entries(images).map(([container, image]) => ({ container, image })),
  });
  expect(
    imageChanges(of({ web: 'a:1', log: 'l:1', old: 'o' }), of({ web: 'a:0', log: 'l:1', new: 'n' })),
  ).toEqual([
    { container: 'web', before: 'a:1', after: 'a:0' },
    { container: 'new', after: 'n' },
    { container: 'old', before: 'o' },
  ]);
});

describe('an earlier revision', () => {
  it('is brought back to a success, and nothing but the revision is changed', async () => {
    const before = await service();
    const { revision } = await earlier(2);
    const reference = await redeploy(await base(), revision, world.connection, live());
    const { verdict, state } = await watch(reference, world.deps());
    expect(verdict?.kind).toBe('succeeded');
    expect(state.newRevision?.revision).toBe(2);
    const after = await service();
    expect(after.taskDefinitionArn).toBe(revision.arn);
    expect(settings(after)).toEqual(settings(before));
  });

  it('is not deployed over what somebody else deployed meanwhile', async () => {
    const shown = await base();
    await world.somebodyElse.send(
      new UpdateServiceCommand({ cluster: 'production', service: 'shop-web', taskDefinition: 'shop-web:2' }),
    );
    const { revision } = await earlier(1);
    await expect(redeploy(shown, revision, world.connection, live())).rejects.toMatchObject({
      code: 'conflict',
      details: { planned: 3, revision: 2 },
    });
    expect((await service()).taskDefinitionArn).toMatch(/:2$/);
  });
});

describe('a forced deployment', () => {
  it('replaces every task by one of the same revision, and changes no setting', async () => {
    const before = await service();
    const reference: WatchReference = await redeploy(await base(), undefined, world.connection, live());
    expect(reference.rolloutId).not.toBe(before.rollouts[0]?.id);
    const { verdict } = await watch(reference, world.deps());
    expect(verdict?.kind).toBe('succeeded');
    const after = await service();
    expect(after.rollouts.map(({ id }) => id)).toEqual([reference.rolloutId]);
    expect(after.taskDefinitionArn).toBe(before.taskDefinitionArn);
    expect(settings(after)).toEqual(settings(before));
  });

  it('knows of the rollout that it would supersede', async () => {
    expect((await base()).rolling).toBe(false);
    await redeploy(await base(), undefined, world.connection, live());
    expect((await base()).rolling).toBe(true);
  });

  it('is refused for a service that is not there', async () => {
    const { clusterArn, arn } = await service();
    await expect(
      redeployBase({ clusterArn, serviceArn: `${arn}-gone` }, world.connection, live()),
    ).rejects.toMatchObject({ code: 'notFound' });
  });
});

it('sends the cluster, the service and what was chosen, and nothing else', async () => {
  const sent: unknown[] = [];
  const arn = 'arn:aws:ecs:eu-west-1:1:task-definition/f:1';
  const one = { id: 'd', status: 'PRIMARY', taskDefinition: arn, createdAt: 1, updatedAt: 1 };
  const found = {
    serviceName: 's',
    serviceArn: 'S',
    clusterArn: 'C',
    status: 'ACTIVE',
    taskDefinition: arn,
    deployments: [one],
  };
  await using stub = await startStub(({ body, operation }) => {
    if (operation === 'UpdateService') {
      sent.push(JSON.parse(body));
      return { json: { service: found } };
    }
    return operation === 'DescribeServices'
      ? { json: { services: [found] } }
      : { json: { taskDefinition: { taskDefinitionArn: arn, family: 'f', revision: 1 } } };
  });
  const { connection } = await connectTo(stub.endpoint);
  const shown = await redeployBase({ clusterArn: 'C', serviceArn: 'S' }, connection, live());
  await redeploy(shown, undefined, connection, live());
  await redeploy(shown, { arn, family: 'f', revision: 1 }, connection, live());
  expect(sent).toEqual([
    { cluster: 'C', service: 'S', forceNewDeployment: true },
    { cluster: 'C', service: 'S', taskDefinition: arn },
  ]);
});
