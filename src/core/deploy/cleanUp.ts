import type { Connection } from '../aws/connection';
import { describeError } from '../lib/errors';

/** Why a revision stays, in the order in which the reasons are looked for. */
export type KeptBecause = 'runs' | 'newest' | 'rollBack';

/** What a family's active revisions are, and which of them nobody needs as far as this connection can tell. */
export interface FamilySurvey {
  readonly family: string;
  /** ARNs, newest first. */
  readonly removable: readonly string[];
  readonly kept: readonly { readonly arn: string; readonly because: KeptBecause }[];
}

export interface CleanUpRules {
  /** The newest of the family that stay in any case. */
  readonly keepNewest: number;
  /** Revisions that deployments of the past came from or went to: one may want to go back to them. */
  readonly remembered: ReadonlySet<string>;
}

/**
 * ARNs of all revisions that something in this account and region runs or is about to run: every rollout of every service
 * of every cluster, and every task that has not stopped, whoever started it. Fails when a part of that may not be read:
 * then nothing is known to be free.
 */
export async function revisionsInUse(
  connection: Connection,
  signal: AbortSignal,
  onCluster: (clusterArn: string) => void = () => undefined,
): Promise<ReadonlySet<string>> {
  const { ecs } = connection;
  const used = new Set<string>();
  for await (const clusters of ecs.listClusters(signal)) {
    for (const cluster of clusters) {
      onCluster(cluster);
      await addServices(cluster, connection, used, signal);
      await addTasks(cluster, connection, used, signal);
    }
  }
  return used;
}

async function addServices(
  cluster: string,
  { ecs }: Connection,
  used: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  for await (const arns of ecs.listServices(cluster, signal)) {
    for (let from = 0; from < arns.length; from += 10) {
      const { services } = await ecs.describeServices(cluster, arns.slice(from, from + 10), signal);
      for (const { taskDefinitionArn, rollouts } of services) {
        used.add(taskDefinitionArn);
        for (const rollout of rollouts) used.add(rollout.taskDefinitionArn);
      }
    }
  }
}

/** Also those of task sets, schedules and people: what runs, runs. */
async function addTasks(
  cluster: string,
  { ecs }: Connection,
  used: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  for await (const arns of ecs.listTasks({ cluster, desiredStatus: 'RUNNING' }, signal)) {
    const { tasks } = await ecs.describeTasks(cluster, arns, signal);
    for (const { taskDefinitionArn } of tasks) used.add(taskDefinitionArn);
  }
}

/** What of a family could go, by these rules. */
export async function surveyFamily(
  family: string,
  inUse: ReadonlySet<string>,
  { keepNewest, remembered }: CleanUpRules,
  { ecs }: Connection,
  signal: AbortSignal,
): Promise<FamilySurvey> {
  const removable: string[] = [];
  const kept: { arn: string; because: KeptBecause }[] = [];
  let count = 0;
  for await (const page of ecs.listTaskDefinitions(family, signal)) {
    for (const arn of page) {
      count += 1;
      if (inUse.has(arn)) kept.push({ arn, because: 'runs' });
      else if (count <= keepNewest) kept.push({ arn, because: 'newest' });
      else if (remembered.has(arn)) kept.push({ arn, because: 'rollBack' });
      else removable.push(arn);
    }
  }
  return { family, removable, kept };
}

/** ARNs of a family's deregistered revisions that nothing runs and no deployment of the past is told by, newest first. */
export async function deletableRevisions(
  family: string,
  inUse: ReadonlySet<string>,
  remembered: ReadonlySet<string>,
  { ecs }: Connection,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const arns: string[] = [];
  for await (const page of ecs.listTaskDefinitions(family, signal, 'INACTIVE')) arns.push(...page);
  return arns.filter((arn) => !inUse.has(arn) && !remembered.has(arn));
}

/** What came of a clean-up: each revision is in exactly one of these. */
export interface CleanUpOutcome {
  /** Deregistered, or deleted: what was asked for. */
  readonly done: readonly string[];
  /** In use since they were chosen. */
  readonly spared: readonly string[];
  readonly failed: readonly { readonly arn: string; readonly reason: string }[];
  /** Not come to, because it was cancelled. */
  readonly left: readonly string[];
}

/**
 * Deregisters revisions one after the other, at the pace that AWS allows; what came into use since they were chosen is
 * spared. Cancelling ends it between two. Fails only when what is in use cannot be read: then nothing was changed.
 */
export function deregisterRevisions(
  arns: readonly string[],
  connection: Connection,
  signal: AbortSignal,
  onDone: (arn: string, count: number) => void,
): Promise<CleanUpOutcome> {
  return cleanUp(arns, 1, connection, signal, onDone, async ([arn = '']) => {
    await connection.ecs.deregisterTaskDefinition(arn, new AbortController().signal);
    return [];
  });
}

/** As many as AWS deletes with one call. */
const DELETED_AT_ONCE = 10;

/** Deletes deregistered revisions for good, ten at a time; otherwise like `deregisterRevisions`. */
export function deleteRevisions(
  arns: readonly string[],
  connection: Connection,
  signal: AbortSignal,
  onDone: (arn: string, count: number) => void,
): Promise<CleanUpOutcome> {
  return cleanUp(arns, DELETED_AT_ONCE, connection, signal, onDone, (batch) =>
    connection.ecs.deleteTaskDefinitions(batch, new AbortController().signal),
  );
}

/** `work` answers those that it could not do; it is not cancelled on its way, as whether it was done must be known. */
async function cleanUp(
  arns: readonly string[],
  atOnce: number,
  connection: Connection,
  signal: AbortSignal,
  onDone: (arn: string, count: number) => void,
  work: (batch: readonly string[]) => Promise<CleanUpOutcome['failed']>,
): Promise<CleanUpOutcome> {
  const inUse = await revisionsInUse(connection, signal);
  const spared = arns.filter((arn) => inUse.has(arn));
  const done: string[] = [];
  const failed: { arn: string; reason: string }[] = [];
  const left = arns.filter((arn) => !inUse.has(arn));
  while (left.length > 0 && !signal.aborted) {
    const batch = left.splice(0, atOnce);
    try {
      const refused = await work(batch);
      failed.push(...refused);
      done.push(...batch.filter((arn) => !refused.some((one) => one.arn === arn)));
    } catch (error) {
      failed.push(...batch.map((arn) => ({ arn, reason: describeError(error) })));
    }
    onDone(batch.at(-1) ?? '', done.length + failed.length);
  }
  return { done, spared, failed, left };
}
