import type { Connection } from '../../aws/connection';
import { isCancellation, throwIfAborted } from '../../lib/abort';
import { QuaysideError } from '../../lib/errors';
import { message, type Message } from '../../lib/message';
import type { DeployDeps } from '../deps';
import type { DeployEvent, StageId, Verdict } from '../event';
import { failureOf, LEFT, leftBy } from '../failure';
import { ourRollout } from '../ourRollout';
import type { RevisionRef } from '../plan';
import { proveCopy } from '../proof';
import { copyWithImages, revisionOf } from '../taskDefinition';
import { watch } from '../watch/watcher';
import type { JournalEntry } from './entry';
import type { OwnedEntry } from './journal';
import { fingerprint, follow, journaled } from './journaled';
import { changeOf, referenceOf, takeStock, type Standing } from './stock';

/** True for an entry with which something can be done but to deploy anew. */
export function canContinue({ step }: JournalEntry): boolean {
  return step !== 'started';
}

/**
 * Goes on with a deployment that was cut off: finds out first what AWS has heard, and does what is left of what was
 * agreed to, never anything twice. Never throws for what goes wrong: the last event is `failed` or `verdict`.
 */
export function resumeDeploy(
  owned: OwnedEntry,
  deps: DeployDeps,
  signal: AbortSignal,
): AsyncGenerator<DeployEvent> {
  const connection = journaled(deps.connection, owned, deps.logger);
  return follow(goOn(owned, { ...deps, connection }, signal), owned, deps);
}

async function* goOn(owned: OwnedEntry, deps: DeployDeps, signal: AbortSignal): AsyncGenerator<DeployEvent> {
  const { clock, logger } = deps;
  const { entry } = owned;
  let stage: StageId = entry.revision === undefined ? 'register' : 'update';
  let { revision } = entry;
  let known = false;
  yield { type: 'confirmed', at: clock.now() };
  try {
    const standing = await takeStock(entry, deps, signal);
    known = true;
    if (standing.kind === 'updated') {
      yield { type: 'resumed', at: clock.now(), reference: standing.reference };
      yield* watch(standing.reference, deps, signal);
      return;
    }
    if (standing.kind === 'unclear') {
      yield { type: 'verdict', at: clock.now(), verdict: unclear(standing.revision) };
      return;
    }
    assertReady(standing, entry);
    revision = standing.revision ?? revision;
    if (entry.kind === 'deploy') {
      yield { type: 'stageStarted', at: clock.now(), stage };
      if (revision === undefined) revision = await register(entry, deps, signal);
      const provenChanges = await prove(entry, revision, deps, signal);
      yield { type: 'registered', at: clock.now(), revision, provenChanges };
      if (stage === 'register') yield { type: 'stageEnded', at: clock.now(), stage };
    }
    stage = 'update';
    yield { type: 'stageStarted', at: clock.now(), stage };
    throwIfAborted(signal);
    const reference = await update(entry, revision, deps);
    yield { type: 'updated', at: clock.now(), reference };
    yield { type: 'stageEnded', at: clock.now(), stage };
    yield { type: 'stageStarted', at: clock.now(), stage: 'rollout' };
    yield* watch(reference, deps, signal);
  } catch (error) {
    const left = known ? leftBy(error, revision?.revision) : leftOpen(entry);
    if (isCancellation(error)) {
      yield { type: 'verdict', at: clock.now(), verdict: cancelled(left) };
      return;
    }
    logger.error(`A deployment could not be continued in stage ${stage}`, error);
    yield { type: 'failed', at: clock.now(), failure: failureOf(stage, error, left) };
  }
}

function assertReady(
  standing: Standing,
  { serviceArn }: JournalEntry,
): asserts standing is Standing & { readonly kind: 'ready' } {
  switch (standing.kind) {
    case 'gone':
      throw new QuaysideError('notFound', `There is no service ${serviceArn} any more`, {
        details: { service: serviceArn },
      });
    case 'changed':
      throw new QuaysideError('conflict', 'The service runs another revision than was agreed to', {
        details: { revision: standing.revision },
      });
    case 'ready':
      return;
    default:
      throw new QuaysideError('invalid', 'Too little was done to go on with it');
  }
}

