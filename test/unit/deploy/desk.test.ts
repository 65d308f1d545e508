import { describe, expect, test } from 'vitest';
import type { EcsApi } from '../../../src/core/aws/api';
import type { Connection } from '../../../src/core/aws/connection';
import { WatchDesk } from '../../../src/core/deploy/watch/desk';
import { QuaysideError } from '../../../src/core/lib/errors';
import type { Task } from '../../../src/core/model/task';
import { JumpingClock } from '../aws/setup';
import { deployment, reference, service, task } from './samples';
import { live } from './setup';

const CLUSTER = reference.clusterArn;
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `service-${index}`);
const arnOf = (name: string): string => reference.serviceArn.replace(/web$/, name);

/** An ECS that has one running task for each service, and notes what it is asked. */
function desk({ pages = 1, denied = '' } = {}) {
  const calls: string[] = [];
  const tasks = new Map<string, Task>();
  for (const name of names(60)) {
    const one = task(`of-${name}`, 42, { group: `service:${name}` });
    tasks.set(one.arn, one);
  }
  const refuse = (asked: readonly string[]): void => {
    if (denied !== '' && asked.some((arn) => arn.endsWith(denied)))
      throw new QuaysideError('accessDenied', 'not authorized');
  };
  const ecs: Pick<EcsApi, 'describeServiceDeployments' | 'describeServices' | 'listTasks' | 'describeTasks'> =
    {
      describeServiceDeployments: async (arns) => {
        calls.push(`deployments ${arns.length}`);
        await Promise.resolve();
        refuse(arns);
        return arns.map((arn) => deployment('IN_PROGRESS', { arn }));
      },
      describeServices: async (_cluster, arns) => {
        calls.push(`services ${arns.length}`);
        await Promise.resolve();
        refuse(arns);
        return { services: arns.map((arn) => service([], { arn })), failures: [] };
      },
      async *listTasks(query) {
        const group = query.service === undefined ? undefined : `service:${query.service}`;
        const arns = [...tasks.values()].flatMap((one) =>
          group === undefined || one.group === group ? [one.arn] : [],
        );
        for (let page = 0; page < (group === undefined ? pages : 1); page += 1) {
          calls.push(`list ${query.service ?? 'all'}`);
          await Promise.resolve();
          yield page === 0 ? arns : [];
        }
      },
      describeTasks: async (_cluster, arns) => {
        calls.push(`tasks ${arns.length}`);
        await Promise.resolve();
        return { tasks: arns.flatMap((arn) => tasks.get(arn) ?? []), failures: [] };
      },
    };
  const connection = { ecs: ecs as EcsApi, as: () => connection } as Pick<
    Connection,
    'ecs' | 'as'
  > as Connection;
  return { calls, desk: new WatchDesk(connection, new JumpingClock(), 0.5) };
}

describe('watches of one connection', () => {
  test('ask for 45 service deployments in one moment with three calls', async () => {
    const { calls, desk: shared } = desk();
    const arns = names(45);
    const answers = await Promise.all(
      arns.map((arn) => shared.records.describeServiceDeployments([arn], live())),
    );
    expect(answers.map(([found]) => found?.arn)).toEqual(arns);
    expect(calls).toEqual(['deployments 20', 'deployments 20', 'deployments 5']);
  });

  test('ask again for what was asked a moment ago: a second read is a read of its own', async () => {
    const { calls, desk: shared } = desk();
    await shared.records.describeServiceDeployments(['a'], live());
    await shared.records.describeServiceDeployments(['a'], live());
    expect(calls).toEqual(['deployments 1', 'deployments 1']);
  });

  test('are not all refused because one of them may not read its own', async () => {
    const { desk: shared } = desk({ denied: 'service-2' });
    const asked = names(4).map((name) => shared.service({ ...reference, serviceArn: arnOf(name) }, live()));
    const settled = await Promise.allSettled(asked);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  });

  test('list the tasks of a cluster once, and each gets its own', async () => {
    const { calls, desk: shared } = desk();
    const cluster = shared.tasks(CLUSTER);
    const found = await Promise.all(
      names(10).map(async (name) => cluster.describe(await cluster.list(name, 'RUNNING', live()), live())),
    );
    expect(found.map((tasks) => tasks.map(({ group }) => group))).toEqual(
      names(10).map((name) => [`service:${name}`]),
    );
    expect(calls).toEqual(['list all', 'tasks 60']);
    await Promise.all(names(10).map((name) => cluster.list(name, 'RUNNING', live())));
    expect(calls.slice(2)).toEqual(['list all']);
  });

  test('list the tasks of each service where the cluster has far more of them', async () => {
    const { calls, desk: shared } = desk({ pages: 50 });
    const cluster = shared.tasks(CLUSTER);
    await Promise.all(names(3).map((name) => cluster.list(name, 'RUNNING', live())));
    expect(calls.filter((call) => call !== 'list all')).toEqual([
      'list service-0',
      'list service-1',
      'list service-2',
    ]);
    await Promise.all(names(3).map((name) => cluster.list(name, 'RUNNING', live())));
    expect(calls.filter((call) => call === 'list all')).toHaveLength(4);
  });
});

describe('the beat of a connection', () => {
  const now = 1_800_000_000_000;
  const still = { now: () => now, sleep: () => Promise.resolve() };
  const beats = (shared: WatchDesk, interval: number, what: 'deployment' | 'whole', turns: number) => {
    let at = now;
    return Array.from({ length: turns }, () => (at = shared.next(interval, what, at)) - now);
  };
  const alone = () => {
    const { connection } = desk().desk;
    return new WatchDesk(connection, still, 0.25);
  };

  test('is every two seconds for service deployments, whenever somebody asks', () => {
    const shared = alone();
    expect(beats(shared, 2000, 'deployment', 3)).toEqual([2000, 4000, 6000]);
    expect(shared.next(2000, 'deployment', now + 2700) - now).toBe(4000);
  });

  test('is kept by rarer looks, which come a fifth early or late at most but for the beat', () => {
    const shared = alone();
    const mine = beats(shared, 10_000, 'whole', 40);
    const gaps = mine.map((at, index) => at - (mine[index - 1] ?? 0));
    expect(gaps.every((gap) => gap % 2000 === 0 && gap >= 7000 && gap <= 13_000)).toBe(true);
    expect(new Set(gaps).size).toBeGreaterThan(1);
  });

  test('brings together who looks in about the same time, however they came', () => {
    const shared = alone();
    const first = shared.next(10_000, 'whole', now);
    expect(shared.next(10_000, 'whole', now + 130)).toBe(first);
    expect(shared.next(2000, 'whole', now + 130)).toBe(now + 2000);
    expect(shared.next(60_000, 'whole', now + 130)).toBeGreaterThan(first + 30_000);
  });

  test('gets slower where many clusters are watched at once, and fast again afterwards', () => {
    const shared = alone();
    const leave = names(40).map((name) => shared.join({ clusterArn: name }));
    expect(beats(shared, 2000, 'whole', 1)[0]).toBeGreaterThan(15_000);
    for (const one of leave) one();
    expect(beats(shared, 2000, 'whole', 1)).toEqual([2000]);
  });
});
