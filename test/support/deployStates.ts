import type { DeployPlan, RevisionRef } from '../../src/core/deploy/plan';
import type {
  DeployFailure,
  LoggedLine,
  StageId,
  Verdict,
  WatchReference,
} from '../../src/core/deploy/event';
import { omit } from '../../src/core/deploy/omit';
import { STAGES } from '../../src/core/deploy/event';
import type {
  DeployState,
  RolloutLogs,
  RolloutView,
  ShiftView,
  StageState,
  TaskPhase,
  TaskTrack,
} from '../../src/core/deploy/state';
import { formatMessage, message } from '../../src/core/lib/message';
import type { PanelSnapshot } from '../../src/protocol/deployment';
import { causeButtons } from '../../src/ui/deployment/causeButtons';
import { panelButtons } from '../../src/ui/deployment/buttons';
import { deniedCause, missingVariable, notRecognised } from './causes';
import { panelStrings, type Translator } from '../../src/ui/deployment/panelStrings';

/*
 * Deployments at moments worth looking at: for the panel's tests and for its pictures. One story: `shop-web` goes from
 * revision 41 to 42 in the cluster `production`.
 */

/** When the story's UpdateService was answered. */
export const UPDATED_AT = Date.UTC(2026, 10, 24, 10, 42, 0);
const at = (seconds: number): number => UPDATED_AT + seconds * 1000;

/** English as it is: what the editor does without a translation. */
export const english: Translator = {
  t: ((text: string, ...args: (string | number)[]) =>
    args.length === 0 ? text : formatMessage({ template: text, args })) as Translator['t'],
};

const ARN = 'arn:aws:ecs:eu-west-1:123456789012';
const CLUSTER = `${ARN}:cluster/production`;
const SERVICE = `${ARN}:service/production/shop-web`;
const REPOSITORY = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop-web';
const DIGEST = 'sha256:4be1f08c2f8d3b9a7a51a0ce5a14a3f87d0a2b56c9b7e7f0d1a4e61d2b39c07d';

const revision = (number: number): RevisionRef => ({
  arn: `${ARN}:task-definition/shop-web:${number}`,
  family: 'shop-web',
  revision: number,
});

export const reference: WatchReference = {
  profile: 'shop-prod',
  kind: 'profile',
  region: 'eu-west-1',
  clusterArn: CLUSTER,
  serviceArn: SERVICE,
  rolloutId: 'ecs-svc/4211908877650218733',
  startedAt: UPDATED_AT,
  serviceDeploymentArn: `${ARN}:service-deployment/production/shop-web/kQ3v1cZb0pYt7uXn2sRfE`,
  oldRevision: revision(41),
  newRevision: revision(42),
};

const plan: DeployPlan = {
  connection: { id: 'shop-prod/eu-west-1', kind: 'profile', profile: 'shop-prod', region: 'eu-west-1' },
  targetName: 'production',
  clusterArn: CLUSTER,
  clusterName: 'production',
  serviceArn: SERVICE,
  serviceName: 'shop-web',
  container: 'app',
  base: revision(41),
  source: {
    kind: 'build',
    dockerfile: '/work/shop/services/web/Dockerfile',
    context: '/work/shop/services/web',
  },
  build: {
    dockerfile: 'services/web/Dockerfile',
    context: 'services/web',
    platform: 'linux/arm64',
    builder: 'docker buildx',
  },
  image: {
    repositoryUri: REPOSITORY,
    repositoryName: 'shop-web',
    registryId: '123456789012',
    repositoryExists: true,
    tag: '3f9c2d1-1042',
    before: `${REPOSITORY}@sha256:77ab0f3e91`,
    after: `${REPOSITORY}:3f9c2d1-1042`,
  },
  changes: [
    {
      path: 'containerDefinitions[app].image',
      before: `${REPOSITORY}@sha256:77ab0f3e5c1d4b6a9b1d8a3c2f4e6d7c8b9a0f1e2d3c4b5a69788796a5b4c391`,
      after: `${REPOSITORY}:3f9c2d1-1042`,
      note: message('plan.pinned', 'pinned to its digest after the push'),
    },
  ],
  unchangedFields: 41,
  unknownMembers: [],
  checks: [
    {
      id: 'build',
      level: 'ok',
      text: message(
        'c1',
        'Builds {0} for {1}, as revision 41 runs it',
        'services/web/Dockerfile',
        'linux/arm64',
      ),
    },
    {
      id: 'tag',
      level: 'ok',
      text: message('c2', 'Repository {0} exists; tag {1} is new', 'shop-web', '3f9c2d1-1042'),
    },
    {
      id: 'bounds',
      level: 'ok',
      text: message('c3', '3 tasks, at least 3 stay healthy, at most 6 run at once'),
    },
  ],
  rollout: {
    desired: 3,
    minimum: 3,
    maximum: 6,
    breaker: { enabled: true, rollback: true },
    drainSeconds: 100,
  },
};

