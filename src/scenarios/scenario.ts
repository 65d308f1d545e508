/*
 * Deployments that fail, as plain data: the sandbox plays each as the world `scenario:ID`, the Failure Lab lists them,
 * and tests hold the sandbox to `shows` and the diagnosis to `cause`. The sandbox never looks at `cause`.
 * In each a service `app` in the cluster `scenario` has run its first revision well for hours.
 */

/** Where somebody who looks for the cause finds it. */
export type Evidence = 'stopped task' | 'container' | 'exit code' | 'event' | 'log' | 'target' | 'deployment';

export type Family =
  | 'Image'
  | 'Secrets, logs and network'
  | 'Start and run'
  | 'Load balancer'
  | 'Place and capacity'
  | 'Deployment'
  | 'Calls and permissions';

/**
 * What a person does to see it, in the world `scenario:ID:ready`; in the world `scenario:ID` the first three have just
 * been done.
 */
export type Play =
  /** Deploys the image `app` with this tag. */
  | { readonly do: 'deploy'; readonly tag: string }
  /** Points the service at its newest revision, which is registered already. */
  | { readonly do: 'redeploy' }
  /** Forces a new deployment of the revision that runs. */
  | { readonly do: 'force' }
  /** Runs the task definition `app` once, by itself. */
  | { readonly do: 'run' }
  /** Opens a shell in a task of the service. */
  | { readonly do: 'exec' }
  /** Waits: it happens by itself. */
  | { readonly do: 'nothing' };

/**
 * What happens from now on that no setting brings about, in AWS's words. Of a `deploy` it happens to tasks of that image
 * only, else to every new task. Braces are filled in: {image}, {repository}, {region}, {account}, {role}, {group}.
 */
export type Mishap =
  /** New tasks never run: the reason stands at the task, or at its container and at the task. */
  | { readonly kind: 'start'; readonly at: 'task' | 'container'; readonly reason: string }
  /** New tasks find no place: what the service says about it, after its name. */
  | { readonly kind: 'place'; readonly event: string }
  /** Tasks that run are stopped, one every so many milliseconds, `times` in all. */
  | {
      readonly kind: 'stop';
      readonly code: string;
      readonly reason: string;
      readonly afterMs: number;
      readonly times: number;
    }
  /** The alarm of the service goes off when a new task runs. */
  | { readonly kind: 'alarm' };

/** Calls that AWS refuses, as `POST /_sandbox/faults` takes them. */
export interface Refused {
  readonly deny?: readonly string[];
  readonly errors?: readonly {
    readonly operation: string;
    readonly code: string;
    readonly message: string;
  }[];
}

export interface Scenario {
  readonly id: string;
  /** Its row in the list of failures that a deploy tool must explain; undefined where that has none. */
  readonly row?: number;
  readonly family: Family;
  /** What went wrong, in a few words. */
  readonly title: string;
  /** The same in a sentence, for who has not met it yet. */
  readonly description: string;
  /** Id of what a diagnosis must name first. */
  readonly cause: string;
  /** True when nobody is to blame, and `cause` explains something normal. */
  readonly normal?: true;
  /** What the wording rests on: `d` is the list of failures of AWS's documents, agent and issues; `recorded` a real answer. */
  readonly source: string;
  readonly play: Play;
  readonly service?: {
    /** 2 where left out. */
    readonly desiredCount?: number;
    readonly minimumHealthyPercent?: number;
    readonly maximumPercent?: number;
    /** Rolls back where left out. */
    readonly circuitBreaker?: 'stop' | 'none';
    readonly behindLoadBalancer?: true;
    /** Seconds; 5 where left out. */
    readonly gracePeriod?: number;
    /** Runs on two instances, which then are as told. */
    readonly instances?: 'there' | 'gone' | 'disconnected';
    readonly cpu?: string;
    readonly memory?: string;
    readonly hostPort?: number;
    readonly containerHealthCheck?: true;
    /** An alarm watches over its deployments. */
    readonly alarm?: true;
    /** Blue/green, with a hook whose function fails. */
    readonly failingHook?: true;
    /** Seconds that a target drains; 5 where left out. */
    readonly drain?: number;
    /** Its tasks are protected from being stopped, for two hours. */
    readonly protectedTasks?: true;
    /** The desired count falls a moment later. */
    readonly scalesIn?: true;
  };
  /** What is different about the second revision; only where it is not just the image. */
  readonly revision?: {
    readonly secret?: string;
    readonly logGroup?: string;
    /** Tag of a container that must succeed before `app` starts. */
    readonly migration?: string;
    readonly neverPushed?: true;
  };
  readonly mishap?: Mishap;
  readonly refused?: Refused;
  readonly shows?: readonly { readonly in: Evidence; readonly text: string }[];
}
