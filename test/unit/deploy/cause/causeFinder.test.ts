import { beforeEach, describe, expect, test } from 'vitest';
import type { LogEvent, LogsApi } from '../../../../src/core/aws/api';
import type { Connection } from '../../../../src/core/aws/connection';
import { CauseFinder, type Scene } from '../../../../src/core/deploy/cause/causeFinder';
import type { Observation } from '../../../../src/core/deploy/event';
import type { Diagnosis } from '../../../../src/core/diagnose/cause';
import { QuaysideError } from '../../../../src/core/lib/errors';
import type { JsonObject } from '../../../../src/core/lib/json';
import type { Container, Task } from '../../../../src/core/model/task';
import { RecordingLogger } from '../../aws/setup';
import { at, OLD, OURS, reference, rollout, service, task } from '../samples';

const definition: JsonObject = {
  containerDefinitions: [
    {
      name: 'app',
      image: 'app:1',
      essential: true,
      memory: 256,
      environment: [{ name: 'TOKEN', value: 'hunter2' }],
      logConfiguration: {
        logDriver: 'awslogs',
        options: {
          'awslogs-group': '/ecs/web',
          'awslogs-region': 'eu-west-1',
          'awslogs-stream-prefix': 'ecs',
        },
      },
    },
  ],
};

type Answer = readonly string[] | QuaysideError;

/** A log service that answers as told, the last answer again and again. */
class ScriptedLogs {
  readonly read: string[] = [];
  #answers: readonly Answer[] = [[]];

  answer(...answers: readonly Answer[]): void {
    this.#answers = answers;
  }

  get connection(): Connection {
    const logs = {
      lastEvents: ({ stream }: { readonly stream: string }): Promise<readonly LogEvent[]> => {
        this.read.push(stream);
        const answer = this.#answers[Math.min(this.read.length, this.#answers.length) - 1] ?? [];
        return QuaysideError.is(answer)
          ? Promise.reject(answer)
          : Promise.resolve(
              answer.map((message) => ({
                timestamp: 0,
                ingestionTime: 0,
                message,
                group: '/ecs/web',
                stream,
              })),
            );
      },
    } as Partial<LogsApi>;
    return { info: { region: 'eu-west-1' }, logs: () => logs } as unknown as Connection;
  }
}

const logs = { current: new ScriptedLogs() };
const logger = { current: new RecordingLogger() };
let finder: CauseFinder;

beforeEach(() => {
  logs.current = new ScriptedLogs();
  logger.current = new RecordingLogger();
  finder = new CauseFinder(logs.current.connection, logger.current);
});

const container = (more: Partial<Container> = {}): Container => ({
  name: 'app',
  image: 'app:1',
  lastStatus: 'STOPPED',
  health: 'UNKNOWN',
  hostPorts: [],
  ...more,
});

const failedTask = (id: string, revision = 42, exitCode = 1): Task =>
  task(id, revision, {
    lastStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    startedAt: at(5),
    stoppedAt: at(8),
    containers: [container({ exitCode })],
  });

const both = service([rollout(OURS, 42), rollout(OLD, 41, { status: 'ACTIVE' })]);

/** Lets what is being read arrive. */
async function examine(seconds: number, observation: Observation, more: Partial<Scene> = {}) {
  const scene: Scene = { reference, observation, definition, at: at(seconds), failed: false, ...more };
  const found = finder.examine(scene, new AbortController().signal);
  await finder.arrival;
  return found;
}

const ids = (diagnosis: Diagnosis | undefined): readonly string[] | undefined =>
  diagnosis?.causes.map(({ id }) => id);

describe('the first failed task', () => {
  test('is explained at once, and the lines follow', async () => {
    logs.current.answer(['starting', 'Error: DATABASE_URL is missing', '\tat main (main.ts:7)']);
    const seen = { service: both, tasks: [failedTask('a')] };
    const first = await examine(10, seen);
    expect(ids(first)).toEqual(['appError']);
    expect(first?.causes[0]?.log).toBeUndefined();
    const second = await examine(12, seen);
    expect(second?.causes[0]?.log).toMatchObject({
      lines: ['starting', 'Error: DATABASE_URL is missing', ' at main (main.ts:7)'],
      errorLine: 1,
    });
  });

  test('comes after the alarm and the hook that ECS names as its reason', async () => {
    const deployment = {
      arn: 'd',
      serviceArn: 's',
      clusterArn: 'c',
      status: 'ROLLBACK_SUCCESSFUL',
      createdAt: at(0),
      sourceRevisionArns: [],
      alarms: { status: 'TRIGGERED', names: ['api-5xx', 'api-slow'], triggered: ['api-5xx'] },
      hooks: [
        { id: 'h1', kind: 'PAUSE', status: 'AWAITING_ACTION' },
        {
          id: 'h2',
          kind: 'AWS_LAMBDA',
          status: 'FAILED',
          targetArn: 'arn:aws:lambda:eu-west-1:111122223333:function:smoke',
        },
      ],
    };
    const found = await examine(10, { service: both, tasks: [], deployment }, { failed: true });
    expect(found?.causes.map(({ id, title }) => [id, ...title.args])).toEqual([
      ['hookFailed', 'smoke'],
      ['alarmWentOff', 'api-5xx'],
    ]);
  });

  test('is told once, and its log is read once', async () => {
    logs.current.answer(['Error: no']);
    const seen = { service: both, tasks: [failedTask('a')] };
    await examine(10, seen);
    await examine(12, seen);
    expect(await examine(40, seen)).toBeUndefined();
    expect(await examine(90, seen)).toBeUndefined();
    expect(logs.current.read).toEqual(['ecs/app/a']);
  });

  test('is told again with the number of those that died alike, whose logs nobody needs', async () => {
    logs.current.answer(['Error: no']);
    await examine(10, { service: both, tasks: [failedTask('a')] });
    const again = await examine(20, { service: both, tasks: [failedTask('a'), failedTask('b')] });
    expect(again?.causes[0]?.count).toBe(2);
    expect(logs.current.read).toEqual(['ecs/app/a']);
  });
});

