import type { PaceName } from '../world/world';

/** How long AWS's own steps take, in milliseconds of the world's time. */
export interface Pace {
  /** The scheduler looks at a service this long after something moved. */
  readonly scheduler: number;
  /** PROVISIONING: the network interface. */
  readonly provisioning: number;
  /** PENDING before the pull starts. */
  readonly preparing: number;
  /** From all containers up to RUNNING with target groups: ACTIVATING. */
  readonly activating: number;
  /** From the request to stop until lastStatus says so. */
  readonly deactivating: number;
  /** DEPROVISIONING. */
  readonly deprovisioning: number;
  /** No deployment completes sooner after its creation. */
  readonly minimumRollout: number;
  /** From "everything is in place" to the steady state. */
  readonly settling: number;
  /** An older deployment without running tasks is DRAINING for so long at least, then it is gone. */
  readonly draining: number;
  /** From the moment that a deployment is the only one left to COMPLETED. */
  readonly alone: number;
  /** A stage of a blue/green deployment lasts as long as this at least. */
  readonly stage: number;
}

const PACES: Readonly<Record<PaceName, Pace>> = {
  // Recorded answers: RUNNING 25 s after creation; STOPPED 25 s after the request to stop; a deployment of
  // nothing completes after 12.7 to 20.4 s, one that supersedes another of nothing after more than 73 s; DRAINING for
  // 40 s; 28 s from "PRIMARY alone" to COMPLETED.
  aws: {
    scheduler: 1_100,
    provisioning: 7_000,
    preparing: 8_000,
    activating: 3_000,
    deactivating: 1_000,
    deprovisioning: 22_000,
    minimumRollout: 14_000,
    settling: 10_000,
    draining: 45_000,
    alone: 28_000,
    stage: 10_000,
  },
  // The same order of things, for people who wait for it.
  brisk: {
    scheduler: 500,
    provisioning: 1_500,
    preparing: 1_000,
    activating: 500,
    deactivating: 500,
    deprovisioning: 2_000,
    minimumRollout: 6_000,
    settling: 2_000,
    draining: 3_000,
    alone: 2_000,
    stage: 3_000,
  },
};

export function paceOf(name: PaceName): Pace {
  return PACES[name];
}

/** A task without any check counts as healthy this long after it is RUNNING. */
export const HEALTHY_WITHOUT_CHECKS_MS = 40_000;
/** Stopped tasks are forgotten after this. */
export const STOPPED_TASK_LIFE_MS = 3_600_000;
