import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awslogs, FakeCloud, taskArn } from './fakeCloud';
import { Tailed } from './tailed';
import { VirtualTime } from './virtualTime';

let time: VirtualTime;
let cloud: FakeCloud;
let tailed: Tailed | undefined;

beforeEach(() => {
  time = new VirtualTime();
  cloud = new FakeCloud(time);
});

afterEach(async () => {
  await tailed?.stop();
  tailed = undefined;
  expect(cloud.openSessions).toEqual([]);
});

function startTail(options?: ConstructorParameters<typeof Tailed>[2]): Tailed {
  return (tailed = new Tailed(cloud.connection, time, options));
}

describe('the tail of a service', () => {
  it('gives the history first, then lines as they come, each with its task, revision and container', async () => {
    cloud.startTask('aaaaaa11');
    cloud.log('aaaaaa11', 'old', { ago: 60_000 });
    const tail = startTail();
    await time.pass(1000);
    cloud.log('aaaaaa11', 'new');
    await time.pass(2000);
    expect(tail.transcript.filter((line) => !line.startsWith('--'))).toEqual([
      'aaaaaa r42 app old',
      'aaaaaa r42 app new',
    ]);
    expect(tail.notes).toEqual(['tail.live']);
  });

  it('leaves out what is older than the time asked for', async () => {
    cloud.startTask('aaaaaa11');
    cloud.log('aaaaaa11', 'too old', { ago: 901_000 });
    cloud.log('aaaaaa11', 'just in', { ago: 899_000 });
    const tail = startTail();
    await time.pass(2000);
    expect(tail.texts).toEqual(['just in']);
  });

  it('merges the histories of several containers by time', async () => {
    cloud = new FakeCloud(time, {
      containerDefinitions: [
        ...(awslogs('app')['containerDefinitions'] as []),
        {
          name: 'proxy',
          logConfiguration: {
            logDriver: 'awslogs',
            options: { 'awslogs-group': '/ecs/proxy', 'awslogs-stream-prefix': 'ecs' },
          },
        },
      ],
    });
    cloud.startTask('aaaaaa11');
    for (let index = 0; index < 20; index += 1)
      cloud.log('aaaaaa11', `line ${index}`, {
        container: index % 3 === 0 ? 'proxy' : 'app',
        ago: 60_000 - index * 1000,
      });
    const tail = startTail();
    await time.pass(2000);
    expect(tail.texts).toEqual(Array.from({ length: 20 }, (_, index) => `line ${index}`));
  });

  it('loses nothing that is logged while the live session starts', async () => {
    cloud.startTask('aaaaaa11');
    const tail = startTail();
    const expected: string[] = [];
    for (let index = 0; index < 50; index += 1) {
      cloud.log('aaaaaa11', `line ${index}`);
      expected.push(`line ${index}`);
      await time.pass(50);
    }
    await time.pass(2000);
    expect(tail.texts).toEqual(expected);
  });

  it('takes in tasks that start later, from their first line', async () => {
    cloud.startTask('aaaaaa11');
    const tail = startTail();
    await time.pass(7000);
    cloud.startTask('bbbbbb22', 43);
    cloud.log('bbbbbb22', 'first words');
    await time.pass(12_000);
    cloud.log('bbbbbb22', 'second words');
    await time.pass(2000);
    expect(tail.transcript).toContain('bbbbbb r43 app first words');
    expect(tail.transcript).toContain('bbbbbb r43 app second words');
    expect(cloud.openSessions).toEqual([['ecs/app/aaaaaa11', 'ecs/app/bbbbbb22']]);
  });

  it('waits when no task is running, and says so', async () => {
    const tail = startTail();
    await time.pass(1000);
    expect(tail.notes).toEqual(['tail.noTasks']);
    cloud.startTask('aaaaaa11');
    cloud.log('aaaaaa11', 'here');
    await time.pass(7000);
    expect(tail.texts).toEqual(['here']);
  });

  it('tells that a task stopped after its last lines, and lets its live tail go', async () => {
    cloud.startTask('aaaaaa11');
    const tail = startTail();
    await time.pass(2000);
    cloud.log('aaaaaa11', 'out of memory');
    cloud.stopTask('aaaaaa11', 1);
    await time.pass(30_000);
    expect(tail.transcript.slice(-2)).toEqual(['aaaaaa r42 app out of memory', '-- aaaaaa stopped: exit 1']);
    expect(cloud.openSessions).toEqual([]);
  });

  it('shows tasks that stopped before, with their ends in place', async () => {
    cloud.startTask('aaaaaa11');
    cloud.log('aaaaaa11', 'early', { ago: 500_000 });
    cloud.stopTask('aaaaaa11', 137, time.now() - 400_000);
    cloud.startTask('bbbbbb22');
    cloud.log('bbbbbb22', 'later', { ago: 300_000 });
    const tail = startTail();
    await time.pass(2000);
    expect(tail.transcript.filter((line) => !line.includes('live tail'))).toEqual([
      'aaaaaa r42 app early',
      '-- aaaaaa stopped: exit 137',
      'bbbbbb r42 app later',
    ]);
  });

  it('asks nothing but the task lists while live tail runs', async () => {
    cloud.startTask('aaaaaa11');
    startTail();
    await time.pass(6000);
    cloud.calls.length = 0;
    await time.pass(20_000);
    expect(new Set(cloud.calls)).toEqual(new Set(['listTasks']));
  });

  it('passes by streams that do not exist yet', async () => {
    cloud.refusesMissingStreams = true;
    cloud.startTask('aaaaaa11');
    cloud.startTask('bbbbbb22');
    cloud.log('aaaaaa11', 'one');
    const tail = startTail();
    await time.pass(5000);
    expect(tail.texts).toEqual(['one']);
    cloud.log('bbbbbb22', 'two');
    await time.pass(30_000);
    cloud.log('bbbbbb22', 'three');
    await time.pass(3000);
    expect(tail.texts).toEqual(['one', 'two', 'three']);
    expect(cloud.openSessions).toHaveLength(1);
  });
});

