import type { WorldClock } from '../clock';
import type { SeededRandom } from '../world/random';
import type { ServiceRecord, TaskRecord } from '../world/records';
import type { Region } from '../world/region';
import { breakerOf, serviceDeploymentOf, type Rollouts } from './rollout';
import { addEvent, wasSaid } from './serviceEvents';

/** From this many failed starts in a row on, the next start waits. */
const PATIENCE = 3;
const LONGEST_BACK_OFF_MS = 900_000;

/** Counts the tasks of services that failed. */
export class Failures {
  readonly #options: {
    readonly clock: WorldClock;
    readonly random: SeededRandom;
    readonly rollouts: Rollouts;
  };

  constructor(options: { clock: WorldClock; random: SeededRandom; rollouts: Rollouts }) {
    this.#options = options;
  }

  /** Counts tasks that never started or that ended by themselves; each once. */
  countStopped(region: Region, service: ServiceRecord): void {
    for (const task of region.tasksOf(service)) {
      if (task.counted || task.desiredStatus === 'RUNNING') continue;
      if (task.stopCode === 'TaskFailedToStart' || task.stopCode === 'EssentialContainerExited') {
        this.count(region, service, task);
      }
    }
  }

  /** What it means for the circuit breaker, and for how soon the next start is tried. */
  count(region: Region, service: ServiceRecord, task: TaskRecord): void {
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
      if (service.failedStarts >= PATIENCE && !wasSaid(service, text, clock.now(), deployment.createdAt)) {
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
}
