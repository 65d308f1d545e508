import { describe, expect, test } from 'vitest';
import type { DeployEvent, Observation } from '../../../src/core/deploy/event';
import { initialState, OUTPUT_LINES, reduce } from '../../../src/core/deploy/reducer';
import { deploymentReport } from '../../../src/core/deploy/report';
import type { DeployState, TaskTrack } from '../../../src/core/deploy/state';
import { succeeded } from '../../../src/core/deploy/watch/verdicts';
import type { Cause } from '../../../src/core/diagnose/cause';
import { formatMessage, message } from '../../../src/core/lib/message';
import type { TargetGroup } from '../../../src/core/model/targetGroup';
import { at, deployment, OLD, OURS, reference, rollout, service, STARTED, task } from './samples';

const connection = { id: 'c', kind: 'profile', profile: 'dev', region: 'eu-west-1', accountId: '1' } as const;
const start = initialState({ connection, clusterName: 'production', serviceName: 'web', startedAt: at(-60) });
const fold = (...events: readonly DeployEvent[]): DeployState => events.reduce(reduce, start);
const observed = (seconds: number, observation: Observation): DeployEvent => ({
  type: 'observed',
  at: at(seconds),
  observation,
});
const resumed: DeployEvent = { type: 'resumed', at: STARTED, reference };

const old = rollout(OLD, 41, { status: 'ACTIVE' });
const both = service([rollout(OURS, 42, { running: 1, pending: 1 }), old]);
const seconds = (track: TaskTrack | undefined): readonly string[] =>
  (track?.segments ?? []).map(
    ({ phase, from, to }) =>
      `${phase} ${(from - STARTED) / 1000}${to === undefined ? '…' : `–${(to - STARTED) / 1000}`}`,
  );

test('a machine whose clock is behind shows what AWS says has happened, not an empty timeline', () => {
  const starting = task('late', 42, { startedBy: OURS, createdAt: at(20), startedAt: at(30) });
  const { rollout: view } = fold(resumed, observed(-40, { service: both, tasks: [starting] }));
  expect(view?.at).toBe(at(30));
});

describe('stages', () => {
  test('go from waiting to active to done, each with its times', () => {
    const state = fold(
      { type: 'confirmed', at: at(-30) },
      { type: 'stageStarted', at: at(-30), stage: 'build' },
      { type: 'stageEnded', at: at(-20), stage: 'build', note: message('n', 'note') },
      { type: 'stageStarted', at: at(-20), stage: 'push' },
    );
    expect(state.stages[1]).toMatchObject({ status: 'done', startedAt: at(-30), endedAt: at(-20) });
    expect(state.stages[2]).toEqual({ id: 'push', status: 'active', startedAt: at(-20) });
    expect(state.stages[3]).toEqual({ id: 'register', status: 'waiting' });
    expect(formatMessage(state.headline)).toBe('Pushing the image');
  });

  test('a failure ends the deployment in the stage where it happened', () => {
    const failure = {
      stage: 'build',
      code: 'buildFailed',
      title: message('f', 'The build failed'),
      lines: ['boom'],
      left: message('l', 'Nothing was registered'),
    } as const;
    const state = fold(
      { type: 'stageStarted', at: at(-30), stage: 'build' },
      { type: 'failed', at: at(-10), failure },
    );
    expect(state).toMatchObject({ phase: 'ended', tone: 'failure', endedAt: at(-10), failure });
    expect(state.stages[1]).toMatchObject({ status: 'failed', endedAt: at(-10) });
    expect(deploymentReport(state)).toContain('boom');
  });

  test('a state that begins with a running rollout counts what came before as done', () => {
    expect(fold(resumed).stages.map(({ status }) => status)).toEqual([
      'done',
      'done',
      'done',
      'done',
      'done',
      'active',
    ]);
  });
});

test('of long output the last lines are kept, and how many were dropped is known', () => {
  const lines = Array.from({ length: OUTPUT_LINES + 20 }, (_, index) => `line ${index}`);
  const state = fold(
    { type: 'output', at: 0, stage: 'build', lines },
    { type: 'output', at: 0, stage: 'push', lines: ['x'] },
  );
  expect(state.output).toHaveLength(OUTPUT_LINES);
  expect(state.droppedOutput).toBe(21);
  expect(state.output.at(-1)).toEqual({ stage: 'push', text: 'x' });
});

