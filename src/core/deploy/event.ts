import type { Diagnosis } from '../diagnose/cause';
import type { ErrorCode } from '../lib/errors';
import type { Message } from '../lib/message';
import type { Level } from '../logs/record';
import type { ServiceDeployment } from '../model/deploymentRecord';
import type { Service } from '../model/service';
import type { TargetGroup, TargetHealth } from '../model/targetGroup';
import type { Task } from '../model/task';
import type { DeployPlan, RevisionRef } from './plan';

export const STAGES = ['plan', 'build', 'push', 'register', 'update', 'rollout'] as const;
export type StageId = (typeof STAGES)[number];

/** Why a stage failed, in words, with the lines of output that show it. */
export interface DeployFailure {
  readonly stage: StageId;
  readonly code: ErrorCode;
  readonly title: Message;
  /** What to do next. */
  readonly advice?: Message;
  /** AWS's or docker's own words. */
  readonly quote?: string;
  readonly lines: readonly string[];
  /** What stands after it: nothing was changed, a revision is kept, the service was updated. */
  readonly left: Message;
}

/** How a deployment ended. Only `succeeded` is a success: our service deployment, our revision, confirmed. */
export type VerdictKind =
  | 'succeeded'
  | 'unchanged'
  | 'rolledBack'
  | 'rollbackFailed'
  | 'failed'
  | 'superseded'
  | 'stopped'
  | 'deleted'
  | 'cancelled'
  | 'interrupted'
  | 'watchEnded';

export type Tone = 'neutral' | 'progress' | 'warning' | 'success' | 'failure';

export interface Verdict {
  readonly kind: VerdictKind;
  readonly tone: Tone;
  readonly title: Message;
  readonly detail?: Message;
  /** AWS's own words for the reason, when it gave one. */
  readonly quote?: string;
  /** When it ended by AWS's clock, where AWS tells. */
  readonly endedAt?: number;
}

/** What the rollout's own settings let one expect; read once. */
export interface RolloutExpectations {
  /** Seconds that a deregistered target goes on draining; 0 without a target group. */
  readonly drainSeconds: number;
  /** True when a container of the new revision has a health check of its own. */
  readonly containerHealthCheck: boolean;
  /** Seconds in which a failing container health check does not count. */
  readonly startPeriodSeconds: number;
}

/** What is known of the service after one more look: the newest of each part; parts that were never read are absent. */
export interface Observation {
  readonly expects?: RolloutExpectations;
  readonly service?: Service;
  readonly deployment?: ServiceDeployment;
  /** All tasks seen in this tick, running and stopped, of the service. */
  readonly tasks?: readonly Task[];
  readonly targetGroups?: readonly TargetGroup[];
  readonly targets?: readonly { readonly targetGroupArn: string; readonly health: readonly TargetHealth[] }[];
}

/** Identity of a rollout that can be watched, also by another window or after a reload. Plain data, no secrets. */
export interface WatchReference {
  readonly profile: string;
  readonly kind: 'profile' | 'sandbox';
  readonly region: string;
  readonly clusterArn: string;
  readonly serviceArn: string;
  /** `ecs-svc/<digits>` of our PRIMARY deployment. */
  readonly rolloutId: string;
  /** Server time of our PRIMARY deployment's creation. */
  readonly startedAt: number;
  readonly serviceDeploymentArn?: string;
  readonly oldRevision?: RevisionRef;
  readonly newRevision: RevisionRef;
  /** Id of the newest service event before the update: later ones belong to this rollout. */
  readonly eventCursor?: string;
}

/** A line that a task of the new revision wrote, or a sentence about the reading of them. */
export type LoggedLine =
  | {
      readonly kind: 'line';
      /** Milliseconds since the epoch, as the container's log driver stamped it. */
      readonly at: number;
      /** Six characters, as everywhere in the product. */
      readonly taskId: string;
      readonly container: string;
      readonly level?: Level;
      readonly text: string;
    }
  | { readonly kind: 'note'; readonly at: number; readonly text: Message };

/** What happens in a deployment, in order. `at` is milliseconds since the epoch. One reducer folds these into a state. */
export type DeployEvent =
  | { readonly type: 'planned'; readonly at: number; readonly plan: DeployPlan }
  | { readonly type: 'confirmed'; readonly at: number }
  | { readonly type: 'stageStarted'; readonly at: number; readonly stage: StageId }
  | { readonly type: 'stageSkipped'; readonly at: number; readonly stage: StageId; readonly note: Message }
  | { readonly type: 'stageEnded'; readonly at: number; readonly stage: StageId; readonly note?: Message }
  | {
      readonly type: 'output';
      readonly at: number;
      readonly stage: 'build' | 'push';
      readonly lines: readonly string[];
    }
  | { readonly type: 'progress'; readonly at: number; readonly stage: StageId; readonly text: Message }
  | {
      readonly type: 'imageConfirmed';
      readonly at: number;
      readonly reference: string;
      readonly digest: string;
      /** Absent for the first container. */
      readonly container?: string;
    }
  | {
      readonly type: 'registered';
      readonly at: number;
      readonly revision: RevisionRef;
      readonly provenChanges: number;
      /** True when an identical revision was there already, and nothing was registered. */
      readonly reused?: boolean;
    }
  | { readonly type: 'updated'; readonly at: number; readonly reference: WatchReference }
  | { readonly type: 'resumed'; readonly at: number; readonly reference: WatchReference }
  | { readonly type: 'observed'; readonly at: number; readonly observation: Observation }
  /** Why tasks of this rollout fail, as far as is known; comes again when more is. */
  | { readonly type: 'diagnosed'; readonly at: number; readonly diagnosis: Diagnosis }
  /** What new tasks wrote, while somebody looked; `more` lines before these were too many to be told. */
  | {
      readonly type: 'logged';
      readonly at: number;
      readonly lines: readonly LoggedLine[];
      readonly more?: number;
    }
  /** Watching goes on but something is in the way: throttled, offline, signed out, basic mode. */
  | { readonly type: 'hindrance'; readonly at: number; readonly text?: Message; readonly code?: ErrorCode }
  | { readonly type: 'failed'; readonly at: number; readonly failure: DeployFailure }
  | { readonly type: 'verdict'; readonly at: number; readonly verdict: Verdict };
