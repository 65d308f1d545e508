import type { JsonObject } from '../../core/lib/json';
import type { WorldClock } from '../clock';
import { flag, integer, record, text, texts } from '../wire/input';
import type { SeededRandom } from '../world/random';
import type { DeploymentRecord, ServiceDeploymentRecord, ServiceRecord } from '../world/records';
import type { Region } from '../world/region';
import { limitsOf } from './bounds';
import { addEvent } from './serviceEvents';
import { turnBack, type Shifts } from './shifts';
import { strategyOf } from './strategy';

const PENDING_MS = 1_000;
const STOP_REQUESTED_MS = 1_500;
const MAX_SERVICE_DEPLOYMENTS = 100;

const BREAKER_REASON = 'Service deployment rolled back because the circuit breaker threshold was exceeded.';

export function primaryOf(service: ServiceRecord): DeploymentRecord | undefined {
  return service.deployments.find(({ status }) => status === 'PRIMARY');
}

export interface BreakerSettings {
  readonly enabled: boolean;
  readonly rollback: boolean;
  readonly resetOnHealthyTask: boolean;
  readonly threshold: number;
}

/** The circuit breaker's settings with AWS's defaults of 2026: half of the desired count, 3 at least, 200 at most. */
export function breakerOf(service: ServiceRecord): BreakerSettings {
  const breaker = record(service.deploymentConfiguration, 'deploymentCircuitBreaker') ?? {};
  const configuration = record(breaker, 'thresholdConfiguration') ?? {};
  const value = integer(configuration, 'value') ?? 50;
  const type = text(configuration, 'type') ?? 'BOUNDED_PERCENT';
  const share = Math.ceil((service.desiredCount * value) / 100);
  return {
    enabled: flag(breaker, 'enable') ?? false,
    rollback: flag(breaker, 'rollback') ?? false,
    resetOnHealthyTask: flag(breaker, 'resetOnHealthyTask') ?? true,
    threshold:
      type === 'COUNT'
        ? value
        : type === 'UNBOUNDED_PERCENT'
          ? Math.max(1, share)
          : Math.min(200, Math.max(3, share)),
  };
}

export interface AlarmSettings {
  readonly names: readonly string[];
  readonly rollback: boolean;
}

/** The alarms that a deployment listens to; undefined when it has none. */
function alarmsOf(service: ServiceRecord): AlarmSettings | undefined {
  const alarms = record(service.deploymentConfiguration, 'alarms') ?? {};
  const names = texts(alarms, 'alarmNames') ?? [];
  if (flag(alarms, 'enable') !== true || names.length === 0) return undefined;
  return { names, rollback: flag(alarms, 'rollback') ?? false };
}

/** Why a deployment fails, in the words of its events and answers. */
const CIRCUIT_BREAKER = {
  event: 'tasks failed to start.',
  reason: 'ECS deployment circuit breaker: tasks failed to start.',
  rolledBack: BREAKER_REASON,
  stopped: 'Service deployment stopped because the circuit breaker threshold was exceeded.',
} as const;
const ALARM = {
  event: 'alarm detected.',
  reason: 'ECS deployment alarm: alarm detected.',
  rolledBack: 'Service deployment rolled back because a CloudWatch alarm was detected.',
  stopped: 'Service deployment stopped because a CloudWatch alarm was detected.',
} as const;

/** The event's words were met by many (roadmap issue 2664); the other texts are built after it. */
const HOOK = {
  event: 'hook execution failure(s) detected.',
  reason: 'ECS deployment hook execution failure(s) detected.',
  rolledBack: 'Service deployment rolled back because of hook execution failure(s).',
  stopped: 'Service deployment stopped because of hook execution failure(s).',
} as const;

const ORDER = { PRIMARY: 0, ACTIVE: 1, DRAINING: 2 } as const;

/** PRIMARY, ACTIVE, DRAINING; of two ACTIVE ones the one that had completed comes first. */
export function sortDeployments(service: ServiceRecord): void {
  service.deployments.sort(
    (a, b) =>
      ORDER[a.status] - ORDER[b.status] ||
      Number(b.rolloutState === 'COMPLETED') - Number(a.rolloutState === 'COMPLETED') ||
      b.createdAt - a.createdAt,
  );
}

