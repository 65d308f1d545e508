import type { WorldClock } from '../clock';
import { integer } from '../wire/input';
import type { SeededRandom } from '../world/random';
import type { DeploymentRecord, ServiceRecord, TaskRecord, TaskSetRecord } from '../world/records';
import type { Region } from '../world/region';
import { isUnderWay, limitsOf, planReduction, planStops } from './bounds';
import { completionWait, isEnough, type Wait } from './completion';
import { daemonInstances, isDaemon, staysWhereItIs } from './daemon';
import { earlySuccessOf } from './earlySuccess';
import { Failures } from './failures';
import { healthFailure } from './healthFailure';
import { tidyDeployments } from './oldDeployments';
import type { Pace } from './pace';
import { primaryOf, serviceDeploymentOf, type Rollouts } from './rollout';
import { addEvent, taskList, wasSaid } from './serviceEvents';
import type { Hold, Shifts } from './shifts';

/** What tasks are started for: a deployment, or a task set. */
export type StartedFor = Pick<
  DeploymentRecord,
  'id' | 'taskDefinition' | 'placement' | 'alternate' | 'createdAt'
>;

export interface SchedulerOptions {
  readonly clock: WorldClock;
  readonly random: SeededRandom;
  readonly pace: Pace;
  readonly rollouts: Rollouts;
  readonly shifts: Shifts;
  /** The task, or the event that says why there is no place for it. */
  readonly startTask: (region: Region, service: ServiceRecord, deployment: StartedFor) => TaskRecord | string;
  readonly stopTask: (region: Region, task: TaskRecord, code: string, reason: string) => void;
}

const NO_ROOM =
  'was unable to stop or start tasks during a deployment because of the service deployment configuration. ' +
  'Update the minimumHealthyPercent or maximumPercent value and try again.';
