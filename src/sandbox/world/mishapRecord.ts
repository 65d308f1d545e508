import type { Mishap } from '../../scenarios/scenario';

/** A mishap of a scenario, and whom it happens to. */
export interface MishapRecord {
  readonly mishap: Mishap;
  readonly clusterName: string;
  readonly serviceName: string;
  /** Only tasks with a container of an image with this tag; else all. */
  readonly tag?: string;
  /** Of the alarm that rings. */
  readonly alarmName?: string;
}
