import type { Cause, Unrecognised } from '../diagnose/cause';
import type { Message } from '../lib/message';
import type { ConnectionInfo } from '../model/connection';
import type { ServiceEvent } from '../model/service';
import type { DeployFailure, LoggedLine, StageId, Tone, Verdict, WatchReference } from './event';
import type { DeployPlan, RevisionRef } from './plan';

export interface StageState {
  readonly id: StageId;
  readonly status: 'waiting' | 'active' | 'done' | 'skipped' | 'failed';
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly note?: Message;
}

export type TaskPhase =
  | 'provisioning'
  | 'preparing'
  | 'pulling'
  | 'activating'
  | 'health'
  | 'healthy'
  | 'unhealthy'
  | 'draining'
  | 'stopping'
  | 'stopped'
  | 'failed';

/** A row of the rollout timeline. Segments follow each other; the last one of a living task has no end. */
export interface TaskTrack {
  readonly arn: string;
  /** Six characters, as everywhere in the product. */
  readonly id: string;
  readonly revision: number;
  readonly side: 'old' | 'new' | 'other';
  readonly segments: readonly { readonly phase: TaskPhase; readonly from: number; readonly to?: number }[];
  /** The phase in words: "waiting for health", "exit 1". */
  readonly note: Message;
  /** AWS's reason, for tasks that stopped. */
  readonly reason?: string;
}

export interface SideCounts {
  readonly revision: number;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  readonly healthy: number;
  readonly failed: number;
}

export interface TargetGroupView {
  readonly arn: string;
  readonly name: string;
  readonly summary: Message;
  readonly targets: readonly {
    readonly id: string;
    readonly port: number;
    readonly state: string;
    readonly reason?: string;
  }[];
}

/** A step of a deployment that shifts traffic. */
export interface ShiftStep {
  readonly id: string;
  readonly label: Message;
  readonly status: 'waiting' | 'active' | 'done' | 'failed';
}

/** A time that ECS lets pass: the bake, or the wait between two steps of traffic. */
export interface ShiftClock {
  /** Changes when another wait begins. */
  readonly id: string;
  readonly kind: 'bake' | 'step';
  readonly from: number;
  readonly until: number;
  /** False when it had begun before it was first seen: it may be over sooner. */
  readonly exact: boolean;
}

/** A lifecycle hook that holds the deployment up, or that went wrong. */
export interface HookView {
  readonly id: string;
  /** True for a pause that a person ends. */
  readonly awaitsAction: boolean;
  readonly text: Message;
  readonly expiresAt?: number;
  /** What ECS does then; `{0}` is for the time, which the page fills in. */
  readonly afterwards?: Message;
}

/** A blue/green, linear or canary deployment: its steps and where the traffic goes. */
export interface ShiftView {
  readonly name: Message;
  /** The lifecycle stage in AWS's own word. */
  readonly stage?: string;
  readonly steps: readonly ShiftStep[];
  /** Per cent, as ECS has asked the load balancer for. */
  readonly production?: { readonly old: number; readonly next: number };
  readonly test?: { readonly old: number; readonly next: number };
  readonly clock?: ShiftClock;
  readonly hooks: readonly HookView[];
}

/** The rollout as it stands, ready to be shown. */
export interface RolloutView {
  readonly startedAt: number;
  /** When it was last looked at. */
  readonly at: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly next: SideCounts;
  readonly old?: SideCounts;
  /** True when the old revision is what ECS brings back: what is counted now is the old side. */
  readonly rollingBack: boolean;
  readonly tasks: readonly TaskTrack[];
  /** Healthy tasks over time, a point a change. */
  readonly history: readonly { readonly at: number; readonly old: number; readonly next: number }[];
  readonly targetGroups: readonly TargetGroupView[];
  readonly breaker: Message;
  /** Absent where no alarm is listened to. */
  readonly alarms?: Message;
  /** Absent for a deployment that only replaces tasks. */
  readonly shift?: ShiftView;
  /** What it waits for, and how long that usually takes. */
  readonly waitingFor?: Message;
  readonly hindrance?: Message;
}

/** What the new tasks wrote, as far as it was read; bounded. */
export interface RolloutLogs {
  /** In the order in which they came; `n` is the running number. */
  readonly lines: readonly (LoggedLine & { readonly n: number })[];
  /** How many there were, those among them that are not kept. */
  readonly told: number;
}

/** Why a rollout fails; bounded, so that it can be kept after ECS has forgotten its tasks. */
export interface CauseView {
  /** The most telling first. */
  readonly causes: readonly Cause[];
  /** What no rule knows; shown when there is no cause. */
  readonly unrecognised?: Unrecognised;
}

/** A deployment from plan to verdict, as the panel, the progress line and the log show it. Plain data. */
export interface DeployState {
  readonly phase: 'planning' | 'review' | 'running' | 'ended';
  readonly connection: ConnectionInfo;
  readonly clusterName: string;
  readonly serviceName: string;
  readonly targetName?: string;
  readonly headline: Message;
  readonly tone: Tone;
  readonly stages: readonly StageState[];
  readonly plan?: DeployPlan;
  readonly progress?: Message;
  /** The last lines only; the whole output is in the log channel. */
  readonly output: readonly { readonly stage: 'build' | 'push'; readonly text: string }[];
  readonly droppedOutput: number;
  readonly image?: { readonly reference: string; readonly digest: string };
  /** Images of the containers besides the first. */
  readonly moreImages?: readonly {
    readonly container: string;
    readonly reference: string;
    readonly digest: string;
  }[];
  readonly oldRevision?: RevisionRef;
  readonly newRevision?: RevisionRef;
  readonly provenChanges?: number;
  readonly reference?: WatchReference;
  readonly rollout?: RolloutView;
  /** Newest first; only what happened since the update. */
  readonly events: readonly ServiceEvent[];
  /** Absent until lines were read, which happens while somebody looks. */
  readonly logs?: RolloutLogs;
  /** Absent when nothing failed, and after a success. */
  readonly cause?: CauseView;
  readonly failure?: DeployFailure;
  readonly verdict?: Verdict;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Milliseconds by which this machine's clock is ahead of AWS's; absent when it is not, or is not known to be. */
  readonly clockAhead?: number;
}