describe('the logs', () => {
  test('are asked for again while nothing has reached the API, for half a minute', async () => {
    const seen = { service: both, tasks: [failedTask('a')] };
    for (const second of [10, 12, 14, 16, 20, 26, 30, 41, 50, 90, 200]) await examine(second, seen);
    expect(logs.current.read).toHaveLength(4);
  });

  test('are asked for again while what came shows no error, and the newer lines count', async () => {
    logs.current.answer(['starting'], ['starting', 'fatal: no database']);
    const seen = { service: both, tasks: [failedTask('a')] };
    await examine(10, seen);
    await examine(16, seen);
    expect((await examine(17, seen))?.causes[0]?.log?.lines).toEqual(['starting', 'fatal: no database']);
    expect(logs.current.read).toHaveLength(2);
  });

  test('of three tasks at most are read, six times in all', async () => {
    const tasks = ['a', 'b', 'c', 'd'].map((id, index) => failedTask(id, 42, 3 + index));
    for (const second of [10, 16, 26, 41, 60]) await examine(second, { service: both, tasks });
    expect(logs.current.read).toHaveLength(6);
    expect(new Set(logs.current.read)).toEqual(new Set(['ecs/app/a', 'ecs/app/b', 'ecs/app/c']));
  });

  test('that may not be read are not asked for again, and the cause stands without them', async () => {
    logs.current.answer(new QuaysideError('accessDenied', 'no logs:GetLogEvents for you'));
    const seen = { service: both, tasks: [failedTask('a')] };
    expect(ids(await examine(10, seen))).toEqual(['appError']);
    await examine(20, seen);
    expect(logs.current.read).toHaveLength(1);
    expect(logger.current.lines.join()).toContain('no logs:GetLogEvents for you');
  });

  test('of a container that never ran are not asked for', async () => {
    const pull = task('a', 42, {
      lastStatus: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'CannotPullContainerError: manifest unknown: Requested image not found',
      containers: [container()],
    });
    expect((await examine(10, { service: both, tasks: [pull] }))?.causes).toHaveLength(1);
    expect(logs.current.read).toEqual([]);
  });
});

describe('what a diagnosis rests on', () => {
  test('holds no value of the environment', async () => {
    const found = await examine(10, { service: both, tasks: [failedTask('a')] });
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  test('names the container that was seen to stop first', async () => {
    const two = (
      status: Task['lastStatus'],
      first: Partial<Container>,
      second: Partial<Container>,
    ): Task => ({
      ...failedTask('a'),
      lastStatus: status,
      containers: [container(second), container({ name: 'proxy', ...first })],
    });
    const stopping = two('RUNNING', { exitCode: 1 }, { lastStatus: 'RUNNING' });
    await examine(8, { service: both, tasks: [stopping] });
    const stopped = two('STOPPED', { exitCode: 1 }, { exitCode: 1 });
    const found = await examine(10, { service: both, tasks: [stopped] });
    expect(found?.causes[0]?.container).toBe('proxy');
  });

  test('takes in events that belong to this rollout, such as that nothing can be placed', async () => {
    const event = (id: string, message: string) => ({ id, at: at(6), message });
    const events = [
      event(
        'event-1',
        '(service web) was unable to place a task because no container instance met all of its requirements. ' +
          'Reason: No Container Instances were found in your cluster.',
      ),
      event('event-0', '(service web) was unable to place a task, long ago'),
    ];
    const found = await examine(10, { service: { ...both, events }, tasks: [] });
    expect(found?.causes).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain('long ago');
  });
});

describe('nothing is blamed', () => {
  test.each<[string, Observation]>([
    ['while all goes well', { service: both, tasks: [task('a', 42), task('o', 41)] }],
    [
      'for old tasks that are drained and stopped',
      {
        service: {
          ...both,
          events: [
            { id: 'e1', at: at(9), message: '(service web) has stopped 1 running tasks: (task o).' },
            { id: 'e2', at: at(8), message: '(service web) has begun draining connections on 1 tasks.' },
          ],
        },
        tasks: [
          task('o', 41, {
            lastStatus: 'STOPPED',
            stopCode: 'ServiceSchedulerInitiated',
            stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/42)',
            stoppedAt: at(9),
            containers: [container({ exitCode: 143 })],
          }),
        ],
      },
    ],
    ['for an old task that dies of itself', { service: both, tasks: [failedTask('o', 41)] }],
    [
      'for a task of the same revision that died before',
      { service: both, tasks: [{ ...failedTask('a'), stoppedAt: at(-60) }] },
    ],
  ])('%s', async (_, observation) => {
    expect(await examine(10, observation)).toBeUndefined();
    expect(logs.current.read).toEqual([]);
  });
});