describe('the rollout', () => {
  test('counts healthy tasks of both sides, between the minimum and the maximum', () => {
    const tasks = [
      task('n1', 42, { startedAt: at(20) }),
      task('n2', 42, { lastStatus: 'PENDING' }),
      task('o1', 41, { createdAt: at(-900), startedAt: at(-880) }),
      task('o2', 41, { createdAt: at(-900), startedAt: at(-880) }),
    ];
    const { rollout: view, headline } = fold(resumed, observed(65, { service: both, tasks }));
    expect(view).toMatchObject({
      minimum: 2,
      maximum: 4,
      next: { revision: 42, desired: 2, running: 1, pending: 1, healthy: 1 },
      old: { revision: 41, healthy: 2 },
    });
    expect(formatMessage(headline)).toBe('1 of 2 new tasks healthy');
  });

  test('history has a point for every change and none in between', () => {
    const newTask = (lastStatus: string) => [task('n1', 42, { lastStatus })];
    const { rollout: view } = fold(
      resumed,
      observed(1, { service: both, tasks: newTask('PENDING') }),
      observed(2, { service: both, tasks: newTask('PENDING') }),
      observed(3, { service: both, tasks: newTask('RUNNING') }),
      observed(4, { service: both, tasks: newTask('RUNNING') }),
    );
    expect(view?.history.map(({ at: when, next }) => [(when - STARTED) / 1000, next])).toEqual([
      [1, 0],
      [3, 1],
    ]);
  });

  test('what a look does not tell stays as it was', () => {
    const state = fold(
      resumed,
      observed(1, { service: both, tasks: [task('n1', 42)] }),
      observed(3, { deployment: deployment('IN_PROGRESS') }),
    );
    expect(state.rollout?.tasks).toHaveLength(1);
    expect(state.rollout?.next.desired).toBe(2);
    expect(state.rollout?.at).toBe(at(3));
  });

  test('a task passes through its phases, by its own times where it has them', () => {
    const life: readonly [number, Parameters<typeof task>[2]][] = [
      [2, { lastStatus: 'PROVISIONING' }],
      [5, { lastStatus: 'PENDING' }],
      [9, { lastStatus: 'PENDING', pullStartedAt: at(7) }],
      [14, { lastStatus: 'RUNNING', pullStartedAt: at(7), pullStoppedAt: at(11), startedAt: at(12) }],
    ];
    const state = fold(
      resumed,
      ...life.map(([when, more]) =>
        observed(when, {
          service: service(both.rollouts, {
            loadBalancers: [{ targetGroupArn: 'tg', containerName: 'a', containerPort: 1 }],
          }),
          targets: [{ targetGroupArn: 'tg', health: [{ id: '10.0.0.1', port: 1, state: 'initial' }] }],
          tasks: [task('n1', 42, { privateIp: '10.0.0.1', ...more })],
        }),
      ),
    );
    expect(seconds(state.rollout?.tasks[0])).toEqual([
      'provisioning 1–5',
      'preparing 5–7',
      'pulling 7–11',
      'activating 11–12',
      'health 12…',
    ]);
  });

  test('a task that fails ends with its exit code, and the headline says that tasks fail', () => {
    const failed = task('n1', 42, {
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      startedAt: at(5),
      stoppingAt: at(6),
      stoppedAt: at(8),
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [
        { name: 'app', image: 'i', lastStatus: 'STOPPED', health: 'UNKNOWN', exitCode: 1, hostPorts: [] },
      ],
    });
    const failing = service([rollout(OURS, 42, { running: 0, failedTasks: 1 }), old]);
    const state = fold(resumed, observed(9, { service: failing, tasks: [failed] }));
    const [track] = state.rollout?.tasks ?? [];
    expect(track?.segments.at(-1)).toEqual({ phase: 'failed', from: at(8), to: at(8) });
    expect(formatMessage(track?.note ?? message('', ''))).toBe('exit 1');
    expect(track?.reason).toBe('Essential container in task exited');
    expect(state).toMatchObject({ tone: 'warning', headline: { id: 'deploy.failingTasks', args: [1] } });
  });

  test('old tasks that are scaled away are no failures', () => {
    const gone = task('o1', 41, {
      lastStatus: 'STOPPED',
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/42)',
      createdAt: at(-900),
      startedAt: at(-880),
      stoppedAt: at(60),
    });
    const [track] = fold(resumed, observed(61, { service: both, tasks: [gone] })).rollout?.tasks ?? [];
    expect(track).toMatchObject({ side: 'old', note: { id: 'task.stopped' } });
  });

  const running = { createdAt: at(-900), startedAt: at(-880) };

  test('a task that ran before is healthy since it runs, also at the second look and whatever its checks are', () => {
    const expects = { drainSeconds: 0, containerHealthCheck: true, startPeriodSeconds: 0 };
    const look = (when: number) =>
      observed(when, { expects, service: both, tasks: [task('o1', 41, running)] });
    const [track] = fold(resumed, look(1), look(3), look(5)).rollout?.tasks ?? [];
    expect(seconds(track)).toEqual(['provisioning -900–-880', 'healthy -880…']);
  });

  test('a task that ran before and is first seen on its way out was healthy until then', () => {
    const going = task('o1', 41, { ...running, desiredStatus: 'STOPPED', stoppingAt: at(20) });
    const [track] = fold(resumed, observed(30, { service: both, tasks: [going] })).rollout?.tasks ?? [];
    expect(seconds(track)).toEqual(['provisioning -900–-880', 'healthy -880–20', 'draining 20…']);
  });

  test('a task that ran before counts as unhealthy when it is seen to be', () => {
    const ill = task('o1', 41, { ...running, health: 'UNHEALTHY' });
    const state = fold(resumed, observed(1, { service: both, tasks: [ill] }));
    expect(state.rollout?.tasks[0]?.note.id).toBe('task.unhealthy');
    expect(state.rollout?.old?.healthy).toBe(0);
  });

  test.each<[string, Partial<Observation>]>([
    ['the service deployment says so', { deployment: deployment('ROLLBACK_IN_PROGRESS') }],
    ['our rollout failed and the old one is the goal again', {}],
  ])('a rollback is called one, with where it goes: %s', (_name, more) => {
    const back = service([
      rollout(OLD, 41),
      rollout(OURS, 42, { status: 'ACTIVE', desired: 0, running: 0, rolloutState: 'FAILED' }),
    ]);
    const state = fold(resumed, observed(40, { service: back, tasks: [], ...more }));
    expect(state.rollout?.rollingBack).toBe(true);
    expect(formatMessage(state.headline)).toBe('Rolling back to revision 41');
    expect(state.tone).toBe('warning');
  });

  test.each([
    [1, '0 of 1 new task healthy', '1 task: pulling the image'],
    [2, '0 of 2 new tasks healthy', '2 tasks: pulling the image'],
  ])('%d tasks are told in good English', (desired, headline, waiting) => {
    const next = rollout(OURS, 42, { desired, running: 0, pending: desired });
    const pulling = Array.from({ length: desired }, (_, index) =>
      task(`n${index}`, 42, { lastStatus: 'PENDING', pullStartedAt: at(2) }),
    );
    const state = fold(resumed, observed(3, { service: service([next, old]), tasks: pulling }));
    expect(formatMessage(state.headline)).toBe(headline);
    expect(formatMessage(state.rollout?.waitingFor ?? message('', ''))).toBe(waiting);
  });

  test('without any task wanted there is nothing to be healthy', () => {
    const next = rollout(OURS, 42, { desired: 0, running: 0 });
    const state = fold(resumed, observed(3, { service: service([next]), tasks: [] }));
    expect(formatMessage(state.headline)).toBe('ECS is confirming the deployment');
  });

  test('tasks that stopped before it began are not its own', () => {
    const before = task('o0', 41, { lastStatus: 'STOPPED', createdAt: at(-900), stoppedAt: at(-1) });
    expect(fold(resumed, observed(1, { service: both, tasks: [before] })).rollout?.tasks).toEqual([]);
  });

  const group: TargetGroup = {
    arn: 'tg',
    name: 'web',
    protocol: 'HTTP',
    port: 80,
    targetType: 'ip',
    healthCheckIntervalSeconds: 10,
    healthyThreshold: 3,
    unhealthyThreshold: 2,
    loadBalancerArns: [],
  };
  const balanced = service(both.rollouts, {
    loadBalancers: [{ targetGroupArn: 'tg', containerName: 'app', containerPort: 80 }],
  });
  const withTarget = (state: string, description?: string): Observation => ({
    service: balanced,
    targetGroups: [group],
    targets: [
      {
        targetGroupArn: 'tg',
        health: [{ id: '10.0.0.9', port: 80, state, ...(description === undefined ? {} : { description }) }],
      },
    ],
    tasks: [task('n1', 42, { privateIp: '10.0.0.9', startedAt: at(2) })],
  });

  test.each<[string, Observation, string]>([
    ['queued', { service: both, deployment: deployment('PENDING') }, 'waiting.queued'],
    [
      'scheduling',
      { service: service([rollout(OURS, 42, { running: 0 }), old]), tasks: [] },
      'waiting.scheduling',
    ],
    [
      'provisioning',
      { service: both, tasks: [task('n', 42, { lastStatus: 'PROVISIONING' })] },
      'waiting.provisioning',
    ],
    [
      'pulling',
      { service: both, tasks: [task('n', 42, { lastStatus: 'PENDING', pullStartedAt: at(3) })] },
      'waiting.pulling',
    ],
    [
      'activating',
      { service: both, tasks: [task('n', 42, { lastStatus: 'ACTIVATING' })] },
      'waiting.activating',
    ],
    ['the load balancer', withTarget('initial'), 'waiting.loadBalancer'],
    [
      'an unhealthy target',
      withTarget('unhealthy', 'Health checks failed with these codes: [404]'),
      'waiting.unhealthyTarget',
    ],
    [
      'a container health check',
      {
        service: both,
        tasks: [task('n', 42, { startedAt: at(2) })],
        expects: { containerHealthCheck: true, startPeriodSeconds: 60, drainSeconds: 0 },
      },
      'waiting.healthCheckStart',
    ],
    [
      'old tasks that drain',
      {
        service: service([rollout(OURS, 42, { desired: 1 }), old]),
        tasks: [task('n', 42, { startedAt: at(2) })],
        expects: { containerHealthCheck: false, startPeriodSeconds: 0, drainSeconds: 300 },
      },
      'waiting.draining',
    ],
    ['a rollback', { service: both, deployment: deployment('ROLLBACK_IN_PROGRESS') }, 'waiting.rollBackTo'],
    [
      'for ever, without a breaker',
      {
        service: service([rollout(OURS, 42, { running: 0, failedTasks: 6 })], {
          circuitBreaker: { enabled: false, rollback: false },
        }),
        tasks: [],
      },
      'waiting.noBreaker',
    ],
  ])('says that it waits for %s', (_name, observation, id) => {
    expect(fold(resumed, observed(50, observation)).rollout?.waitingFor?.id).toBe(id);
  });

  test('preparing for more than a minute is told as the trouble that it mostly is', () => {
    const preparing = { service: both, tasks: [task('n', 42, { lastStatus: 'PENDING' })] };
    const state = fold(resumed, observed(5, preparing), observed(70, preparing));
    expect(state.rollout?.waitingFor?.id).toBe('waiting.preparingLong');
  });

  test('the breaker is told with its counts and what it will do', () => {
    const breaker = { status: 'MONITORING', failureCount: 1, threshold: 3 };
    const state = fold(
      resumed,
      observed(5, { service: both, deployment: deployment('IN_PROGRESS', { breaker }) }),
    );
    expect(formatMessage(state.rollout?.breaker ?? message('', ''))).toBe(
      '1 of 3 allowed failures, rolls back on its own',
    );
  });

  test('target groups are summed up, with what a waiting target needs', () => {
    const [view] = fold(resumed, observed(5, withTarget('initial'))).rollout?.targetGroups ?? [];
    expect(formatMessage(view?.summary ?? message('', ''))).toBe('0 healthy, 1 waiting: needs 3 × 10 s');
  });

  test('only events since the update are shown, newest first, and are kept when AWS drops them', () => {
    const event = (id: string, when: number) => ({ id, at: at(when), message: id });
    const first = service(both.rollouts, { events: [event('b', 5), event('a', 2), event('event-0', -50)] });
    const later = service(both.rollouts, { events: [event('d', 9), event('c', 7)] });
    const state = fold(resumed, observed(6, { service: first }), observed(10, { service: later }));
    expect(state.events.map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a']);
  });

  test('a hindrance stands until it is taken back, and does not change the tone', () => {
    const hindered = fold(
      resumed,
      observed(1, { service: both, tasks: [] }),
      { type: 'hindrance', at: at(2), text: message('h', 'slow') },
      observed(3, { service: both, tasks: [] }),
    );
    expect(hindered.rollout?.hindrance?.id).toBe('h');
    expect(hindered.tone).toBe('progress');
    expect(reduce(hindered, { type: 'hindrance', at: at(4) }).rollout?.hindrance).toBeUndefined();
  });
});

