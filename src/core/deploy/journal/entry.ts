import type { EcsApi } from '../../aws/api';
import { isJsonObject } from '../../lib/json';
import { parseTaskDefinition } from '../../model/arn';
import type { ConnectionInfo } from '../../model/connection';
import type { Service, Tag } from '../../model/service';
import type { WatchReference } from '../event';
import type { MissingLogGroup } from '../logGroups';
import type { RevisionRef } from '../plan';
import type { DeployTarget } from '../target';

/** What UpdateService is told, beside where. */
export type ServiceChange = Omit<Parameters<EcsApi['updateService']>[0], 'cluster' | 'service'>;

/**
 * How far a deployment came. `registering` and `updating` are intents: written before the request, so that after a
 * crash the request may have been heard or not. All others say what is known.
 */
const JOURNAL_STEPS = ['started', 'pushed', 'registering', 'registered', 'updating', 'updated'] as const;
export type JournalStep = (typeof JOURNAL_STEPS)[number];

/** Changes whenever older entries could not be read any more. */
export const JOURNAL_VERSION = 1;

/** All that going on after a crash takes. Plain data; no secret, and no value of a task definition but its images. */
export interface JournalEntry {
  readonly version: typeof JOURNAL_VERSION;
  readonly id: string;
  /** `watch` is for rollouts that were only looked at. */
  readonly kind: 'deploy' | 'redeploy' | 'watch';
  readonly step: JournalStep;
  /** When the step was written; milliseconds since the epoch, of this machine. */
  readonly at: number;
  readonly connection: ConnectionInfo;
  readonly clusterArn: string;
  readonly serviceArn: string;
  /** The folder or workspace file of the window that began. */
  readonly workspace?: string;
  readonly target?: DeployTarget;
  /** What the service ran when it was agreed to. */
  readonly base?: RevisionRef;
  /** Ids of the rollouts that the service had before, to tell ours from them. */
  readonly rolloutsBefore?: readonly string[];
  /** When the newest of them began, in AWS's time. */
  readonly rolledOutAt?: number;
  readonly eventCursor?: string;
  /** By container: what the new revision names. */
  readonly images?: Readonly<Record<string, string>>;
  /** Tags that the new revision has and the old one has not. */
  readonly tags?: readonly Tag[];
  /** Of the request to RegisterTaskDefinition. */
  readonly fingerprint?: string;
  readonly revision?: RevisionRef;
  /** What UpdateService is told: the settings that were agreed to, and from the intent on all of it. */
  readonly change?: ServiceChange;
  /** Log groups that are to be created before the revision is registered. */
  readonly logGroups?: readonly MissingLogGroup[];
  readonly reference?: WatchReference;
}

/** What a step adds. */
export type JournalRecord = Pick<JournalEntry, 'step'> &
  Partial<Pick<JournalEntry, 'images' | 'tags' | 'fingerprint' | 'revision' | 'change' | 'reference'>>;

/** True for what this version wrote, whole. */
export function isJournalEntry(value: unknown): value is JournalEntry {
  return (
    isJsonObject(value) &&
    value['version'] === JOURNAL_VERSION &&
    typeof value['id'] === 'string' &&
    typeof value['at'] === 'number' &&
    typeof value['clusterArn'] === 'string' &&
    typeof value['serviceArn'] === 'string' &&
    isJsonObject(value['connection']) &&
    JOURNAL_STEPS.some((step) => step === value['step']) &&
    (value['step'] !== 'updated' || isJsonObject(value['reference']))
  );
}

/** What an entry keeps of the service as it was agreed to. */
export function placeOfService(
  service: Service,
): Pick<
  JournalEntry,
  'clusterArn' | 'serviceArn' | 'base' | 'rolloutsBefore' | 'rolledOutAt' | 'eventCursor'
> {
  const { clusterArn, arn, taskDefinitionArn, rollouts, events } = service;
  const eventCursor = events[0]?.id;
  return {
    clusterArn,
    serviceArn: arn,
    base: { arn: taskDefinitionArn, ...parseTaskDefinition(taskDefinitionArn) },
    rolloutsBefore: rollouts.map(({ id }) => id),
    rolledOutAt: Math.max(0, ...rollouts.map(({ createdAt }) => createdAt)),
    ...(eventCursor === undefined ? {} : { eventCursor }),
  };
}