export function serviceDeploymentOf(
  service: ServiceRecord,
  deployment: Pick<DeploymentRecord, 'serviceDeploymentArn'>,
): ServiceDeploymentRecord | undefined {
  return service.serviceDeployments.find(({ arn }) => arn === deployment.serviceDeploymentArn);
}

export function isEnded({ status }: ServiceDeploymentRecord): boolean {
  return (
    status === 'STOPPED' ||
    status === 'SUCCESSFUL' ||
    status === 'ROLLBACK_SUCCESSFUL' ||
    status === 'ROLLBACK_FAILED'
  );
}

/** Begins, completes, fails and rolls back deployments, in `deployments[]` and in the service deployments at once. */
export class Rollouts {
  readonly #clock: WorldClock;
  readonly #random: SeededRandom;
  readonly #shifts: Pick<Shifts, 'begin'>;

  constructor(options: { clock: WorldClock; random: SeededRandom; shifts: Pick<Shifts, 'begin'> }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#shifts = options.shifts;
  }

  begin(region: Region, service: ServiceRecord, taskDefinition: string, placement: JsonObject): void {
    const now = this.#clock.now();
    const digits = this.#random.digits(19);
    const path = `${service.clusterName}/${service.name}`;
    const revisionArn = region.arn('ecs', `service-revision/${path}/${digits}`);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';
    const serviceDeploymentArn = region.arn(
      'ecs',
      `service-deployment/${path}/${this.#random.text(21, alphabet)}`,
    );
    const id = `ecs-svc/${digits}`;
    const former = primaryOf(service);
    const shifting = strategyOf(service.deploymentConfiguration) !== 'ROLLING';
    const source = sourceOf(region, service, former);
    const alternate = shifting
      ? source !== undefined && source.alternate !== true
      : service.completed?.alternate === true;
    for (const deployment of service.deployments) {
      if (deployment.status === 'PRIMARY') {
        deployment.status = 'ACTIVE';
        deployment.updatedAt = now;
        delete deployment.settledAt;
      }
    }
    this.#supersede(service, now);
    service.taskDefinition = taskDefinition;
    service.steady = false;
    service.failedStarts = 0;
    delete service.nextStartAt;
    service.revisions.push({
      arn: revisionArn,
      taskDefinition,
      createdAt: now,
      placement,
      ...(alternate && { alternate }),
    });
    service.deployments.unshift({
      id,
      status: 'PRIMARY',
      taskDefinition,
      revisionArn,
      serviceDeploymentArn,
      placement,
      createdAt: now,
      updatedAt: now,
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason: `ECS deployment ${id} in progress.`,
      failedTasks: 0,
      failureCount: 0,
      ...(alternate && { alternate }),
    });
    sortDeployments(service);
    const { enabled, threshold } = breakerOf(service);
    const begun: ServiceDeploymentRecord = {
      arn: serviceDeploymentArn,
      targetRevisionArn: revisionArn,
      sourceRevisionArns: sources(shifting ? source : former),
      deploymentId: id,
      deploymentConfiguration: service.deploymentConfiguration,
      createdAt: now,
      updatedAt: now,
      status: 'PENDING',
      breaker: { status: enabled ? 'MONITORING' : 'DISABLED', failureCount: 0, threshold },
    };
    const alarms = alarmsOf(service);
    const ringing = alarms?.names.some((name) => region.alarms.get(name)?.state === 'ALARM');
    // Documented: where one rings already, the deployment may be the remedy, and none is listened to.
    if (alarms !== undefined && ringing !== true) {
      begun.alarms = { status: 'MONITORING', names: alarms.names, triggered: [] };
    }
    if (shifting) this.#shifts.begin(region, service, begun, source?.id);
    service.serviceDeployments.unshift(begun);
    service.serviceDeployments.length = Math.min(service.serviceDeployments.length, MAX_SERVICE_DEPLOYMENTS);
    forgetRevisions(service);
    this.#clock.after(PENDING_MS, () => this.start(begun));
  }