describe('the tail of one task', () => {
  it('ends by itself once the task has stopped and everything was read', async () => {
    cloud.startTask('aaaaaa11');
    cloud.log('aaaaaa11', 'goodbye', { ago: 1_900_000 });
    cloud.stopTask('aaaaaa11', 0, time.now() - 1_800_000);
    const tail = startTail({ subject: { taskArn: taskArn('aaaaaa11') } });
    await time.pass(1000);
    expect(tail.texts).toEqual(['goodbye']);
    expect(tail.notes).toEqual(['tail.stoppedExit', 'tail.ended']);
    expect(tail.ended).toBe(true);
  });

  it('goes on to the last line of a task that stops meanwhile', async () => {
    cloud.startTask('aaaaaa11');
    const tail = startTail({ subject: { taskArn: taskArn('aaaaaa11') } });
    await time.pass(3000);
    cloud.stopTask('aaaaaa11', 3);
    await time.pass(4000);
    cloud.log('aaaaaa11', 'late goodbye');
    await time.pass(20_000);
    expect(tail.texts).toEqual(['late goodbye']);
    expect(tail.ended).toBe(true);
  });

  it('says that ECS has forgotten the task', async () => {
    const tail = startTail({ subject: { taskArn: taskArn('cccccc33') } });
    await time.pass(1000);
    expect(tail.notes).toEqual(['tail.unknownTask']);
    expect(tail.ended).toBe(true);
  });

  it('reads one container only where one is asked for', async () => {
    cloud = new FakeCloud(time, awslogs('app', 'proxy'));
    cloud.startTask('aaaaaa11');
    cloud.log('aaaaaa11', 'from app');
    cloud.log('aaaaaa11', 'from proxy', { container: 'proxy' });
    const tail = startTail({ subject: { taskArn: taskArn('aaaaaa11'), container: 'proxy' } });
    await time.pass(2000);
    expect(tail.texts).toEqual(['from proxy']);
  });
});