test('the verdict ends everything, gives the headline, and nothing is waited for any more', () => {
  const verdict = {
    kind: 'rolledBack',
    tone: 'failure',
    title: message('v', 'Failed'),
    quote: 'because',
  } as const;
  const state = fold(resumed, observed(1, { service: both, tasks: [] }), {
    type: 'verdict',
    at: at(90),
    verdict,
  });
  expect(state).toMatchObject({ phase: 'ended', headline: verdict.title, tone: 'failure', endedAt: at(90) });
  expect(state.stages.at(-1)).toMatchObject({ status: 'failed', endedAt: at(90) });
  expect(state.rollout?.waitingFor).toBeUndefined();
  expect(deploymentReport(state)).toContain('> because');
});

test('a state is plain data', () => {
  const state = fold(resumed, observed(1, { service: both, tasks: [task('n1', 42)] }));
  expect(structuredClone(state)).toEqual(state);
});

describe('a cause', () => {
  const cause = (id: string, blame: Cause['blame'] = 'image'): Cause => ({
    id,
    title: message(id, id),
    blame,
    confidence: 'certain',
    evidence: [{ text: `text of ${id}`, source: message('s', 'Somewhere') }],
    remedies: [],
    count: 30,
    tasks: Array.from({ length: 30 }, (_, index) => `task-${index}`),
    log: { lines: ['Error: no'], errorLine: 0 },
  });
  const diagnosed = (...causes: readonly Cause[]): DeployEvent => ({
    type: 'diagnosed',
    at: at(30),
    diagnosis: { causes, noise: [cause('noise', 'nobody')] },
  });
  const ended = (kind: 'succeeded' | 'rolledBack'): DeployEvent => ({
    type: 'verdict',
    at: at(60),
    verdict: { kind, tone: kind === 'succeeded' ? 'success' : 'failure', title: message('v', kind) },
  });

  test('is kept within bounds, and what comes of it is none beside it', () => {
    const state = fold(
      resumed,
      diagnosed(cause('a'), cause('b', 'nobody'), cause('c'), cause('d'), cause('e')),
    );
    expect(state.cause?.causes.map(({ id }) => id)).toEqual(['a', 'c', 'd']);
    expect(state.cause?.causes.map(({ tasks, log }) => [tasks.length, log?.lines.length])).toEqual([
      [20, 1],
      [20, undefined],
      [20, undefined],
    ]);
    expect(state.cause?.causes[0]?.count).toBe(30);
  });

  test('stays after a failure, and is in the report', () => {
    const state = fold(resumed, diagnosed(cause('a')), ended('rolledBack'));
    expect(state.cause?.causes[0]?.id).toBe('a');
    const report = deploymentReport(state);
    expect(report).toContain('text of a');
    expect(report).toContain('> Error: no');
  });

  test('that is not recognised is in the report too', () => {
    const { title, evidence, count, tasks } = cause('odd');
    const diagnosis = { causes: [], noise: [], unrecognised: { title, evidence, count, tasks } };
    expect(deploymentReport(fold(resumed, { type: 'diagnosed', at: 0, diagnosis }))).toContain('text of odd');
  });

  test('is over with a success', () => {
    expect(fold(resumed, diagnosed(cause('a')), ended('succeeded')).cause).toBeUndefined();
  });
});

