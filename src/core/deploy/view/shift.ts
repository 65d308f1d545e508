import { message, type Message } from '../../lib/message';
import { arnName } from '../../model/arn';
import type { LifecycleHook, ServiceDeployment } from '../../model/deploymentRecord';
import type { HookView, ShiftClock, ShiftStep, ShiftView } from '../state';

/**
 * The steps that people see, and the lifecycle stages of ECS that each takes in, in their order (the model's text of
 * ServiceDeployment.lifecycleStage).
 */
const STEPS: readonly { readonly label: Message; readonly stages: readonly string[] }[] = [
  { label: message('shift.prepare', 'Prepare'), stages: ['RECONCILE_SERVICE', 'PRE_SCALE_UP'] },
  { label: message('shift.scaleUp', 'Start new tasks'), stages: ['SCALE_UP', 'POST_SCALE_UP'] },
  { label: message('shift.test', 'Test traffic'), stages: ['TEST_TRAFFIC_SHIFT', 'POST_TEST_TRAFFIC_SHIFT'] },
  {
    label: message('shift.production', 'Production traffic'),
    stages: ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'],
  },
  { label: message('shift.bake', 'Bake'), stages: ['BAKE_TIME'] },
  { label: message('shift.cleanUp', 'Remove old tasks'), stages: ['CLEAN_UP'] },
];

const NAMES: Readonly<Record<string, Message>> = {
  ROLLING: message('shift.rolling', 'Rolling'),
  BLUE_GREEN: message('shift.blueGreen', 'Blue/green'),
  LINEAR: message('shift.linear', 'Linear'),
  CANARY: message('shift.canary', 'Canary'),
};

/** What is shown of a deployment that goes through stages: undefined for one that only replaces tasks. */
export function viewShift(
  before: ShiftView | undefined,
  deployment: ServiceDeployment | undefined,
  at: number,
): ShiftView | undefined {
  if (deployment === undefined || !hasStages(deployment)) return before;
  const { strategy, lifecycleStage, target, sources = [], hooks = [] } = deployment;
  const stage = lifecycleStage ?? before?.stage;
  const production = traffic(
    target?.production,
    sources.map((source) => source.production),
  );
  const test = traffic(
    target?.test,
    sources.map((source) => source.test),
  );
  const clock = clockOf(before, deployment, stage, at);
  return {
    name: NAMES[strategy?.name ?? ''] ?? message('shift.other', '{0}', strategy?.name ?? ''),
    ...(stage === undefined ? {} : { stage }),
    steps: stepsOf(stage, deployment.status),
    ...(production === undefined ? {} : { production }),
    ...(test === undefined ? {} : { test }),
    ...(clock === undefined ? {} : { clock }),
    hooks: hooks.flatMap((hook) => hookView(hook, stage)),
  };
}

function hasStages({ strategy, lifecycleStage, hooks = [] }: ServiceDeployment): boolean {
  const replaces = strategy === undefined || strategy.name === 'ROLLING';
  return !replaces || hooks.length > 0 || lifecycleStage === 'BAKE_TIME';
}

function stepsOf(stage: string | undefined, status: string): readonly ShiftStep[] {
  const reached = stage === undefined ? -1 : STEPS.findIndex(({ stages }) => stages.includes(stage));
  return STEPS.map(({ label, stages: [id = ''] }, index): ShiftStep => {
    if (status === 'SUCCESSFUL' || index < reached) return { id, label, status: 'done' };
    if (index > reached) return { id, label, status: 'waiting' };
    return {
      id,
      label,
      status: status.startsWith('ROLLBACK') || status.startsWith('STOP') ? 'failed' : 'active',
    };
  });
}

/** Weights are told of the new revision and of each old one; what is not told is the rest of a hundred. */
function traffic(
  next: number | undefined,
  sources: readonly (number | undefined)[],
): { readonly old: number; readonly next: number } | undefined {
  const told = sources.filter((weight) => weight !== undefined);
  if (next === undefined && told.length === 0) return undefined;
  const old = told.length === 0 ? 100 - (next ?? 0) : told.reduce((sum, weight) => sum + weight, 0);
  return { old, next: next ?? 100 - old };
}

/**
 * The time that ECS lets pass now: of the bake, or between two steps of the traffic. It does not say when that began, so
 * that it counts from when it was first seen; exact only when it was seen to begin.
 */
function clockOf(
  before: ShiftView | undefined,
  { status, strategy, target }: ServiceDeployment,
  stage: string | undefined,
  at: number,
): ShiftClock | undefined {
  if (strategy === undefined || status !== 'IN_PROGRESS') return undefined;
  const minutes =
    stage === 'BAKE_TIME' ? strategy.bakeMinutes : stepMinutes(strategy, stage, target?.production);
  if (minutes === undefined || minutes === 0) return undefined;
  const kind = stage === 'BAKE_TIME' ? 'bake' : 'step';
  const id = `${kind} ${String(target?.production)}`;
  if (before?.clock?.id === id) return before.clock;
  return { id, kind, from: at, until: at + minutes * 60_000, exact: before !== undefined };
}

function stepMinutes(
  { step, canary }: NonNullable<ServiceDeployment['strategy']>,
  stage: string | undefined,
  weight = 0,
): number | undefined {
  // The documented wait is not applied once all traffic has shifted, and there is none before the first step.
  const underWay = stage?.includes('PRODUCTION_TRAFFIC_SHIFT') === true && weight > 0 && weight < 100;
  return underWay ? (canary ?? step)?.bakeMinutes : undefined;
}

/** Hooks that hold the deployment up, or that failed. */
function hookView(
  { id, kind, status, targetArn, expiresAt, timeoutAction }: LifecycleHook,
  stage: string | undefined,
): readonly HookView[] {
  const text = hookText(kind, status, targetArn === undefined ? id : functionName(targetArn), stage ?? '');
  if (text === undefined) return [];
  return [
    {
      id,
      awaitsAction: status === 'AWAITING_ACTION',
      text,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(expiresAt === undefined ? {} : { afterwards: afterwards(timeoutAction) }),
    },
  ];
}

function hookText(kind: string, status: string, name: string, stage: string): Message | undefined {
  switch (status) {
    case 'AWAITING_ACTION':
      return message(
        'hook.awaiting',
        'Paused at {0}: ECS waits for somebody to continue or roll back',
        stage,
      );
    case 'IN_PROGRESS':
      return kind === 'PAUSE'
        ? message('hook.pausing', 'A pause at {0} is about to begin', stage)
        : message('hook.running', 'The function {0} decides at {1} whether to go on', name, stage);
    case 'FAILED':
      return message('hook.failed', 'The hook {0} failed', name);
    case 'TIMED_OUT':
      return message('hook.timedOut', 'The hook {0} was not answered in time', name);
    default:
      return undefined;
  }
}

/** By default a pause that nobody answers rolls back (the model's text of the timeout's action). */
function afterwards(action = 'ROLLBACK'): Message {
  return action === 'CONTINUE'
    ? message('hook.continues', 'After {0} it goes on by itself')
    : message('hook.rollsBack', 'After {0} it rolls back by itself');
}

/** `arn:aws:lambda:…:function:NAME[:VERSION]` */
function functionName(arn: string): string {
  return /:function:([^:]+)/.exec(arn)?.[1] ?? arnName(arn);
}