const warnings: DeployPlan = {
  ...plan,
  unknownMembers: ['containerDefinitions[app].restartBudget'],
  checks: [
    ...plan.checks,
    {
      id: 'breaker',
      level: 'warning',
      text: message('c4', 'No circuit breaker: if tasks fail, ECS retries for ever'),
    },
    {
      id: 'stack',
      level: 'warning',
      text: message(
        'c5',
        'Managed by CloudFormation stack {0}: its next update puts the old image back',
        'shop',
      ),
    },
  ],
  rollout: { ...plan.rollout, breaker: { enabled: false, rollback: false } },
};

const blocked: DeployPlan = {
  ...plan,
  checks: [
    ...plan.checks.slice(0, 1),
    {
      id: 'repository',
      level: 'error',
      text: message('c6', 'The repository {0} does not exist in eu-west-1', 'shop-web'),
      fix: {
        id: 'createRepository',
        label: message('f1', 'Create the repository with this deployment'),
        accepted: false,
      },
    },
    ...plan.checks.slice(2),
  ],
};

const TIMES: Readonly<Record<StageId, readonly [number, number]>> = {
  plan: [-75, -74.6],
  build: [-40, -19],
  push: [-19, -13],
  register: [-13, -12.2],
  update: [-0.3, 0],
  rollout: [0, 226],
};
const NOTES: Partial<Record<StageId, StageState['note']>> = {
  push: message('s1', '12.4 MB'),
  register: message('s2', 'revision {0}', '42'),
};

/** The stages when `current` is on; what came before is done. */
function stages(
  current: StageId,
  status: StageState['status'] = 'active',
  endedAt?: number,
): readonly StageState[] {
  const index = STAGES.indexOf(current);
  return STAGES.map((id, position): StageState => {
    const [from, to] = TIMES[id];
    const note = NOTES[id];
    const done: StageState = {
      id,
      status: 'done',
      startedAt: at(from),
      endedAt: at(to),
      ...(note === undefined ? {} : { note }),
    };
    if (position < index) return done;
    if (position > index) return { id, status: 'waiting' };
    const begun = { id, status, startedAt: at(from) };
    return endedAt === undefined ? begun : { ...begun, endedAt };
  });
}

const base: DeployState = {
  phase: 'running',
  connection: {
    id: 'shop-prod/eu-west-1',
    kind: 'profile',
    profile: 'shop-prod',
    region: 'eu-west-1',
    accountId: '123456789012',
  },
  clusterName: 'production',
  serviceName: 'shop-web',
  targetName: 'production',
  headline: message('h', 'Reading what runs now'),
  tone: 'neutral',
  stages: stages('plan'),
  output: [],
  droppedOutput: 0,
  events: [],
  startedAt: at(-75),
};

const OUTPUT = [
  '#1 [internal] load build definition from Dockerfile',
  '#2 [internal] load metadata for docker.io/library/node:22-alpine',
  '#4 [internal] load build context',
  '#4 transferring context: 1.91MB 0.1s done',
  '#5 [build 1/5] FROM docker.io/library/node:22-alpine@sha256:41e4389f3d988d2ed55392df4db1420ad048ae53324a8e2b7c6d19508288107e',
  '#6 [build 2/5] WORKDIR /app',
  '#6 CACHED',
  '#7 [build 3/5] COPY package.json package-lock.json ./',
  '#8 [build 4/5] RUN npm ci',
  '#8 6.214 added 212 packages in 6s',
  '#8 DONE 6.4s',
  '#9 [build 5/5] RUN npm run build',
  '#9 0.902 > shop-web@3.2.0 build',
  '#9 0.902 > tsc -p tsconfig.json',
].map((text) => ({ stage: 'build' as const, text }));

