import type { WorldClock } from '../clock';
import { integer } from '../wire/input';
import type { SeededRandom } from '../world/random';
import type { DeploymentRecord, ServiceRecord, TaskRecord } from '../world/records';
import type { Region } from '../world/region';
import { isUnderWay, limitsOf, planStops } from './bounds';
import { healthFailure } from './healthFailure';
import type { Pace } from './pace';
import { breakerOf, primaryOf, serviceDeploymentOf, sortDeployments, type Rollouts } from './rollout';
import { addEvent, taskList, wasSaid } from './serviceEvents';
import type { Hold, Shifts } from './shifts';

export interface SchedulerOptions {
  readonly clock: WorldClock;
  readonly random: SeededRandom;
  readonly pace: Pace;
  readonly rollouts: Rollouts;
  readonly shifts: Shifts;
  /** The task, or the event that says why there is no place for it. */
  readonly startTask: (
    region: Region,
    service: ServiceRecord,
    deployment: DeploymentRecord,
  ) => TaskRecord | string;
  readonly stopTask: (region: Region, task: TaskRecord, code: string, reason: string) => void;
}

/** From this many failed starts in a row on, the next start waits. */
const PATIENCE = 3;
const LONGEST_BACK_OFF_MS = 900_000;
const NO_ROOM =
  'was unable to stop or start tasks during a deployment because of the service deployment configuration. ' +
  'Update the minimumHealthyPercent or maximumPercent value and try again.';
