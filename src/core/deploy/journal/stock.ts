import type { Connection } from '../../aws/connection';
import { QuaysideError } from '../../lib/errors';
import { primaryRollout, type Service, type ServiceRollout } from '../../model/service';
import type { DeployDeps } from '../deps';
import type { WatchReference } from '../event';
import type { RevisionRef } from '../plan';
import { proveCopy } from '../proof';
import { revisionOf, type RevisionChange } from '../taskDefinition';
import type { RawTaskDefinition } from '../../aws/api';
import type { JournalEntry } from './entry';

/** What has become of a deployment that was cut off, as far as AWS tells. */
export type Standing =
  /** Not all that the new revision names is pushed: only a new deployment can go on. */
  | { readonly kind: 'early' }
  /** The service is as it was agreed to; `revision` is there when it was registered already. */
  | { readonly kind: 'ready'; readonly revision?: RevisionRef }
  /** The service was updated, and this is its rollout. */
  | { readonly kind: 'updated'; readonly reference: WatchReference }
  /** Somebody else has changed the service meanwhile. */
  | { readonly kind: 'changed'; readonly revision: number }
  | { readonly kind: 'gone' }
  /** Updated and rolled back, or never updated: what would tell may not be read. */
  | { readonly kind: 'unclear'; readonly revision: number };

/** A request that was sent just before the end may still be on its way, and reads lag behind it. */
const SETTLE_MS = 10_000;
/** How many of the newest revisions are compared with the one that was to be registered. */
const LOOK_AT = 20;

/** Finds out what happened, without changing anything. Fails with what AWS answered. */
export async function takeStock(
  entry: JournalEntry,
  { connection, clock }: Pick<DeployDeps, 'connection' | 'clock'>,
  signal: AbortSignal,
): Promise<Standing> {
  if (entry.reference !== undefined) return { kind: 'updated', reference: entry.reference };
  if (entry.step === 'started') return { kind: 'early' };
  const wait = SETTLE_MS - (clock.now() - entry.at);
  const isIntent = entry.step === 'registering' || entry.step === 'updating';
  if (isIntent && wait > 0) await clock.sleep(Math.min(wait, SETTLE_MS), signal);
  const service = await readService(entry, connection, signal);
  if (service === undefined) return { kind: 'gone' };
  const revision = entry.revision ?? (await findRegistered(entry, connection, signal));
  if (entry.step === 'updating') {
    const found = await findUpdate(entry, service, connection, signal);
    if (found !== undefined) return found;
  }
  if (service.taskDefinitionArn !== entry.base?.arn)
    return { kind: 'changed', revision: revisionNumber(service.taskDefinitionArn) };
  return revision === undefined ? { kind: 'ready' } : { kind: 'ready', revision };
}

async function readService(
  { clusterArn, serviceArn }: JournalEntry,
  { ecs }: Connection,
  signal: AbortSignal,
): Promise<Service | undefined> {
  const { services } = await ecs.describeServices(clusterArn, [serviceArn], signal);
  return services.find(({ status }) => status === 'ACTIVE');
}

/** All that the new revision was to have otherwise. */
export function changeOf({ images = {}, tags }: JournalEntry): RevisionChange {
  return { images: new Map(Object.entries(images)), ...(tags === undefined ? {} : { tags }) };
}

/** A revision with exactly the content that was to be registered, newer than the one it is a copy of. */
async function findRegistered(
  entry: JournalEntry,
  { ecs }: Connection,
  signal: AbortSignal,
): Promise<RevisionRef | undefined> {
  const { base } = entry;
  if (entry.step !== 'registering' || base === undefined) return undefined;
  const original = await ecs.describeTaskDefinition(base.arn, signal);
  let looked = 0;
  for await (const page of ecs.listTaskDefinitions(base.family, signal)) {
    for (const arn of page) {
      if (revisionNumber(arn) <= base.revision || looked >= LOOK_AT) return undefined;
      looked += 1;
      const candidate = await ecs.describeTaskDefinition(arn, signal);
      if (isCopy(original, candidate, changeOf(entry))) return revisionOf(candidate.body);
    }
  }
  return undefined;
}

function isCopy(base: RawTaskDefinition, candidate: RawTaskDefinition, change: RevisionChange): boolean {
  try {
    proveCopy(base, candidate, change);
    return true;
  } catch (error) {
    if (QuaysideError.is(error, 'copyNotIdentical')) return false;
    throw error;
  }
}

/** Whether the update was heard: a rollout that was not there before, or the service deployment of one that is over. */
async function findUpdate(
  entry: JournalEntry,
  service: Service,
  { ecs }: Connection,
  signal: AbortSignal,
): Promise<Standing | undefined> {
  const revision = entry.revision ?? entry.base;
  if (revision === undefined) return undefined;
  const { rolloutsBefore = [], base, rolledOutAt = 0 } = entry;
  const named = service.rollouts.filter(({ taskDefinitionArn }) => taskDefinitionArn === revision.arn);
  const ours =
    named.find(({ id }) => !rolloutsBefore.includes(id)) ??
    // Endpoints that are not AWS's may keep one rollout for ever, under the name of its first revision.
    (service.taskDefinitionArn === revision.arn && revision.arn !== base?.arn
      ? primaryRollout(service)
      : undefined);
  if (ours !== undefined) return { kind: 'updated', reference: referenceOf(entry, revision, ours) };
  try {
    const query = { cluster: entry.clusterArn, service: entry.serviceArn, createdAfter: rolledOutAt + 1 };
    const deployments = await ecs.listServiceDeployments(query, signal);
    const targets = deployments.flatMap(({ targetRevisionArn }) => targetRevisionArn ?? []);
    const revisions = await ecs.describeServiceRevisions(targets.slice(0, 20), signal);
    const mine = revisions.filter(({ taskDefinitionArn }) => taskDefinitionArn === revision.arn);
    const past = deployments.find(({ targetRevisionArn }) =>
      mine.some(({ arn }) => arn === targetRevisionArn),
    );
    if (past === undefined) return undefined;
    const rollout = { id: 'ecs-svc/0', createdAt: past.createdAt };
    const reference = { ...referenceOf(entry, revision, rollout), serviceDeploymentArn: past.arn };
    return { kind: 'updated', reference };
  } catch (error) {
    if (QuaysideError.is(error, 'accessDenied')) return { kind: 'unclear', revision: revision.revision };
    throw error;
  }
}

/** What identifies the rollout that an update of this entry began. */
export function referenceOf(
  { connection: { profile, kind, region }, clusterArn, serviceArn, base, eventCursor }: JournalEntry,
  newRevision: RevisionRef,
  { id, createdAt }: Pick<ServiceRollout, 'id' | 'createdAt'>,
): WatchReference {
  return {
    profile,
    kind,
    region,
    clusterArn,
    serviceArn,
    rolloutId: id,
    startedAt: createdAt,
    newRevision,
    ...(base === undefined ? {} : { oldRevision: base }),
    ...(eventCursor === undefined ? {} : { eventCursor }),
  };
}

function revisionNumber(arn: string): number {
  return Number(arn.split(':').at(-1));
}