/** Sends what was to be sent; a base whose tags were changed meanwhile would give another revision. */
async function register(
  entry: JournalEntry,
  { connection }: DeployDeps,
  signal: AbortSignal,
): Promise<RevisionRef> {
  const { ecs } = connection;
  const base = await ecs.describeTaskDefinition(baseOf(entry).arn, signal);
  const body = copyWithImages(base, changeOf(entry));
  if (entry.fingerprint !== undefined && entry.fingerprint !== fingerprint(body))
    throw new QuaysideError('conflict', 'The running revision has other tags than when the plan was made');
  await createLogGroups(entry, connection, signal);
  throwIfAborted(signal);
  // From here to its answer it is not cancelled: its outcome must be known.
  const { arn, revision } = await ecs.registerTaskDefinition(body, new AbortController().signal);
  return { arn, revision, family: baseOf(entry).family };
}

/** Agreed to already; what was created before the end is there. */
async function createLogGroups(
  { logGroups = [] }: JournalEntry,
  connection: Connection,
  signal: AbortSignal,
): Promise<void> {
  for (const { name, region } of logGroups) {
    try {
      await connection.logs(region).createGroup(name, signal);
    } catch (error) {
      const isThere =
        QuaysideError.is(error) && error.details['awsCode'] === 'ResourceAlreadyExistsException';
      if (!isThere) throw error;
    }
  }
}

async function prove(
  entry: JournalEntry,
  { arn }: RevisionRef,
  { connection: { ecs } }: DeployDeps,
  signal: AbortSignal,
): Promise<number> {
  const [base, copy] = await Promise.all([
    ecs.describeTaskDefinition(baseOf(entry).arn, signal),
    ecs.describeTaskDefinition(arn, signal),
  ]);
  revisionOf(copy.body);
  return proveCopy(base, copy, changeOf(entry));
}

async function update(entry: JournalEntry, revision: RevisionRef | undefined, { connection }: DeployDeps) {
  const { clusterArn, serviceArn, change } = entry;
  const goal = revision ?? baseOf(entry);
  const isSame = goal.arn === entry.base?.arn;
  const planned = { taskDefinition: goal.arn, ...(isSame ? { forceNewDeployment: true } : {}), ...change };
  // An intent is whole: it is sent as it was.
  const wanted = entry.step === 'updating' && change !== undefined ? change : planned;
  const service = await connection.ecs.updateService(
    { cluster: clusterArn, service: serviceArn, ...wanted },
    new AbortController().signal,
  );
  const eventCursor = service.events[0]?.id;
  const since = eventCursor === undefined ? entry : { ...entry, eventCursor };
  return referenceOf(since, goal, ourRollout(service, goal));
}

/** What stands as long as nobody has found out what AWS has heard. */
function leftOpen({ step, revision, base }: JournalEntry): Message {
  const number = (revision ?? base)?.revision;
  if (step === 'updating' && number !== undefined) return LEFT.unclear(number);
  if (step === 'registering') return LEFT.unclearRevision;
  return revision === undefined ? LEFT.nothing : LEFT.revision(revision.revision);
}

function baseOf({ base, id }: JournalEntry): RevisionRef {
  if (base === undefined)
    throw new QuaysideError('invalid', `Deployment ${id} names no revision to go on from`);
  return base;
}

function cancelled(detail: Verdict['detail']): Verdict {
  return {
    kind: 'cancelled',
    tone: 'neutral',
    title: message('verdict.cancelled', 'Cancelled'),
    ...(detail === undefined ? {} : { detail }),
  };
}

function unclear(revision: number): Verdict {
  return {
    kind: 'interrupted',
    tone: 'warning',
    title: message('interrupted.title', 'Interrupted'),
    detail: message(
      'journal.unclear',
      'Revision {0} is registered. Whether the service was updated to it and rolled back since cannot be told without ecs:ListServiceDeployments; look at the service, then deploy again.',
      revision,
    ),
  };
}