/** Keeps every service at its desired count, within the bounds of its deployment configuration. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #wakes = new Map<ServiceRecord, { readonly due: number; readonly cancel: () => void }>();
  readonly #replaced = new Map<ServiceRecord, number>();

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** Looks at the service soon: something about it moved. */
  poke(region: Region, service: ServiceRecord): void {
    this.#wakeAt(region, service, this.#options.clock.now() + this.#options.pace.scheduler);
  }

  #wakeAt(region: Region, service: ServiceRecord, due: number): void {
    const planned = this.#wakes.get(service);
    if (planned !== undefined && planned.due <= due) return;
    planned?.cancel();
    const { clock } = this.#options;
    const cancel = clock.after(due - clock.now(), () => {
      this.#wakes.delete(service);
      this.#reconcile(region, service);
    });
    this.#wakes.set(service, { due, cancel });
  }

  #reconcile(region: Region, service: ServiceRecord): void {
    if (service.status === 'INACTIVE') return;
    if (service.status === 'DRAINING') {
      this.#takeDown(region, service);
      return;
    }
    this.#countFailures(region, service);
    this.#replaceUnhealthy(region, service);
    const watched = primaryOf(service);
    if (watched !== undefined) this.#options.rollouts.checkAlarms(region, service, watched);
    const { shifts } = this.#options;
    const primary = primaryOf(service);
    if (primary === undefined) return;
    const hold = shifts.advance(region, service, primary, serviceDeploymentOf(service, primary));
    if (hold !== undefined) {
      this.#holdAt(region, service, primary, hold);
      return;
    }
    if (primary.rolloutState !== 'FAILED') {
      this.#scaleIn(region, service, primary);
      this.#scaleOut(region, service, primary);
    }
    this.#tidyDeployments(region, service);
    this.#judge(region, service, primary);
  }

  /** While traffic shifts, the old revision and the new one have all their tasks side by side. */
  #holdAt(region: Region, service: ServiceRecord, primary: DeploymentRecord, hold: Hold): void {
    unsettle(service);
    for (const deployment of service.deployments) {
      const wanted = hold.wanted(deployment.id);
      if (wanted === undefined) continue;
      const live = [...region.tasksOf(service)].filter(
        ({ startedBy, desiredStatus }) => startedBy === deployment.id && desiredStatus === 'RUNNING',
      );
      if (live.length > wanted) {
        const surplus = live.sort(
          (a, b) => Number(a.healthy) - Number(b.healthy) || b.createdAt - a.createdAt,
        );
        this.#stop(region, service, surplus.slice(0, live.length - wanted), deployment);
      } else if (live.length < wanted && !this.#isBackingOff(region, service, deployment, primary)) {
        this.#start(region, service, deployment, wanted - live.length);
      }
    }
    this.#tidyDeployments(region, service, (id) => (hold.wanted(id) ?? 1) > 0);
    if (hold.wakeAt !== undefined) this.#wakeAt(region, service, hold.wakeAt);
  }

  #takeDown(region: Region, service: ServiceRecord): void {
    const tasks = [...region.tasksOf(service)];
    this.#stop(
      region,
      service,
      tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING'),
    );
    if (tasks.some(isUnderWay)) return;
    service.status = 'INACTIVE';
    service.events = [];
    service.deployments = service.deployments.filter(({ status }) => status === 'PRIMARY');
  }

  #countFailures(region: Region, service: ServiceRecord): void {
    for (const task of region.tasksOf(service)) {
      if (task.counted || task.desiredStatus === 'RUNNING') continue;
      if (task.stopCode === 'TaskFailedToStart' || task.stopCode === 'EssentialContainerExited') {
        this.#countFailure(region, service, task);
      }
    }
  }

  #countFailure(region: Region, service: ServiceRecord, task: TaskRecord): void {
    const { clock, random, rollouts } = this.#options;
    task.counted = true;
    const deployment = service.deployments.find(({ id }) => id === task.startedBy);
    if (deployment === undefined) return;
    deployment.failedTasks += 1;
    if (deployment.status !== 'PRIMARY') return;
    service.failedStarts += 1;
    if (service.failedStarts >= PATIENCE) {
      const wait = Math.min(LONGEST_BACK_OFF_MS, 10_000 * 2 ** (service.failedStarts - PATIENCE));
      service.nextStartAt = clock.now() + wait;
    }
    if (deployment.rolloutState !== 'IN_PROGRESS') return;
    const breaker = breakerOf(service);
    if (!breaker.enabled) {
      const text =
        'is unable to consistently start tasks successfully. ' +
        'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';
      if (service.failedStarts >= PATIENCE && !wasSaid(service, text, deployment.createdAt)) {
        addEvent(service, random, clock.now(), text);
      }
      return;
    }
    deployment.failureCount += 1;
    const running = serviceDeploymentOf(service, deployment);
    if (running !== undefined) {
      running.breaker.failureCount = deployment.failureCount;
      running.breaker.threshold = breaker.threshold;
    }
    if (deployment.failureCount >= breaker.threshold) rollouts.fail(region, service, deployment);
  }

  #replaceUnhealthy(region: Region, service: ServiceRecord): void {
    const now = this.#options.clock.now();
    const graceMs = (integer(service.given, 'healthCheckGracePeriodSeconds') ?? 0) * 1000;
    const failed: TaskRecord[] = [];
    for (const task of region.tasksOf(service)) {
      if (task.desiredStatus !== 'RUNNING' || task.lastStatus !== 'RUNNING') continue;
      const reason = healthFailure(region, task);
      if (reason === undefined) continue;
      const patientUntil = (task.startedAt ?? now) + graceMs;
      if (now < patientUntil) {
        this.#wakeAt(region, service, patientUntil);
        continue;
      }
      failed.push(task);
      this.#options.stopTask(region, task, 'ServiceSchedulerInitiated', reason);
    }
    if (failed.length === 0) return;
    unsettle(service);
    this.#replaced.set(service, (this.#replaced.get(service) ?? 0) + failed.length);
    this.#say(service, `has stopped ${failed.length} running tasks: ${taskList(failed)}.`);
    // Counted last: what the circuit breaker does about it is told after what happened.
    for (const task of failed) if (!task.counted) this.#countFailure(region, service, task);
  }

  #scaleIn(region: Region, service: ServiceRecord, primary: DeploymentRecord): void {
    this.#stop(region, service, planStops(service, primary, [...region.tasksOf(service)]), primary);
  }

  #stop(
    region: Region,
    service: ServiceRecord,
    tasks: readonly TaskRecord[],
    deployment = primaryOf(service),
  ): void {
    if (tasks.length === 0) return;
    unsettle(service);
    const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING');
    const pending = tasks.length - running.length;
    const reason = `Scaling activity initiated by (deployment ${deployment?.id ?? ''})`;
    for (const task of tasks) this.#options.stopTask(region, task, 'ServiceSchedulerInitiated', reason);
    if (running.length > 0)
      this.#say(service, `has stopped ${running.length} running tasks: ${taskList(running)}.`);
    if (pending > 0) this.#say(service, `stopped ${pending} pending tasks.`);
  }

  #scaleOut(region: Region, service: ServiceRecord, primary: DeploymentRecord): void {
    const tasks = [...region.tasksOf(service)];
    const live = tasks.filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
    const missing = service.desiredCount - live.filter(({ startedBy }) => startedBy === primary.id).length;
    if (missing <= 0) return;
    if (this.#isBackingOff(region, service, primary, primary)) return;
    const underWay = tasks.filter(isUnderWay);
    const room = limitsOf(service).upper - underWay.length;
    if (room <= 0) {
      const stuck = underWay.length === live.length && live.every(({ healthy }) => healthy);
      if (stuck && !wasSaid(service, NO_ROOM, primary.createdAt)) this.#say(service, NO_ROOM);
      return;
    }
    this.#start(region, service, primary, Math.min(room, missing));
  }

  #isBackingOff(
    region: Region,
    service: ServiceRecord,
    deployment: DeploymentRecord,
    primary: DeploymentRecord,
  ): boolean {
    const due = service.nextStartAt ?? 0;
    if (deployment !== primary || due <= this.#options.clock.now()) return false;
    this.#wakeAt(region, service, due);
    return true;
  }

  #start(region: Region, service: ServiceRecord, deployment: DeploymentRecord, count: number): void {
    const started: TaskRecord[] = [];
    let problem: string | undefined;
    for (let left = count; left > 0 && problem === undefined; left -= 1) {
      const task = this.#options.startTask(region, service, deployment);
      if (typeof task === 'string') problem = task;
      else started.push(task);
    }
    if (started.length > 0) this.#announce(service, started);
    if (problem === undefined) return;
    if (!wasSaid(service, problem, deployment.createdAt)) this.#say(service, problem);
    this.#wakeAt(region, service, this.#options.clock.now() + 30_000);
  }

  #announce(service: ServiceRecord, started: readonly TaskRecord[]): void {
    unsettle(service);
    const replaced = Math.min(this.#replaced.get(service) ?? 0, started.length);
    this.#replaced.delete(service);
    const suffix = replaced > 0 ? ` Amazon ECS replaced ${replaced} tasks due to an unhealthy status.` : '';
    this.#say(service, `has started ${started.length} tasks: ${taskList(started)}.${suffix}`);
  }

  /** Old deployments turn to DRAINING when their last task is asked to stop, and go when it is gone. */
  #tidyDeployments(
    region: Region,
    service: ServiceRecord,
    isKept: (deploymentId: string) => boolean = () => false,
  ): void {
    const tasks = [...region.tasksOf(service)];
    const now = this.#options.clock.now();
    service.deployments = service.deployments.filter((deployment) => {
      if (deployment.status === 'PRIMARY' || isKept(deployment.id)) return true;
      const own = tasks.filter(({ startedBy }) => startedBy === deployment.id);
      if (own.some(isUnderWay)) {
        const drains = own.every(
          ({ lastStatus, desiredStatus }) => desiredStatus === 'STOPPED' && lastStatus !== 'RUNNING',
        );
        if (drains && deployment.status === 'ACTIVE' && deployment.rolloutState !== 'FAILED') {
          deployment.status = 'DRAINING';
          deployment.updatedAt = now;
        }
        return true;
      }
      // A failed one stays in sight until the rollback has ended.
      return deployment.rolloutState === 'FAILED';
    });
    sortDeployments(service);
  }

  /** COMPLETED and steady, once everything is in place and has been for a moment. */
  #judge(region: Region, service: ServiceRecord, primary: DeploymentRecord): void {
    const { clock, pace, rollouts } = this.#options;
    if (primary.rolloutState === 'FAILED') return;
    if (!this.#inPlace(region, service, primary)) {
      delete primary.settledAt;
      service.steady = false;
      return;
    }
    if (service.steady && primary.rolloutState === 'COMPLETED') return;
    const now = clock.now();
    primary.settledAt ??= now;
    const rolling = primary.rolloutState === 'IN_PROGRESS' && primary.rollback !== true;
    const due = Math.max(
      primary.settledAt + pace.settling,
      rolling ? primary.createdAt + pace.minimumRollout : 0,
    );
    if (now < due) {
      this.#wakeAt(region, service, due);
      return;
    }
    if (primary.rolloutState === 'IN_PROGRESS') rollouts.complete(service, primary);
    service.steady = true;
    service.failedStarts = 0;
    delete service.nextStartAt;
    this.#say(service, 'has reached a steady state.');
  }

  #inPlace(region: Region, service: ServiceRecord, primary: DeploymentRecord): boolean {
    let healthy = 0;
    for (const task of region.tasksOf(service)) {
      if (task.startedBy === primary.id) {
        if (task.desiredStatus === 'STOPPED') continue;
        if (!task.healthy) return false;
        healthy += 1;
      } else if (isUnderWay(task) && task.lastStatus !== 'DEPROVISIONING') {
        return false;
      }
    }
    return healthy === service.desiredCount;
  }

  #say(service: ServiceRecord, event: string): void {
    addEvent(service, this.#options.random, this.#options.clock.now(), event);
  }
}

/** Something moves: the service has to come to rest again before it is steady. */
function unsettle(service: ServiceRecord): void {
  service.steady = false;
  delete primaryOf(service)?.settledAt;
}