it('asks CloudWatch itself for the lines that match a pattern, for history and live lines', async () => {
  cloud.startTask('aaaaaa11');
  const tail = startTail({ pattern: 'ERROR' });
  await time.pass(3000);
  expect(cloud.patterns).toEqual(['liveTail ERROR', 'filterEvents ERROR']);
  expect(tail.notes).toEqual(['tail.live']);
});

describe('when something stands in the way', () => {
  it.each([
    ['accessDenied', 'tail.pollingDenied'],
    ['awsError', 'tail.polling'],
    ['unreachable', 'tail.polling'],
  ] as const)('polls instead of live tail on %s, and says so', async (code, note) => {
    cloud.fail('liveTail', code);
    cloud.startTask('aaaaaa11');
    cloud.log('aaaaaa11', 'old');
    const tail = startTail();
    await time.pass(1000);
    cloud.log('aaaaaa11', 'new');
    await time.pass(3000);
    expect(tail.texts).toEqual(['old', 'new']);
    expect(tail.notes).toEqual([note]);
  });

  it('goes back to live tail when a session is free again', async () => {
    cloud.fail('liveTail', 'awsError', { awsCode: 'LimitExceededException' });
    cloud.startTask('aaaaaa11');
    const tail = startTail();
    await time.pass(5000);
    expect(tail.notes).toEqual(['tail.pollingBusy']);
    cloud.heal('liveTail');
    await time.pass(60_000);
    expect(tail.notes).toEqual(['tail.pollingBusy', 'tail.live']);
  });

  it('finds late lines while polling', async () => {
    cloud.fail('liveTail', 'awsError');
    cloud.startTask('aaaaaa11');
    const tail = startTail();
    await time.pass(1000);
    cloud.log('aaaaaa11', 'newest');
    await time.pass(3000);
    cloud.log('aaaaaa11', 'late', { ago: 20_000 });
    await time.pass(3000);
    expect(tail.texts).toEqual(['newest', 'late']);
  });

  it('takes the next session when one ends, without a gap and without a word', async () => {
    cloud.startTask('aaaaaa11');
    const tail = startTail();
    await time.pass(3000);
    cloud.log('aaaaaa11', 'before');
    await time.pass(1500);
    cloud.endSessions('awsError');
    cloud.log('aaaaaa11', 'in the gap');
    await time.pass(4000);
    cloud.log('aaaaaa11', 'after');
    await time.pass(2000);
    expect(tail.texts).toEqual(['before', 'in the gap', 'after']);
    expect(tail.notes).toEqual(['tail.live']);
  });

  it('waits for credentials, and then tells what came meanwhile', async () => {
    cloud.startTask('aaaaaa11');
    const tail = startTail();
    await time.pass(3000);
    for (const operation of ['liveTail', 'filterEvents', 'listTasks'] as const)
      cloud.fail(operation, 'expiredCredentials');
    cloud.endSessions('expiredCredentials');
    await time.pass(120_000);
    cloud.log('aaaaaa11', 'while signed out');
    expect(tail.texts).toEqual([]);
    for (const operation of ['liveTail', 'filterEvents', 'listTasks'] as const) cloud.heal(operation);
    await time.pass(60_000);
    expect(tail.texts).toEqual(['while signed out']);
    expect(tail.notes).toContain('tail.signedOut');
    expect(tail.notes.at(-1)).toBe('tail.recovered');
  });

  it('slows down when throttled, without a word and without a loss', async () => {
    cloud.startTask('aaaaaa11');
    for (let index = 0; index < 12; index += 1) cloud.log('aaaaaa11', `line ${index}`);
    cloud.fail('filterEvents', 'throttled', { times: 3 });
    cloud.fail('streamEvents', 'throttled', { times: 3 });
    const tail = startTail();
    await time.pass(30_000);
    expect(tail.texts).toHaveLength(12);
    expect(tail.notes).toEqual(['tail.live']);
  });

  it('reads a long history of one stream by the call with the shorter answers, page by page', async () => {
    cloud.pageSize = 2;
    cloud.startTask('aaaaaa11');
    for (const ago of [800_000, 700_000, 30_000, 20_000]) cloud.log('aaaaaa11', `${ago} ago`, { ago });
    const tail = startTail();
    await time.pass(2000);
    expect(tail.texts).toEqual(['800000 ago', '700000 ago', '30000 ago', '20000 ago']);
    expect(cloud.calls.filter((call) => call.endsWith('Events'))).toEqual(Array(3).fill('streamEvents'));
  });

  it('reads it by the other call where that one is not allowed', async () => {
    cloud.fail('streamEvents', 'accessDenied');
    cloud.startTask('aaaaaa11');
    cloud.log('aaaaaa11', 'old', { ago: 800_000 });
    const tail = startTail();
    await time.pass(2000);
    expect(tail.texts).toEqual(['old']);
    expect(tail.notes).toEqual(['tail.live']);
  });

  it('marks where live tail was sampled, once for a run of it', async () => {
    cloud.startTask('aaaaaa11');
    const tail = startTail();
    await time.pass(2500);
    cloud.sample();
    await time.pass(1000);
    cloud.sample();
    await time.pass(1000);
    expect(tail.notes).toEqual(['tail.live', 'tail.sampled']);
  });

  it('says when every line comes again', async () => {
    cloud.startTask('aaaaaa11');
    const tail = startTail();
    await time.pass(2500);
    cloud.sample();
    await time.pass(15_000);
    cloud.sample();
    await time.pass(2000);
    expect(tail.notes).toEqual(['tail.live', 'tail.sampled', 'tail.wholeAgain', 'tail.sampled']);
  });

  it('says once that the network is gone, however long it lasts, and once that it is back', async () => {
    cloud.startTask('aaaaaa11');
    const tail = startTail();
    await time.pass(3000);
    for (const operation of ['liveTail', 'filterEvents', 'listTasks'] as const)
      cloud.fail(operation, 'unreachable');
    cloud.endSessions('unreachable');
    await time.pass(3_600_000);
    cloud.log('aaaaaa11', 'meanwhile');
    for (const operation of ['liveTail', 'filterEvents', 'listTasks'] as const) cloud.heal(operation);
    await time.pass(120_000);
    expect(tail.texts).toEqual(['meanwhile']);
    const { notes } = tail;
    expect(notes.filter((id) => id === 'tail.offline')).toHaveLength(1);
    expect(notes.filter((id) => id === 'tail.recovered')).toHaveLength(1);
  });

  it('follows no task any more that ECS forgot while nobody could look', async () => {
    cloud.startTask('aaaaaa11');
    startTail();
    await time.pass(3000);
    expect(cloud.openSessions).toHaveLength(1);
    cloud.fail('listTasks', 'unreachable');
    await time.pass(6000);
    cloud.tasks.delete(taskArn('aaaaaa11'));
    cloud.heal('listTasks');
    await time.pass(60_000);
    expect(cloud.openSessions).toEqual([]);
  });

  it('goes on with live lines where reading the history is not allowed', async () => {
    cloud.fail('filterEvents', 'accessDenied');
    cloud.fail('streamEvents', 'accessDenied');
    cloud.startTask('aaaaaa11');
    const tail = startTail();
    await time.pass(2000);
    cloud.log('aaaaaa11', 'live');
    await time.pass(2000);
    expect(tail.texts).toEqual(['live']);
    expect(tail.notes).toEqual(['tail.live', 'tail.denied']);
  });

  it('tries again when the task definition cannot be read at first', async () => {
    cloud.fail('describeTaskDefinition', 'unreachable', { times: 1 });
    cloud.startTask('aaaaaa11');
    cloud.log('aaaaaa11', 'hello');
    const tail = startTail();
    await time.pass(10_000);
    expect(tail.texts).toEqual(['hello']);
  });
});