  /** PENDING -> IN_PROGRESS. */
  start(deployment: ServiceDeploymentRecord): void {
    if (deployment.status !== 'PENDING') return;
    deployment.status = 'IN_PROGRESS';
    deployment.startedAt = deployment.updatedAt = this.#clock.now();
  }

  /** STOP_REQUESTED -> STOPPED. A deployment that nothing superseded stands still where it is. */
  finishStop(service: ServiceRecord, deployment: ServiceDeploymentRecord): void {
    if (deployment.status !== 'STOP_REQUESTED') return;
    deployment.status = 'STOPPED';
    deployment.stoppedAt = this.#clock.now();
    if (primaryOf(service)?.serviceDeploymentArn === deployment.arn) {
      deployment.statusReason = 'Service deployment stopped by a user.';
    }
    this.#standStill(service, deployment);
  }

  complete(service: ServiceRecord, primary: DeploymentRecord): void {
    const now = this.#clock.now();
    primary.rolloutState = 'COMPLETED';
    primary.rolloutStateReason = `ECS deployment ${primary.id} completed.`;
    primary.updatedAt = now;
    delete primary.rollback;
    // Early success may come before the older ones are gone.
    service.deployments = service.deployments.filter(({ rolloutState }) => rolloutState !== 'FAILED');
    const { id, taskDefinition, revisionArn, placement, alternate } = primary;
    service.completed = {
      id,
      taskDefinition,
      revisionArn,
      placement,
      ...(alternate !== undefined && { alternate }),
    };
    addEvent(service, this.#random, now, `(deployment ${id}) deployment completed.`);
    const ended = serviceDeploymentOf(service, primary);
    if (ended === undefined || isEnded(ended)) return;
    ended.status = ended.rollback === undefined ? 'SUCCESSFUL' : 'ROLLBACK_SUCCESSFUL';
    ended.updatedAt = ended.finishedAt = now;
    ended.startedAt ??= ended.createdAt;
    if (ended.breaker.status === 'MONITORING') ended.breaker.status = 'MONITORING_COMPLETE';
    if (ended.alarms?.status === 'MONITORING') ended.alarms.status = 'MONITORING_COMPLETE';
  }

  /** The circuit breaker opens. */
  fail(region: Region, service: ServiceRecord, primary: DeploymentRecord): void {
    const failed = serviceDeploymentOf(service, primary);
    if (failed !== undefined) failed.breaker.status = 'TRIGGERED';
    this.#fail(region, service, primary, CIRCUIT_BREAKER, breakerOf(service).rollback);
  }

  /** Fails the deployment when one of its alarms rings. */
  checkAlarms(region: Region, service: ServiceRecord, primary: DeploymentRecord): void {
    const watched = serviceDeploymentOf(service, primary);
    if (primary.rolloutState !== 'IN_PROGRESS' || watched?.alarms?.status !== 'MONITORING') return;
    const ringing = watched.alarms.names.filter((name) => region.alarms.get(name)?.state === 'ALARM');
    if (ringing.length === 0) return;
    watched.alarms.status = 'TRIGGERED';
    watched.alarms.triggered = ringing;
    this.#fail(region, service, primary, ALARM, alarmsOf(service)?.rollback ?? false);
  }

  /** A lifecycle hook failed, or timed out with the action ROLLBACK; documented: the deployment rolls back. */
  failByHook(region: Region, service: ServiceRecord, primary: DeploymentRecord): void {
    this.#fail(region, service, primary, HOOK, true);
  }

  #fail(
    region: Region,
    service: ServiceRecord,
    primary: DeploymentRecord,
    cause: typeof CIRCUIT_BREAKER | typeof ALARM | typeof HOOK,
    rollback: boolean,
  ): void {
    const now = this.#clock.now();
    primary.rolloutState = 'FAILED';
    primary.rolloutStateReason = cause.reason;
    primary.updatedAt = now;
    addEvent(service, this.#random, now, `(deployment ${primary.id}) deployment failed: ${cause.event}`);
    const failed = serviceDeploymentOf(service, primary);
    if (failed !== undefined) failed.updatedAt = now;
    if (rollback && this.rollBack(region, service, cause.rolledBack)) return;
    if (failed === undefined) return;
    failed.status = failed.rollback === undefined ? 'STOPPED' : 'ROLLBACK_FAILED';
    failed.statusReason = cause.stopped;
    failed.stoppedAt = failed.finishedAt = now;
  }

  /** A rollback was asked for, and there is nothing to go back to: the deployment stands still. */
  abandon(service: ServiceRecord, deployment: ServiceDeploymentRecord): void {
    deployment.status = 'ROLLBACK_FAILED';
    this.#standStill(service, deployment);
  }

  #standStill(service: ServiceRecord, deployment: ServiceDeploymentRecord): void {
    const now = this.#clock.now();
    deployment.updatedAt = deployment.finishedAt = now;
    const primary = primaryOf(service);
    if (primary?.serviceDeploymentArn !== deployment.arn) return;
    primary.rolloutState = 'FAILED';
    primary.rolloutStateReason = `ECS deployment ${primary.id} was stopped.`;
    primary.updatedAt = now;
  }