type Segment = readonly [phase: TaskPhase, from: number, to?: number];

function track(
  id: string,
  side: 'old' | 'new',
  segments: readonly Segment[],
  note: string,
  reason?: string,
): TaskTrack {
  return {
    arn: `${ARN}:task/production/${id}5d0b4c1c8f2a7e93b6f4a1d2c3`,
    id,
    side,
    revision: side === 'old' ? 41 : 42,
    segments: segments.map(([phase, from, to]) =>
      to === undefined ? { phase, from: at(from) } : { phase, from: at(from), to: at(to) },
    ),
    note: message('task', note),
    ...(reason === undefined ? {} : { reason }),
  };
}

const ROLLING_TASKS: readonly TaskTrack[] = [
  track(
    '9f31c0',
    'old',
    [
      ['healthy', -86400, 88],
      ['draining', 88],
    ],
    'draining',
  ),
  track('b7e2aa', 'old', [['healthy', -86400]], 'healthy'),
  track('03d8f2', 'old', [['healthy', -86400]], 'healthy'),
  track(
    '4c1d09',
    'new',
    [
      ['provisioning', 4, 16],
      ['pulling', 16, 24],
      ['health', 24, 71],
      ['healthy', 71],
    ],
    'healthy',
  ),
  track(
    'e07a55',
    'new',
    [
      ['provisioning', 4, 18],
      ['pulling', 18, 27],
      ['health', 27, 78],
      ['healthy', 78],
    ],
    'healthy',
  ),
  track(
    '17bb3e',
    'new',
    [
      ['provisioning', 5, 17],
      ['pulling', 17, 25],
      ['health', 25],
    ],
    'waiting for health',
  ),
];

const counts = (revisionNumber: number, healthy: number, running: number, failed = 0, pending = 0) => ({
  revision: revisionNumber,
  desired: 3,
  running,
  pending,
  healthy,
  failed,
});

const TARGET_GROUP = `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop-web/6d0ecf831eec9f09`;

const rollout: RolloutView = {
  startedAt: UPDATED_AT,
  at: at(90),
  minimum: 3,
  maximum: 6,
  next: counts(42, 2, 3),
  old: counts(41, 2, 3),
  rollingBack: false,
  tasks: ROLLING_TASKS,
  history: [
    { at: at(0), old: 3, next: 0 },
    { at: at(71), old: 3, next: 1 },
    { at: at(78), old: 3, next: 2 },
    { at: at(88), old: 2, next: 2 },
  ],
  targetGroups: [
    {
      arn: TARGET_GROUP,
      name: 'shop-web',
      summary: message('tg', '{0} healthy, {1} waiting', 4, 1),
      targets: [
        { id: '10.0.1.17', port: 8080, state: 'healthy' },
        { id: '10.0.2.41', port: 8080, state: 'healthy' },
        { id: '10.0.1.93', port: 8080, state: 'initial', reason: 'Elb.RegistrationInProgress' },
      ],
    },
  ],
  breaker: message('b', '{0} of {1} allowed failures, rolls back on its own', 0, 3),
  waitingFor: message('w', 'Load balancer: needs {0} good answers, {1} s apart', 3, 10),
};

const event = (seconds: number, text: string) => ({
  id: `event-${seconds}`,
  at: at(seconds),
  message: `(service shop-web) ${text}`,
});

const started = event(5, 'has started 3 tasks: (task 4c1d09) (task e07a55) (task 17bb3e).');

const updated: DeployState = {
  ...base,
  plan,
  output: OUTPUT,
  image: { reference: `${REPOSITORY}:3f9c2d1-1042`, digest: DIGEST },
  oldRevision: revision(41),
  newRevision: revision(42),
  provenChanges: 1,
  reference,
  stages: stages('rollout'),
  headline: message('h', '{0} of {1} new tasks healthy', 2, 3),
  tone: 'progress',
};

const line = (
  seconds: number,
  taskId: string,
  text: string,
  level?: 'info' | 'warn' | 'error',
): LoggedLine => ({
  kind: 'line',
  at: at(seconds),
  taskId,
  container: 'app',
  text,
  ...(level === undefined ? {} : { level }),
});

