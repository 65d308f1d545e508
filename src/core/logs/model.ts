import type { Message } from '../lib/message';

/** Whose output is wanted: a service's tasks, those of one deployment of it, one task, or one container of any of them. */
export interface LogSubject {
  readonly clusterArn: string;
  readonly serviceArn?: string;
  /** `ecs-svc/<digits>`, as the tasks of the deployment carry it. */
  readonly rolloutId?: string;
  readonly taskArn?: string;
  readonly container?: string;
}

/** Where a container's output goes, as its task definition says. */
export type ContainerLogs = LogsPlace & {
  /** The FireLens log router: errors of delivery are in its own log. */
  readonly isRouter?: true;
};

export type LogsPlace =
  | {
      readonly kind: 'cloudwatch';
      readonly container: string;
      readonly group: string;
      readonly region: string;
      /** Absent only on EC2, where the stream is then named after the container's runtime id. */
      readonly prefix?: string;
    }
  | {
      /** FireLens that forwards to CloudWatch: the stream is `<prefix><container>-firelens-<task id>`. */
      readonly kind: 'firelens';
      readonly container: string;
      readonly group: string;
      readonly region: string;
      readonly prefix: string;
    }
  | {
      readonly kind: 'elsewhere';
      readonly container: string;
      /** `awsfirelens`, `splunk`, `json-file`…; absent when the task definition names none. */
      readonly driver?: string;
      /** Where the lines are, and what can be done. */
      readonly explanation: Message;
      /** The group in CloudWatch where they are all the same, in streams of unknown names: Logs Insights reads it. */
      readonly queried?: { readonly group: string; readonly region: string };
    };

/** The stream that one container of one task writes to. It need not exist yet. */
export interface LogStream {
  readonly group: string;
  readonly region: string;
  readonly stream: string;
  readonly source: LineSource;
}

/** What every line is labelled with. */
export interface LineSource {
  readonly taskArn: string;
  /** Six characters, as everywhere in the product. */
  readonly taskId: string;
  /** Unknown of a task that ECS has forgotten. */
  readonly revision?: number;
  readonly container: string;
}

export interface TailLine {
  readonly kind: 'line';
  /** Milliseconds since the epoch, as the container's log driver stamped it. */
  readonly at: number;
  readonly source: LineSource;
  readonly text: string;
}

/** Something about the tail itself: which mode runs, a task that stopped, lines that were skipped. */
export interface TailNote {
  readonly kind: 'note';
  readonly at: number;
  readonly text: Message;
}

export type TailItem = TailLine | TailNote;