/** Keeps every service at its desired count, within the bounds of its deployment configuration. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #wakes = new Map<ServiceRecord, { readonly due: number; readonly cancel: () => void }>();
  readonly #replaced = new Map<ServiceRecord, number>();
  readonly #failures: Failures;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#failures = new Failures(options);
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
    if (isDaemon(service)) service.desiredCount = daemonInstances(region, service).size;
    this.#failures.countStopped(region, service);
    this.#replaceUnhealthy(region, service);
    if (service.taskSets !== undefined) {
      this.#scaleTaskSets(region, service, service.taskSets);
      return;
    }
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
    if (primary.rolloutState === 'FAILED') {
      // Nothing is started any more, but somebody may want fewer tasks.
      const tasks = [...region.tasksOf(service)];
      this.#stop(region, service, planReduction(service, primary, tasks), primary);
    } else {
      this.#scaleIn(region, service, primary);
      this.#scaleOut(region, service, primary);
    }
    this.#tidy(region, service);
    this.#judge(region, service, primary);
  }

  /** While traffic shifts, the old revision and the new one have all their tasks side by side. */
  #holdAt(region: Region, service: ServiceRecord, primary: DeploymentRecord, hold: Hold): void {
    unsettle(service);
    for (const deployment of service.deployments) {
      const wanted = hold.wanted(deployment.id);
      if (wanted === undefined) continue;
      const waits = deployment === primary && this.#isBackingOff(region, service);
      this.#scaleTo(region, service, deployment, wanted, waits);
    }
    this.#tidy(region, service, (id) => (hold.wanted(id) ?? 1) > 0);
    if (hold.wakeAt !== undefined) this.#wakeAt(region, service, hold.wakeAt);
  }

  /** So many tasks of one deployment, whatever others have. */
  #scaleTo(
    region: Region,
    service: ServiceRecord,
    deployment: StartedFor,
    wanted: number,
    waits: boolean,
  ): void {
    const live = [...region.tasksOf(service)].filter(
      ({ startedBy, desiredStatus }) => startedBy === deployment.id && desiredStatus === 'RUNNING',
    );
    if (live.length > wanted) {
      const surplus = live
        .filter((task) => !this.#isProtected(region, service, task))
        .sort((a, b) => Number(a.healthy) - Number(b.healthy) || b.createdAt - a.createdAt);
      this.#stop(region, service, surplus.slice(0, live.length - wanted), deployment);
    } else if (live.length < wanted && !waits) {
      this.#start(region, service, deployment, wanted - live.length);
    }
  }

  /** Task sets have the tasks that their scale says (documented: percent of the desired count, rounded up). */
  #scaleTaskSets(region: Region, service: ServiceRecord, taskSets: readonly TaskSetRecord[]): void {
    const now = this.#options.clock.now();
    let steady = true;
    for (const taskSet of taskSets) {
      const wanted = taskSet.status === 'DRAINING' ? 0 : computedCount(service, taskSet);
      this.#scaleTo(region, service, taskSet, wanted, false);
      const own = [...region.tasksOf(service)].filter(({ startedBy }) => startedBy === taskSet.id);
      const stable =
        own.filter(isUnderWay).length === wanted && own.filter(({ healthy }) => healthy).length === wanted;
      const status = stable ? 'STEADY_STATE' : 'STABILIZING';
      if (status !== taskSet.stabilityStatus) {
        taskSet.stabilityStatus = status;
        taskSet.stabilityStatusAt = taskSet.updatedAt = now;
      }
      steady &&= stable;
    }
    service.taskSets = taskSets.filter(
      ({ id, status }) =>
        status !== 'DRAINING' ||
        [...region.tasksOf(service)].some((task) => task.startedBy === id && isUnderWay(task)),
    );
    if (steady && !service.steady && taskSets.length > 0) this.#say(service, 'has reached a steady state.');
    service.steady = steady;
  }

  /** Documented: a protected task is stopped neither to scale in nor to deploy; it is looked at when that ends. */
  #isProtected(region: Region, service: ServiceRecord, task: TaskRecord): boolean {
    const until = task.protectedUntil;
    if (until === undefined || until <= this.#options.clock.now()) return false;
    this.#wakeAt(region, service, until);
    return true;
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
    for (const task of failed) if (!task.counted) this.#failures.count(region, service, task);
  }

  #scaleIn(region: Region, service: ServiceRecord, primary: DeploymentRecord): void {
    const tasks = [...region.tasksOf(service)];
    const stops = planStops(service, primary, tasks, (task) => staysWhereItIs(region, task));
    const free = stops.filter((task) => !this.#isProtected(region, service, task));
    const kept = stops.length - free.length;
    if (kept > 0) {
      const text =
        `was unable to reach steady state because (taskSet ${primary.id}) was unable to scale in due to ` +
        `(reason ${kept} tasks under protection)`;
      this.#sayOnce(service, text, primary.createdAt);
    }
    this.#stop(region, service, free, primary);
  }

  #stop(
    region: Region,
    service: ServiceRecord,
    tasks: readonly TaskRecord[],
    deployment: Pick<DeploymentRecord, 'id'> | undefined = primaryOf(service),
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
    const own = live.filter((task) => task.startedBy === primary.id && staysWhereItIs(region, task));
    const missing = service.desiredCount - own.length;
    if (missing <= 0) return;
    if (this.#isBackingOff(region, service)) return;
    const underWay = tasks.filter(isUnderWay);
    const room = limitsOf(service).upper - underWay.length;
    if (room <= 0) {
      const stuck = underWay.length === live.length && live.every(({ healthy }) => healthy);
      if (stuck) this.#sayOnce(service, NO_ROOM, primary.createdAt);
      return;
    }
    this.#start(region, service, primary, Math.min(room, missing));
  }

  #isBackingOff(region: Region, service: ServiceRecord): boolean {
    const due = service.nextStartAt ?? 0;
    if (due <= this.#options.clock.now()) return false;
    this.#wakeAt(region, service, due);
    return true;
  }

  #start(region: Region, service: ServiceRecord, deployment: StartedFor, count: number): void {
    const started: TaskRecord[] = [];
    let problem: string | undefined;
    for (let left = count; left > 0 && problem === undefined; left -= 1) {
      const task = this.#options.startTask(region, service, deployment);
      if (typeof task === 'string') problem = task;
      else started.push(task);
    }
    if (started.length > 0) this.#announce(service, started);
    if (problem === undefined) return;
    this.#sayOnce(service, problem, deployment.createdAt);
    this.#wakeAt(region, service, this.#options.clock.now() + 30_000);
  }

  #announce(service: ServiceRecord, started: readonly TaskRecord[]): void {
    unsettle(service);
    const replaced = Math.min(this.#replaced.get(service) ?? 0, started.length);
    this.#replaced.delete(service);
    const suffix = replaced > 0 ? ` Amazon ECS replaced ${replaced} tasks due to an unhealthy status.` : '';
    this.#say(service, `has started ${started.length} tasks: ${taskList(started)}.${suffix}`);
  }

  #tidy(region: Region, service: ServiceRecord, isKept?: (deploymentId: string) => boolean): void {
    const { clock, pace } = this.#options;
    const look = tidyDeployments(service, [...region.tasksOf(service)], clock.now(), pace, isKept);
    if (look !== undefined) this.#wakeAt(region, service, look);
  }

  /** COMPLETED and steady, once everything is in place and has been for a moment; COMPLETED earlier where less is enough. */
  #judge(region: Region, service: ServiceRecord, primary: DeploymentRecord): void {
    const { rollouts, pace } = this.#options;
    if (primary.rolloutState === 'FAILED') return;
    const inPlace = this.#inPlace(region, service, primary);
    if (!inPlace && !isEnough(service, primary, [...region.tasksOf(service)])) {
      delete primary.settledAt;
      service.steady = false;
      return;
    }
    const underWay = primary.rolloutState === 'IN_PROGRESS';
    if (!underWay && service.steady) return;
    const wait = underWay ? completionWait(service, primary, pace) : { ms: pace.settling };
    if (!this.#isOver(region, service, primary, wait)) return;
    if (underWay) rollouts.complete(service, primary);
    if (!inPlace) {
      delete primary.settledAt;
      return;
    }
    service.steady = true;
    service.failedStarts = 0;
    delete service.nextStartAt;
    this.#say(service, 'has reached a steady state.');
  }

  #isOver(region: Region, service: ServiceRecord, primary: DeploymentRecord, wait: Wait): boolean {
    const now = this.#options.clock.now();
    primary.settledAt ??= now;
    const due = Math.max(primary.settledAt + wait.ms, wait.notBefore ?? 0);
    if (now < due) this.#wakeAt(region, service, due);
    return now >= due;
  }

  #inPlace(region: Region, service: ServiceRecord, primary: DeploymentRecord): boolean {
    if (service.deployments.some((one) => one !== primary && one.rolloutState !== 'FAILED')) return false;
    let healthy = 0;
    for (const task of region.tasksOf(service)) {
      if (task.startedBy === primary.id) {
        if (task.desiredStatus === 'STOPPED') continue;
        if (!staysWhereItIs(region, task)) return false;
        if (!task.healthy) return false;
        healthy += 1;
      } else if (isUnderWay(task) && task.lastStatus !== 'DEPROVISIONING') {
        return false;
      }
    }
    return healthy === service.desiredCount;
  }

  #sayOnce(service: ServiceRecord, event: string, since: number): void {
    if (!wasSaid(service, event, this.#options.clock.now(), since)) this.#say(service, event);
  }

  #say(service: ServiceRecord, event: string): void {
    addEvent(service, this.#options.random, this.#options.clock.now(), event);
  }
}

/** Something moves: the service has to come to rest again before it is steady. */
function unsettle(service: ServiceRecord): void {
  service.steady = false;
  // What comes on top of what is enough does not put success off.
  if (earlySuccessOf(service) === undefined) delete primaryOf(service)?.settledAt;
}

/** `computedDesiredCount` of a task set. */
export function computedCount({ desiredCount }: ServiceRecord, { scale }: TaskSetRecord): number {
  return Math.ceil((desiredCount * scale) / 100);
}