const logs = (told: number, lines: readonly LoggedLine[]): RolloutLogs => ({
  lines: lines.map((item, index) => ({ ...item, n: told - lines.length + index })),
  told,
});

const ROLLING_LOGS = logs(214, [
  {
    kind: 'note',
    at: at(30),
    text: message('tail.live', 'live tail of {0}: new lines come about once a second', '/ecs/shop-web'),
  },
  line(26, '4c1d09', 'listening on 8080', 'info'),
  line(27, '4c1d09', 'connected to orders-db.internal:5432 {+3}', 'info'),
  line(29, 'e07a55', 'listening on 8080', 'info'),
  line(31, 'e07a55', 'slow answer of orders-db: 1204 ms, pool of 10 connections is used up {+5}', 'warn'),
  line(33, '17bb3e', 'tick 1'),
  line(71, '4c1d09', 'GET /health 200 {+4}', 'info'),
  line(
    78,
    'e07a55',
    "order 4711: no such customer\nError: no such customer\n    at findCustomer (/app/src/customers.ts:41:11)\n    at <script>alert('text')</script>",
    'error',
  ),
  line(81, '17bb3e', 'GET /health 503 {+4}', 'warn'),
]);

const FAILING_LOGS = logs(
  6,
  ['4c1d09', 'e07a55', '17bb3e'].flatMap((taskId, index) => [
    line(22 + index * 18, taskId, 'shop-web 3.2.0 starts', 'info'),
    line(23 + index * 18, taskId, 'required environment variable DATABASE_URL is missing', 'error'),
  ]),
);

const rolling: DeployState = {
  ...updated,
  rollout,
  logs: ROLLING_LOGS,
  events: [
    event(88, 'has begun draining connections on 1 tasks.'),
    event(72, `registered 1 targets in (target-group ${TARGET_GROUP}).`),
    started,
  ],
};

const DONE_TASKS: readonly TaskTrack[] = [
  track(
    '9f31c0',
    'old',
    [
      ['healthy', -86400, 88],
      ['draining', 88, 188],
    ],
    'stopped',
  ),
  track(
    'b7e2aa',
    'old',
    [
      ['healthy', -86400, 120],
      ['draining', 120, 214],
    ],
    'stopped',
  ),
  track(
    '03d8f2',
    'old',
    [
      ['healthy', -86400, 121],
      ['draining', 121, 216],
    ],
    'stopped',
  ),
  ...ROLLING_TASKS.slice(3, 5),
  track(
    '17bb3e',
    'new',
    [
      ['provisioning', 5, 17],
      ['pulling', 17, 25],
      ['health', 25, 110],
      ['healthy', 110],
    ],
    'healthy',
  ),
];

const EXIT = 'Essential container in task exited';
const FAILED_TASKS: readonly TaskTrack[] = [
  ...ROLLING_TASKS.slice(1, 3),
  track(
    '4c1d09',
    'new',
    [
      ['provisioning', 4, 14],
      ['pulling', 14, 21],
      ['health', 21, 26],
      ['failed', 26, 29],
    ],
    'exit 1',
    EXIT,
  ),
  track(
    'e07a55',
    'new',
    [
      ['provisioning', 5, 15],
      ['pulling', 15, 22],
      ['health', 22, 27],
      ['failed', 27, 30],
    ],
    'exit 1',
    EXIT,
  ),
  track(
    '17bb3e',
    'new',
    [
      ['provisioning', 41, 51],
      ['pulling', 51, 57],
      ['health', 57, 62],
      ['failed', 62, 65],
    ],
    'exit 1',
    EXIT,
  ),
];

const FAILED_ARNS = FAILED_TASKS.filter(({ side }) => side === 'new').map(({ arn }) => arn);

const failingRollout: RolloutView = {
  ...rollout,
  at: at(74),
  next: counts(42, 0, 0, 3),
  old: counts(41, 2, 2),
  minimum: 2,
  maximum: 4,
  tasks: FAILED_TASKS,
  history: [{ at: at(0), old: 2, next: 0 }],
  targetGroups: [],
  breaker: message('b', '{0} of {1} failures: rolls back', 3, 3),
};

