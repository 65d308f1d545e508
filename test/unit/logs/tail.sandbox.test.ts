import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient, ListTasksCommand, StopTaskCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/core/aws/connection';
import { throwIfAborted } from '../../../src/core/lib/abort';
import type { Clock } from '../../../src/core/lib/clock';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../support/sandboxServer';
import { testConnections, type JumpingClock } from '../aws/setup';
import { Tailed } from './tailed';

/* The tail over real adapters, real HTTP and the sandbox's own CloudWatch; the world's time is in the test's hands. */

const GROUP = '/ecs/shop-web';
let sandbox: TestSandbox;
let connection: Connection;
/** The clock of the connection; it goes with the world's. */
let calling: JumpingClock;
let ecs: ECSClient;
let logs: CloudWatchLogsClient;
let tailed: Tailed | undefined;

/** The tail waits in the world's time, so that it passes as the test lets it pass. */
const clock: Clock = {
  now: () => sandbox.clock.now(),
  async sleep(ms, signal) {
    const end = sandbox.clock.now() + ms;
    while (sandbox.clock.now() < end) {
      throwIfAborted(signal);
      await delay(2);
    }
    throwIfAborted(signal);
  },
};

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const { connections, clock: ofConnections } = testConnections();
  calling = ofConnections;
  connection = await connections.open({
    kind: 'sandbox',
    endpoint: sandbox.endpoint,
    region: sandbox.region,
  });
  ecs = new ECSClient(sdkOptions(sandbox));
  logs = new CloudWatchLogsClient({ ...sdkOptions(sandbox), disableHostPrefix: true });
});

afterEach(async () => {
  await tailed?.stop();
  await sandbox.control('faults', {});
});

afterAll(async () => {
  ecs.destroy();
  logs.destroy();
  connection.dispose();
  await sandbox.dispose();
});

function startTail(since: number): Tailed {
  const arn = (kind: string, name: string): string =>
    `arn:aws:ecs:${sandbox.region}:${sandbox.accountId}:${kind}/${name}`;
  const subject = {
    clusterArn: arn('cluster', 'production'),
    serviceArn: arn('service', 'production/shop-web'),
  };
  return (tailed = new Tailed(connection, clock, { since, subject }));
}

/** Time passes in small steps, with room for what it sets off to travel over the wire. */
async function pass(seconds: number): Promise<void> {
  for (let step = 0; step < seconds * 2; step += 1) {
    await sandbox.clock.advance(500);
    calling.advance(500);
    await delay(15);
  }
}

/** Everything that the sandbox has in the group since then, in the words of another client. */
async function everything(since: number): Promise<readonly string[]> {
  const lines: string[] = [];
  const pages = paginateFilterLogEvents({ client: logs }, { logGroupName: GROUP, startTime: since });
  for await (const { events } of pages)
    for (const { logStreamName, timestamp, message } of events ?? [])
      lines.push(`${logStreamName?.split('/').slice(1).join(' ')} ${timestamp} ${message}`);
  return lines.sort();
}

function shown(tail: Tailed): readonly string[] {
  return tail.items
    .flatMap((item) =>
      item.kind === 'line'
        ? [`${item.source.container} ${item.source.taskArn.split('/').at(-1)} ${item.at} ${item.text}`]
        : [],
    )
    .sort();
}

async function firstTask(): Promise<string> {
  const { taskArns } = await ecs.send(
    new ListTasksCommand({ cluster: 'production', serviceName: 'shop-web' }),
  );
  const [task] = taskArns ?? [];
  if (task === undefined) throw new Error('shop-web has no task');
  return task;
}

describe('the tail of a service of the sandbox', () => {
  it('shows the history and every new line, exactly as CloudWatch has them', async () => {
    const since = clock.now() - 60_000;
    const tail = startTail(since);
    await pass(15);
    expect(tail.notes).toEqual(['tail.live']);
    expect(shown(tail).length).toBeGreaterThan(10);
    await settled(tail, since);
  });

  it('goes on through a rollout and a stopped task: old and new tasks, each line once', async () => {
    const since = clock.now() - 30_000;
    const tail = startTail(since);
    await pass(5);
    await ecs.send(
      new UpdateServiceCommand({ cluster: 'production', service: 'shop-web', forceNewDeployment: true }),
    );
    await pass(90);
    await ecs.send(new StopTaskCommand({ cluster: 'production', task: await firstTask() }));
    await pass(60);
    const tasks = new Set(tail.items.flatMap((item) => (item.kind === 'line' ? [item.source.taskId] : [])));
    expect(tasks.size).toBeGreaterThanOrEqual(4);
    expect(tail.transcript.filter((line) => /^-- \w{6} stopped/.test(line)).length).toBeGreaterThanOrEqual(3);
    await settled(tail, since);
  }, 60_000);

  it('polls where live tail is not allowed, and loses nothing by it', async () => {
    const denied = { operation: 'logs:StartLiveTail', code: 'AccessDeniedException', message: 'no' };
    await sandbox.control('faults', { errors: [denied] });
    const since = clock.now() - 30_000;
    const tail = startTail(since);
    await pass(20);
    // The task that the test before stopped is told about too.
    expect(tail.notes.filter((note) => !note.startsWith('tail.stopped'))).toEqual(['tail.pollingDenied']);
    await settled(tail, since);
  });

  it('asks for no lists of tasks that another tail of the service has just asked for', async () => {
    const listed = async (): Promise<number> => {
      await sandbox.control('calls', {});
      await pass(20);
      const { 'ecs:ListTasks': lists = 0 } = (await sandbox.control('calls')) as Record<string, number>;
      return lists;
    };
    const tails = [startTail(clock.now())];
    await pass(2);
    const alone = await listed();
    expect(alone).toBeGreaterThan(0);
    tails.push(...[1, 2, 3].map(() => startTail(clock.now())));
    await pass(2);
    const together = await listed();
    for (const tail of tails) await tail.stop();
    expect(together).toBeLessThanOrEqual(alone + 2);
  });

  it('is not stopped by throttling', async () => {
    const throttled = { operation: 'logs:FilterLogEvents', code: 'ThrottlingException', times: 3 };
    await sandbox.control('faults', { errors: [throttled] });
    const since = clock.now() - 30_000;
    const tail = startTail(since);
    await pass(30);
    await settled(tail, since);
  });
});

/** Time stands still: after a last look both have the same lines. */
async function settled(tail: Tailed, since: number): Promise<void> {
  const expected = await everything(since);
  // What was written last is delivered with the next second of the live tail, or the next poll.
  await pass(4);
  const last = Math.max(...expected.map((line) => Number(line.split(' ')[2])));
  expect(shown(tail).filter((line) => Number(line.split(' ')[2]) <= last)).toEqual(
    (await everything(since)).filter((line) => Number(line.split(' ')[2]) <= last),
  );
}
