import type { Message } from '../lib/message';
import type { ConnectionInfo } from '../model/connection';
import type { CircuitBreaker } from '../model/service';
import type { ImageOrigin } from './target';

/**
 * A line of "before it starts": what was looked at and what it means. An `error` keeps the deploy from starting, and so
 * does what is still `pending`.
 */
export interface PlanCheck {
  readonly id: string;
  readonly level: 'ok' | 'warning' | 'error' | 'pending';
  readonly text: Message;
  /** The container that it is about, where several get a new image. */
  readonly container?: string;
  /** What the product can do about it when the person says so, as part of this deployment. */
  readonly fix?: PlanFix;
}

export const PLAN_FIXES = [
  'createRepository',
  'createLogGroup',
  'enableBreaker',
  'forceNewDeployment',
] as const;
export type PlanFixId = (typeof PLAN_FIXES)[number];

export interface PlanFix {
  readonly id: PlanFixId;
  readonly label: Message;
  /** True once the person has chosen it. */
  readonly accepted: boolean;
}

/** One member of the task definition that will differ. `path` reads like `containerDefinitions[app].image`. */
export interface FieldChange {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
  readonly note?: Message;
}

export interface RevisionRef {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
}

export interface PlannedImage {
  /** Host and path without tag. */
  readonly repositoryUri: string;
  readonly repositoryName: string;
  /** The account that owns the registry, when the reference tells. */
  readonly registryId?: string;
  readonly repositoryExists: boolean;
  readonly tag?: string;
  /** The reference the running revision has now. */
  readonly before: string;
  /** Repository and tag that will be pushed, or the existing image that will be used. */
  readonly after: string;
}

export interface PlannedBuild {
  readonly dockerfile: string;
  readonly context: string;
  readonly platform: string;
  /** What builds: `docker buildx`, `docker (BuildKit)`, `docker (classic builder)`. */
  readonly builder: string;
}

/** What becomes of one container. */
export interface PlannedContainer {
  readonly container: string;
  readonly source: ImageOrigin;
  readonly build?: PlannedBuild;
  readonly image: PlannedImage;
}

/** All that is known before anything is built or changed. Plain data: it goes to the panel as it is. */
export interface DeployPlan extends PlannedContainer {
  readonly connection: ConnectionInfo;
  readonly targetName?: string;
  readonly clusterArn: string;
  readonly clusterName: string;
  readonly serviceArn: string;
  readonly serviceName: string;
  readonly base: RevisionRef;
  /** Containers besides the first that get a new image in the same revision. */
  readonly more?: readonly PlannedContainer[];
  /** The newest revision, where it is what would be registered: it is used instead. */
  readonly reuses?: RevisionRef;
  readonly changes: readonly FieldChange[];
  readonly unchangedFields: number;
  /** Members that this version does not know and carries over as they are. */
  readonly unknownMembers: readonly string[];
  readonly checks: readonly PlanCheck[];
  readonly rollout: {
    readonly desired: number;
    /** Tasks that stay healthy: ceil(desired × minimumHealthyPercent / 100). */
    readonly minimum: number;
    /** Tasks that run at once at most: floor(desired × maximumPercent / 100). */
    readonly maximum: number;
    readonly breaker: CircuitBreaker;
    /** Seconds a deregistered target goes on draining; 0 without a target group. */
    readonly drainSeconds: number;
  };
}

/** Whether the person wants what a line of the plan offers. */
export function isAccepted({ checks }: Pick<DeployPlan, 'checks'>, id: PlanFixId): boolean {
  return checks.some(({ fix }) => fix?.id === id && fix.accepted);
}

/** True while lines of it are still being found out. */
export function planPending({ checks }: Pick<DeployPlan, 'checks'>): boolean {
  return checks.some(({ level }) => level === 'pending');
}

/** True when it cannot start for a reason that is known. */
export function planBlocked(plan: DeployPlan): boolean {
  return plan.checks.some(({ level, fix }) => level === 'error' && fix?.accepted !== true);
}