function ended(state: DeployState, verdict: Verdict, seconds: number): DeployState {
  const { rollout: view } = state;
  return {
    ...state,
    phase: 'ended',
    verdict,
    headline: verdict.title,
    tone: verdict.tone,
    endedAt: at(seconds),
    stages: state.stages.map((stage) =>
      stage.status === 'active'
        ? {
            ...stage,
            status: verdict.kind === 'succeeded' ? 'done' : verdict.tone === 'failure' ? 'failed' : 'skipped',
            endedAt: at(seconds),
          }
        : stage,
    ),
    ...(view === undefined ? {} : { rollout: omit(view, 'waitingFor') }),
  };
}

function broken(state: DeployState, failure: DeployFailure, seconds: number): DeployState {
  return {
    ...state,
    phase: 'ended',
    failure,
    headline: failure.title,
    tone: 'failure',
    endedAt: at(seconds),
    stages: stages(failure.stage, 'failed', at(seconds)),
  };
}

const building: DeployState = {
  ...base,
  plan,
  oldRevision: revision(41),
  stages: stages('build'),
  output: OUTPUT,
  droppedOutput: 128,
  headline: message('h', 'Building the image'),
  tone: 'progress',
  progress: message(
    'p',
    'Builds {0} for {1} with {2}',
    'services/web/Dockerfile',
    'linux/arm64',
    'docker buildx',
  ),
};

const review = (what: DeployPlan): DeployState => ({
  ...base,
  phase: 'review',
  plan: what,
  oldRevision: revision(41),
  headline:
    what === blocked ? message('h', 'Something keeps it from starting') : message('h', 'Ready to deploy'),
  tone: what === blocked ? 'warning' : 'neutral',
  stages: stages('plan', 'done', at(-74.6)),
});

function shiftSteps(reached: number): ShiftView['steps'] {
  return ['Prepare', 'Start new tasks', 'Test traffic', 'Production traffic', 'Bake', 'Remove old tasks'].map(
    (label, index) => ({
      id: label,
      label: message('shift', label),
      status: index < reached ? 'done' : index === reached ? 'active' : 'waiting',
    }),
  );
}

/** Only the service and its revision are known so far. */
const checking: DeployPlan = {
  ...plan,
  checks: [
    { id: 'pending:build', level: 'pending', text: message('c', 'Asking the container engine…') },
    { id: 'pending:images', level: 'pending', text: message('c', 'Asking the registry…') },
    ...plan.checks.slice(-1),
  ],
};