describe('two clocks', () => {
  /** Our own update, whose answer came when this machine's clock said so many seconds after ECS's. */
  const updated = (late: number): readonly DeployEvent[] => [
    { type: 'stageStarted', at: at(late - 1), stage: 'update' },
    { type: 'updated', at: at(late), reference },
    { type: 'stageEnded', at: at(late), stage: 'update' },
    { type: 'stageStarted', at: at(late), stage: 'rollout' },
  ];
  const running = task('n', 42, { startedAt: at(10) });

  test('a machine that is ahead does not make what tasks do look longer', () => {
    const state = fold(...updated(300), observed(312, { service: both, tasks: [running] }));
    expect(state.clockAhead).toBe(300_000);
    expect(state.rollout?.at).toBe(at(12));
  });

  test('the time that an answer takes is no difference of clocks', () => {
    expect(fold(...updated(1)).clockAhead).toBeUndefined();
  });

  test('the last stage took as long as the title says', () => {
    const verdict = succeeded(reference, at(75), 2);
    const state = fold(...updated(2), { type: 'verdict', at: at(79), verdict });
    expect(formatMessage(state.headline)).toBe('Deployed revision 42 in 1 m 15 s');
    expect(state.stages.at(-1)).toMatchObject({ status: 'done', startedAt: at(0), endedAt: at(75) });
  });
});
