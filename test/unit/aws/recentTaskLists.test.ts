import { beforeEach, describe, expect, it } from 'vitest';
import type { EcsApi } from '../../../src/core/aws/api';
import { RecentTaskLists } from '../../../src/core/aws/recentTaskLists';
import { JumpingClock, live } from './setup';

type ListTasks = EcsApi['listTasks'];
type Query = Parameters<ListTasks>[0];

const CLUSTER = 'arn:aws:ecs:us-east-1:111122223333:cluster/shop';
const SERVICE = 'arn:aws:ecs:us-east-1:111122223333:service/shop/web';
const RUNNING: Query = { cluster: CLUSTER, service: SERVICE, desiredStatus: 'RUNNING' };
const SOON: Query = { ...RUNNING, service: 'web', withinMs: 4000 };

let clock: JumpingClock;
let calls: string[];
let fault: Error | undefined;
let list: ListTasks;

/** ECS, which has one more task at each call, on pages of two. */
async function* ask({ service = '', desiredStatus }: Query): AsyncGenerator<readonly string[]> {
  calls.push(`${service} ${desiredStatus}`);
  const { length } = calls;
  await Promise.resolve();
  if (fault !== undefined) throw fault;
  const arns = Array.from({ length: length + 2 }, (_unused, index) => `task ${index}`);
  yield arns.slice(0, 2);
  yield arns.slice(2);
}

async function read(query: Query, signal = live()): Promise<readonly string[]> {
  const arns: string[] = [];
  for await (const page of list(query, signal)) arns.push(...page);
  return arns;
}

beforeEach(() => {
  clock = new JumpingClock();
  calls = [];
  fault = undefined;
  list = new RecentTaskLists(clock).share(ask);
});

describe('a list of the tasks of a service', () => {
  it('is asked for once by those who look together or soon after each other, and then anew', async () => {
    const [first, second] = await Promise.all([read(SOON), read(SOON)]);
    expect(first).toEqual(['task 0', 'task 1', 'task 2']);
    expect(second).toEqual(first);
    clock.advance(3000);
    expect(await read(SOON)).toEqual(first);
    expect(calls).toHaveLength(1);
    clock.advance(2000);
    expect(await read(SOON)).toHaveLength(4);
    expect(calls).toHaveLength(2);
  });

  it('is taken from whoever read it, by ARN or by name', async () => {
    await read(RUNNING);
    expect(await read(SOON)).toEqual(['task 0', 'task 1', 'task 2']);
    expect(calls).toEqual([`${SERVICE} RUNNING`]);
  });

  it('is read by those who want it as it is now', async () => {
    await read(SOON);
    expect(await read(RUNNING)).toHaveLength(4);
    expect(await read(SOON)).toHaveLength(4);
    expect(calls).toHaveLength(2);
  });

  it('is not that of stopped tasks, another service or the whole cluster', async () => {
    await read(SOON);
    await read({ ...SOON, desiredStatus: 'STOPPED' });
    await read({ ...SOON, service: 'worker' });
    await read({ cluster: CLUSTER, desiredStatus: 'RUNNING' });
    await read({ cluster: CLUSTER, desiredStatus: 'RUNNING' });
    expect(calls).toEqual(['web RUNNING', 'web STOPPED', 'worker RUNNING', ' RUNNING', ' RUNNING']);
  });

  it('comes to the others when one of those who wait leaves', async () => {
    const leaving = new AbortController();
    const left = read(SOON, leaving.signal);
    const staying = read(SOON);
    leaving.abort();
    await expect(left).rejects.toMatchObject({ code: 'cancelled' });
    expect(await staying).toHaveLength(3);
    expect(calls).toHaveLength(1);
  });

  it('that failed or was left halfway is not kept', async () => {
    fault = new Error('refused');
    await expect(read(SOON)).rejects.toThrow('refused');
    fault = undefined;
    for await (const page of list(RUNNING, live())) {
      expect(page).toHaveLength(2);
      break;
    }
    expect(await read(SOON)).toHaveLength(5);
    expect(calls).toHaveLength(3);
  });

  it('that was asked for earlier does not replace a newer one', async () => {
    const slow = list(RUNNING, live())[Symbol.asyncIterator]();
    await slow.next();
    clock.advance(1000);
    expect(await read(RUNNING)).toHaveLength(4);
    await slow.next();
    expect((await slow.next()).done).toBe(true);
    expect(await read(SOON)).toHaveLength(4);
  });
});