export const deployStates = {
  planning: { ...base, phase: 'planning' },
  planChecking: {
    ...review(checking),
    headline: message('h', 'Checking what could keep it from starting'),
    stages: stages('plan'),
  },
  planOk: review(plan),
  planWarnings: review(warnings),
  planBlocked: review(blocked),
  building,
  pushing: {
    ...building,
    stages: stages('push'),
    headline: message('h', 'Pushing the image'),
    progress: message('p', '{0} of {1} layers are in the registry', 4, 6),
    output: [...OUTPUT, { stage: 'push', text: '5f70bf18a086: Pushing 8.1MB/12.4MB' }],
  },
  registering: {
    ...building,
    stages: stages('register'),
    headline: message('h', 'Registering the new revision'),
    progress: message('p', 'Registers a copy of revision {0} with the new image', '41'),
    image: { reference: `${REPOSITORY}:3f9c2d1-1042`, digest: DIGEST },
  },
  updating: {
    ...building,
    stages: stages('update'),
    headline: message('h', 'Updating the service'),
    progress: message('p', 'Points {0} at revision {1}', 'shop-web', '42'),
    newRevision: revision(42),
    provenChanges: 1,
  },
  rolling,
  hindrance: {
    ...rolling,
    tone: 'warning',
    rollout: {
      ...rollout,
      at: at(80),
      hindrance: message('x', 'Signed out: watching is paused since 10:43. ECS goes on with the deployment.'),
    },
  },
  failing: {
    ...updated,
    headline: message('h', 'New tasks fail: {0} so far', 3),
    tone: 'warning',
    rollout: failingRollout,
    cause: missingVariable(FAILED_ARNS),
    logs: FAILING_LOGS,
    events: [event(65, `(task 17bb3e) ${EXIT}.`), event(30, `(task e07a55) ${EXIT}.`), started],
  },
  denied: {
    ...updated,
    headline: message('h', 'New tasks fail: {0} so far', 3),
    tone: 'warning',
    rollout: failingRollout,
    cause: deniedCause(FAILED_ARNS),
    events: [started],
  },
  notRecognised: {
    ...updated,
    headline: message('h', 'New tasks fail: {0} so far', 3),
    tone: 'warning',
    rollout: failingRollout,
    cause: notRecognised(FAILED_ARNS),
    events: [started],
  },
  paused: {
    ...updated,
    headline: message('deploy.paused', 'Paused: continue or roll back?'),
    tone: 'warning',
    rollout: {
      ...rollout,
      next: counts(42, 3, 3),
      old: counts(41, 3, 3),
      alarms: message('alarms.quiet', '{0} watched, quiet: {1}', 1, 'shop-web-5xx'),
      waitingFor: message(
        'hook.awaiting',
        'Paused at {0}: ECS waits for somebody to continue or roll back',
        'POST_TEST_TRAFFIC_SHIFT',
      ),
      shift: {
        name: message('shift.blueGreen', 'Blue/green'),
        stage: 'POST_TEST_TRAFFIC_SHIFT',
        steps: shiftSteps(2),
        production: { old: 100, next: 0 },
        test: { old: 0, next: 100 },
        hooks: [
          {
            id: 'ecs-pause-1',
            awaitsAction: true,
            text: message(
              'hook.awaiting',
              'Paused at {0}: ECS waits for somebody to continue or roll back',
              'POST_TEST_TRAFFIC_SHIFT',
            ),
            expiresAt: at(1800),
            afterwards: message('hook.rollsBack', 'After {0} it rolls back by itself'),
          },
        ],
      },
    },
    events: [started],
  },
  canary: {
    ...updated,
    headline: message('deploy.productionTraffic', '{0} % of the traffic goes to revision {1}', 10, 42),
    rollout: {
      ...rollout,
      next: counts(42, 3, 3),
      old: counts(41, 3, 3),
      waitingFor: message(
        'waiting.canary',
        '{0} % of the traffic goes first; the rest follows after {1} min',
        10,
        5,
      ),
      shift: {
        name: message('shift.canary', 'Canary'),
        stage: 'PRODUCTION_TRAFFIC_SHIFT',
        steps: shiftSteps(3),
        production: { old: 90, next: 10 },
        clock: { id: 'step 10', kind: 'step', from: at(80), until: at(380), exact: false },
        hooks: [],
      },
    },
    events: [started],
  },
  rollingBack: {
    ...updated,
    headline: message('deploy.rollingBackTo', 'Rolling back to revision {0}', 41),
    tone: 'warning',
    rollout: {
      ...failingRollout,
      rollingBack: true,
      waitingFor: message('waiting.rollBackTo', 'ECS is rolling back to revision {0}', 41),
    },
    events: [event(72, 'rolling back to deployment ecs-svc/41.'), started],
  },
  succeeded: ended(
    {
      ...rolling,
      rollout: {
        ...rollout,
        at: at(226),
        next: counts(42, 3, 3),
        old: counts(41, 0, 0),
        tasks: DONE_TASKS,
        history: [
          ...rollout.history,
          { at: at(110), old: 2, next: 3 },
          { at: at(120), old: 1, next: 3 },
          { at: at(121), old: 0, next: 3 },
        ],
        targetGroups: [
          {
            arn: TARGET_GROUP,
            name: 'shop-web',
            summary: message('tg', '{0} healthy', 3),
            targets: [{ id: '10.0.1.17', port: 8080, state: 'healthy' }],
          },
        ],
      },
      events: [
        event(226, 'has reached a steady state.'),
        event(225, '(deployment ecs-svc/4211908877650218733) deployment completed.'),
        ...rolling.events,
      ],
    },
    {
      kind: 'succeeded',
      tone: 'success',
      title: message('v', 'Deployed revision {0} in {1}', '42', '3 m 46 s'),
      detail: message('v', 'The service runs revision 42 only, and ECS confirmed the deployment.'),
    },
    226,
  ),
  rolledBack: ended(
    {
      ...updated,
      rollout: { ...failingRollout, rollingBack: true },
      cause: missingVariable(FAILED_ARNS),
      events: [event(72, 'rolling back to deployment ecs-svc/41.'), started],
    },
    {
      kind: 'rolledBack',
      tone: 'failure',
      title: message('v', 'Failed: the service runs revision {0} again', '41'),
      detail: message('v', 'ECS gave up after {0} failed tasks and rolled back. Revision 42 is kept.', 3),
      quote: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
    },
    74,
  ),
  failed: broken(
    {
      ...building,
      output: [
        ...OUTPUT,
        {
          stage: 'build',
          text: "src/config.ts(18,5): error TS2322: Type 'string' is not assignable to type 'number'.",
        },
      ],
    },
    {
      stage: 'build',
      code: 'buildFailed',
      title: message('f', 'The build failed'),
      advice: message('f', 'Correct the step {0} of the Dockerfile, then deploy again.', 'RUN npm run build'),
      quote: 'process "/bin/sh -c npm run build" did not complete successfully: exit code: 2',
      lines: [
        '#9 [build 5/5] RUN npm run build',
        "#9 3.117 src/config.ts(18,5): error TS2322: Type 'string' is not assignable to type 'number'.",
        '#9 ERROR: process "/bin/sh -c npm run build" did not complete successfully: exit code: 2',
      ],
      left: message('f', 'Nothing was pushed or registered; the service was not touched.'),
    },
    -25,
  ),
  superseded: ended(
    rolling,
    {
      kind: 'superseded',
      tone: 'neutral',
      title: message('verdict.superseded', 'Superseded by a newer deployment of revision {0}', 43),
      detail: message('verdict.supersededBy', 'Revision {0} was registered by {1}.', 43, 'alice'),
    },
    95,
  ),
  stopped: ended(
    rolling,
    {
      kind: 'stopped',
      tone: 'failure',
      title: message('v', 'Stopped, not rolled back'),
      detail: message('v', 'Tasks of both revisions may run. Deploy again or roll back.'),
    },
    95,
  ),
  deleted: ended(
    rolling,
    {
      kind: 'deleted',
      tone: 'failure',
      title: message('v', 'The service was deleted'),
      detail: message('v', 'Somebody deleted {0} while this deployment ran.', 'shop-web'),
    },
    95,
  ),
  cancelled: ended(
    { ...building, stages: stages('build') },
    {
      kind: 'cancelled',
      tone: 'neutral',
      title: message('v', 'Cancelled'),
      detail: message('v', 'Nothing was pushed or registered; the service was not touched.'),
    },
    -28,
  ),
  interrupted: ended(
    { ...building, stages: stages('push') },
    {
      kind: 'interrupted',
      tone: 'warning',
      title: message('v', 'Interrupted'),
      detail: message(
        'v',
        'The window closed while the image was being pushed. The service was not touched.',
      ),
    },
    -15,
  ),
  sandbox: {
    ...rolling,
    connection: {
      id: 'sandbox',
      kind: 'sandbox',
      profile: 'sandbox',
      region: 'us-east-1',
      endpoint: 'http://127.0.0.1:4777',
      accountId: '123456789012',
    },
  },
} satisfies Readonly<Record<string, DeployState>>;

export type DeployStateName = keyof typeof deployStates;

/** A snapshot as the host would send it, at a moment that fits the state. */
export function snapshotOf(name: DeployStateName, now?: number): PanelSnapshot {
  const state: DeployState = deployStates[name];
  const active = state.stages.find(({ status }) => status === 'active');
  const moment = now ?? (state.rollout === undefined ? (active?.startedAt ?? at(-60)) + 12_000 : at(92));
  return {
    id: 'deployment-1',
    strings: panelStrings(english),
    locale: 'en',
    now: moment,
    state,
    buttons: panelButtons(
      state,
      {
        stopping: false,
        canDeployAgain: true,
        canSaveTarget: true,
        canCompare: state.newRevision !== undefined,
        signInHelps: name === 'hindrance',
      },
      english,
    ),
    causeButtons: causeButtons(state, { stopping: false, signInHelps: false, builds: true }, english),
  };
}
