import { counted, message, type Message } from '../../lib/message';
import type { Observation, WatchReference } from '../event';
import type { ShiftView, SideCounts, TaskPhase, TaskTrack } from '../state';
import { isRollingBack } from './rollingBack';
import { PROBATION_MS } from './taskHealth';

export interface WaitingFacts {
  readonly observation: Observation;
  readonly reference: WatchReference;
  readonly next: SideCounts;
  readonly old: SideCounts | undefined;
  readonly tracks: readonly TaskTrack[];
  /** Present when the deployment goes through stages. */
  readonly shift: ShiftView | undefined;
  readonly at: number;
}

/** After this long in "preparing" a missing network, secret or log group is likelier than patience. */
const PREPARING_IS_LONG_MS = 60_000;

/** Statuses of a service deployment after which nothing more comes of it. */
const ENDED: readonly string[] = ['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'];

/** What the rollout waits for now, and how long that usually takes. */
export function waitingFor(facts: WaitingFacts): Message | undefined {
  const { observation, reference } = facts;
  const { service, deployment } = observation;
  if (service !== undefined && service.status !== 'ACTIVE') return undefined;
  // Also when the deployment itself is over, because somebody pointed the service at the old revision.
  if (isRollingBack(observation, reference) && deployment?.status.startsWith('ROLLBACK') !== true)
    return rollingBack(reference);
  if (deployment !== undefined && ENDED.includes(deployment.status)) return undefined;
  return fromStatus(facts) ?? fromStage(facts) ?? fromTasks(facts) ?? fromOldTasks(facts);
}

function fromStatus({ observation, reference }: WaitingFacts): Message | undefined {
  const { deployment } = observation;
  switch (deployment?.status) {
    case 'PENDING':
      return isQueued(observation, reference)
        ? message('waiting.queued', 'Queued: waits for the earlier deployment to stop')
        : message('waiting.pending', 'ECS is about to begin');
    case 'STOP_REQUESTED':
      return message('waiting.stopping', 'ECS is stopping this deployment');
    case 'ROLLBACK_REQUESTED':
    case 'ROLLBACK_IN_PROGRESS':
      return rollingBack(reference);
    default:
      return undefined;
  }
}

/** A hook that holds it up, or a stage in which ECS lets time pass; tasks tell more of the stages that start and stop them. */
function fromStage({ observation, shift }: WaitingFacts): Message | undefined {
  const hook = shift?.hooks.find(({ awaitsAction }) => awaitsAction) ?? shift?.hooks[0];
  if (hook !== undefined) return hook.text;
  const strategy = observation.deployment?.strategy;
  const weight = shift?.production?.next ?? 0;
  switch (shift?.stage) {
    case 'BAKE_TIME':
      return message(
        'waiting.baking',
        'Baking for {0} min: ECS goes back at once if an alarm goes off or somebody asks for it',
        strategy?.bakeMinutes ?? 0,
      );
    case 'TEST_TRAFFIC_SHIFT':
      return message('waiting.testShift', 'Test traffic moves to the new revision');
    case 'PRE_PRODUCTION_TRAFFIC_SHIFT':
    case 'PRODUCTION_TRAFFIC_SHIFT':
      if (strategy?.canary !== undefined && weight < 100)
        return message(
          'waiting.canary',
          '{0} % of the traffic goes first; the rest follows after {1} min',
          strategy.canary.percent,
          strategy.canary.bakeMinutes,
        );
      return strategy?.step !== undefined && weight < 100
        ? message(
            'waiting.linear',
            'Traffic moves in steps of {0} %, {1} min apart',
            strategy.step.percent,
            strategy.step.bakeMinutes,
          )
        : message('waiting.productionShift', 'Production traffic moves to the new revision');
    default:
      return undefined;
  }
}

/** Only where another deployment is under way is there one to wait for. */
function isQueued({ service }: Observation, { rolloutId }: WatchReference): boolean {
  return (
    service?.rollouts.some(({ id, rolloutState }) => id !== rolloutId && rolloutState === 'IN_PROGRESS') ===
    true
  );
}

function rollingBack({ oldRevision }: WatchReference): Message {
  return oldRevision === undefined
    ? message('waiting.rollBack', 'ECS is rolling back')
    : message('waiting.rollBackTo', 'ECS is rolling back to revision {0}', oldRevision.revision);
}