  /** Back to the newest deployment that completed, under its old id; false when there is none. */
  rollBack(region: Region, service: ServiceRecord, reason: string): boolean {
    const now = this.#clock.now();
    const primary = primaryOf(service);
    const goal = service.completed;
    if (primary === undefined || goal === undefined || goal.id === primary.id) return false;
    primary.status = 'ACTIVE';
    primary.updatedAt = now;
    const known = service.deployments.find(({ id }) => id === goal.id);
    const restored: DeploymentRecord = {
      ...(known ?? { ...goal, createdAt: now, failedTasks: 0, failureCount: 0 }),
      status: 'PRIMARY',
      serviceDeploymentArn: primary.serviceDeploymentArn,
      updatedAt: now,
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${goal.id}.`,
      rollback: true,
    };
    service.deployments = [restored, ...service.deployments.filter((one) => one !== known)];
    sortDeployments(service);
    service.taskDefinition = goal.taskDefinition;
    service.steady = false;
    service.failedStarts = 0;
    delete service.nextStartAt;
    addEvent(service, this.#random, now, `rolling back to deployment ${goal.id}.`);
    const rolled = serviceDeploymentOf(service, primary);
    if (rolled !== undefined) {
      rolled.status = 'ROLLBACK_IN_PROGRESS';
      rolled.statusReason = reason;
      rolled.updatedAt = now;
      rolled.startedAt ??= now;
      rolled.rollback = { reason, startedAt: now, revisionArn: goal.revisionArn };
      turnBack(region, service, rolled, now);
    }
    return true;
  }

  #supersede(service: ServiceRecord, now: number): void {
    for (const running of service.serviceDeployments) {
      if (isEnded(running)) continue;
      running.status = 'STOP_REQUESTED';
      running.updatedAt = now;
      this.#clock.after(STOP_REQUESTED_MS, () => this.finishStop(service, running));
    }
  }
}

/**
 * The deployment whose tasks serve while the next one shifts: the newest that completed, also while a later one still
 * shifts, or where that has too few healthy tasks the one that has the most.
 */
function sourceOf(
  region: Region,
  service: ServiceRecord,
  former: DeploymentRecord | undefined,
): DeploymentRecord | undefined {
  const healthy = (deployment: DeploymentRecord): number =>
    [...region.tasksOf(service)].filter((task) => task.startedBy === deployment.id && task.healthy).length;
  const completed = service.deployments.find(({ id }) => id === service.completed?.id);
  if (completed !== undefined && healthy(completed) >= limitsOf(service).lower) return completed;
  return service.deployments.reduce(
    (best, one) => (best === undefined || healthy(one) > healthy(best) ? one : best),
    completed ?? former,
  );
}

/** Revisions that no deployment names any more. */
function forgetRevisions(service: ServiceRecord): void {
  const named = new Set([service.completed?.revisionArn]);
  for (const { revisionArn } of service.deployments) named.add(revisionArn);
  for (const { targetRevisionArn, sourceRevisionArns } of service.serviceDeployments) {
    named.add(targetRevisionArn);
    for (const arn of sourceRevisionArns) named.add(arn);
  }
  service.revisions = service.revisions.filter(({ arn }) => named.has(arn));
}

function sources(deployment: DeploymentRecord | undefined): readonly string[] {
  return deployment === undefined ? [] : [deployment.revisionArn];
}
