import type { Message } from '../lib/message';
import type { Excerpt } from './excerpt';

/** Who or what is to blame; `infrastructure` and `people` are never the image's fault. */
export type Blame =
  | 'image'
  | 'taskDefinition'
  | 'service'
  | 'loadBalancer'
  | 'permissions'
  | 'network'
  | 'capacity'
  | 'caller'
  | 'infrastructure'
  | 'people'
  | 'nobody';

/** `certain`: AWS or a log says so. `likely`: the text has one usual reason. `possible`: one of several. */
export type Confidence = 'certain' | 'likely' | 'possible';

/** A text as it was read, cut and without control characters, and where it came from. */
export interface Quote {
  readonly text: string;
  readonly source: Message;
}

/** Where a change is to be made. */
export type Place =
  | { readonly kind: 'taskDefinition'; readonly path: string }
  | { readonly kind: 'dockerfile'; readonly line?: number }
  | {
      readonly kind: 'iam';
      readonly action: string;
      /** Whose permission is missing. */
      readonly who: 'executionRole' | 'taskRole' | 'caller';
      readonly resource?: string;
      /** ARN of the role, where the task definition names it. */
      readonly role?: string;
    }
  | { readonly kind: 'targetGroup'; readonly field: string; readonly arn?: string }
  | { readonly kind: 'service'; readonly field: string }
  | { readonly kind: 'network' }
  | { readonly kind: 'repository'; readonly name?: string };

export type Remedy =
  /** A sentence without an action: what a person does elsewhere. */
  | { readonly id: 'advice'; readonly label: Message }
  | { readonly id: 'rollBack'; readonly label: Message }
  | { readonly id: 'deployAgain'; readonly label: Message }
  | { readonly id: 'signIn'; readonly label: Message }
  | { readonly id: 'openTaskDefinition'; readonly label: Message; readonly path: string }
  | { readonly id: 'openDockerfile'; readonly label: Message; readonly line?: number }
  | { readonly id: 'copyIam'; readonly label: Message; readonly statement: string }
  | { readonly id: 'rebuild'; readonly label: Message; readonly platform?: string }
  | {
      readonly id: 'tailTask';
      readonly label: Message;
      readonly taskArn: string;
      readonly container?: string;
    };

export interface Cause {
  /** Of the rule that found it. */
  readonly id: string;
  readonly title: Message;
  readonly blame: Blame;
  readonly confidence: Confidence;
  /** What it rests on, most telling first. */
  readonly evidence: readonly Quote[];
  readonly place?: Place;
  readonly remedies: readonly Remedy[];
  /** How often it was seen: tasks, or events where no task tells it. */
  readonly count: number;
  /** ARNs of the tasks that died of it. */
  readonly tasks: readonly string[];
  /** The container that failed first. */
  readonly container?: string;
  /** What it, or the program that failed, wrote last. */
  readonly log?: Excerpt;
}

/** What no rule knows, shown as it is. */
export interface Unrecognised {
  readonly title: Message;
  /** AWS's own words. */
  readonly evidence: readonly Quote[];
  readonly exitCode?: number;
  readonly container?: string;
  readonly log?: Excerpt;
  readonly count: number;
  readonly tasks: readonly string[];
}

export interface Diagnosis {
  /** The most telling first; empty when nothing is to blame. */
  readonly causes: readonly Cause[];
  /** Normal stops and situations, explained; never anybody's fault. */
  readonly noise: readonly Cause[];
  readonly unrecognised?: Unrecognised;
}