/** The last step that a new task has not passed decides: the whole rollout waits for its slowest. */
function fromTasks(facts: WaitingFacts): Message | undefined {
  const { observation, next, tracks, at } = facts;
  const living = tracks.filter(({ side, segments }) => side === 'new' && segments.at(-1)?.to === undefined);
  const inPhase = (phase: TaskPhase): readonly TaskTrack[] =>
    living.filter(({ segments }) => segments.at(-1)?.phase === phase);
  const going = inPhase('stopping').length + inPhase('draining').length;
  // Where tasks may not be read, only the service's own counts tell.
  if (next.desired > 0 && living.length === going && (next.running === 0 || tracks.length > 0)) {
    if (next.failed === 0)
      return going > 0
        ? message('waiting.replacing', 'A new task has stopped: ECS is about to replace it')
        : message('waiting.scheduling', 'ECS is scheduling tasks');
    return observation.service?.circuitBreaker.enabled === false
      ? counted(
          next.failed,
          'waiting.noBreaker',
          'Not progressing: {0} task failed, and without a circuit breaker ECS retries for ever',
          'Not progressing: {0} tasks failed, and without a circuit breaker ECS retries for ever',
        )
      : counted(
          next.failed,
          'waiting.retry',
          'ECS is about to start the next attempt: {0} task failed',
          'ECS is about to start the next attempt: {0} tasks failed',
        );
  }
  const unhealthy = inPhase('unhealthy').length;
  if (unhealthy > 0) return unhealthyMessage(observation, unhealthy);
  const health = inPhase('health').length;
  const provisioning = inPhase('provisioning').length;
  if (provisioning > 0)
    return counted(
      provisioning,
      'waiting.provisioning',
      '{0} task: attaching network, finding capacity',
      '{0} tasks: attaching network, finding capacity',
    );
  const preparing = inPhase('preparing');
  if (preparing.length > 0) return preparingMessage(preparing, at);
  const pulling = inPhase('pulling').length;
  if (pulling > 0)
    return counted(pulling, 'waiting.pulling', '{0} task: pulling the image', '{0} tasks: pulling the image');
  const activating = inPhase('activating').length;
  if (activating > 0)
    return counted(
      activating,
      'waiting.activating',
      '{0} task: registering with load balancer and service discovery',
      '{0} tasks: registering with load balancer and service discovery',
    );
  return health > 0 ? healthMessage(observation) : undefined;
}

function unhealthyMessage({ targets }: Observation, count: number): Message {
  const bad = targets?.flatMap(({ health }) => health).find(({ state }) => state === 'unhealthy');
  const why = bad?.description ?? bad?.reason;
  return why === undefined
    ? counted(count, 'waiting.unhealthy', '{0} task is unhealthy', '{0} tasks are unhealthy')
    : message('waiting.unhealthyTarget', 'Target unhealthy: {0}', why);
}

function preparingMessage(preparing: readonly TaskTrack[], at: number): Message {
  const since = Math.min(...preparing.map(({ segments }) => segments.at(-1)?.from ?? at));
  return at - since > PREPARING_IS_LONG_MS
    ? message(
        'waiting.preparingLong',
        'Preparing for more than a minute: subnets and security groups may keep tasks from secrets, logs or the registry',
      )
    : counted(
        preparing.length,
        'waiting.preparing',
        '{0} task: secrets, log group, registry login',
        '{0} tasks: secrets, log group, registry login',
      );
}

function healthMessage({ expects, targets, targetGroups, service }: Observation): Message {
  const initial = targets?.find(({ health }) => health.some(({ state }) => state === 'initial'));
  const group = targetGroups?.find(({ arn }) => arn === initial?.targetGroupArn);
  if (group !== undefined) {
    return message(
      'waiting.loadBalancer',
      'Load balancer: needs {0} good answers, {1} s apart',
      group.healthyThreshold,
      group.healthCheckIntervalSeconds,
    );
  }
  if (expects?.containerHealthCheck === false && service?.loadBalancers.length === 0) {
    return message(
      'waiting.probation',
      'No health check: ECS counts a task once it has run for {0} s',
      PROBATION_MS / 1000,
    );
  }
  return expects?.containerHealthCheck === true && expects.startPeriodSeconds > 0
    ? message(
        'waiting.healthCheckStart',
        'Container health check, start period {0} s',
        expects.startPeriodSeconds,
      )
    : message('waiting.healthCheck', 'Health checks of the new tasks');
}

function fromOldTasks({ observation, next, old, shift, tracks }: WaitingFacts): Message | undefined {
  if (next.healthy < next.desired) return undefined;
  // Both revisions stay as they are until the last stage.
  if (shift?.stage !== undefined && shift.stage !== 'CLEAN_UP')
    return message('waiting.nextStage', 'The next stage begins after {0}', shift.stage);
  const drain = observation.expects?.drainSeconds ?? 0;
  // The service counts a task no more once it shall stop; it is there until it has.
  const going = tracks.some(({ side, segments }) => side === 'old' && segments.at(-1)?.to === undefined);
  if ((old?.running ?? 0) === 0 && !going)
    return message('waiting.confirm', 'ECS is confirming the deployment');
  return drain > 0
    ? message('waiting.draining', 'Old tasks drain: up to {0} s deregistration delay, then they stop', drain)
    : message('waiting.oldTasks', 'Old tasks are stopping');
}
