import { throwIfAborted } from '../lib/abort';
import { QuaysideError } from '../lib/errors';
import { message, type Message } from '../lib/message';
import { parseTaskDefinition } from '../model/arn';
import { repositoryUri } from '../docker/imageReference';
import { buildImage, type OutputListener } from './build';
import type { DeployDeps } from './deps';
import type { DeployEvent, StageId, WatchReference } from './event';
import type { ImagePlace } from './facts';
import type { RevisionRef } from './plan';
import { ourRollout } from './ourRollout';
import type { PreparedDeploy } from './planning';
import { proveCopy } from './proof';
import { confirmImage, pushImage } from './push';
import type { Tell } from './relay';
import { copyWithImages, revisionOf } from './taskDefinition';

/** What one stage needs; `tell` reports while it works. */
export interface StageContext {
  readonly prepared: PreparedDeploy;
  readonly deps: DeployDeps;
  readonly signal: AbortSignal;
  readonly tell: Tell;
}

/** Runs one stage between its events. */
async function stage<T>(
  id: StageId,
  { deps, tell }: StageContext,
  work: () => Promise<{ readonly value: T; readonly note?: Message }>,
): Promise<T> {
  tell({ type: 'stageStarted', at: deps.clock.now(), stage: id });
  const { value, note } = await work();
  tell({ type: 'stageEnded', at: deps.clock.now(), stage: id, ...(note === undefined ? {} : { note }) });
  return value;
}

/** Brings the image into the registry (or finds it there) and answers the reference that the new revision names. */
export async function provideImage(context: StageContext): Promise<string> {
  const { prepared, deps, tell } = context;
  const { place, target, image } = prepared.facts;
  if (place === undefined) throw new QuaysideError('invalid', 'The image has no place in a registry');
  if (target.source.kind === 'build') {
    await stage('build', context, () => build(context));
    return await stage('push', context, () => push(context, place));
  }
  const note = message('stage.existing', 'an existing image');
  tell({ type: 'stageSkipped', at: deps.clock.now(), stage: 'build', note });
  return await stage('push', context, async () => {
    const { tag, digest: pinned } = place.reference;
    const known = image?.ok === true ? image.value?.digest : undefined;
    // A tag may have moved since the plan was shown: what the person agreed to is what runs.
    const asked = pinned ?? known ?? tag ?? 'latest';
    const { digest } = await confirmImage(place, asked, pinned ?? known, deps, context.signal);
    return {
      value: told(context, place, tag, digest),
      note: message('stage.confirmed', 'confirmed by the registry'),
    };
  });
}

async function build(context: StageContext): Promise<{ readonly value: string; readonly note?: Message }> {
  const { prepared, deps, signal } = context;
  const { plan, facts } = prepared;
  if (facts.target.source.kind !== 'build' || facts.build === undefined) {
    throw new QuaysideError('invalid', 'There is nothing to build');
  }
  if (!facts.build.engine.ok) throw facts.build.engine.error;
  const job = {
    source: facts.target.source,
    platform: plan.build?.platform,
    tag: plan.image.after,
    engine: facts.build.engine.value,
    git: facts.build.git,
  };
  return { value: await buildImage(job, deps, signal, listen(context, 'build')) };
}

async function push(
  context: StageContext,
  place: ImagePlace,
): Promise<{ readonly value: string; readonly note?: Message }> {
  const { prepared, deps, signal, tell } = context;
  const { plan } = prepared;
  if (plan.checks.some(({ fix }) => fix?.id === 'createRepository' && fix.accepted)) {
    const text = message('push.createRepository', 'Creating repository {0}', plan.image.repositoryName);
    tell({ type: 'progress', at: deps.clock.now(), stage: 'push', text });
    await deps.connection.ecr.createRepository(plan.image.repositoryName, signal);
  }
  const pushed = await pushImage(plan.image.after, place, deps, signal, listen(context, 'push'));
  const { digest, sizeBytes } = await confirmImage(place, pushed, pushed, deps, signal);
  const value = told(context, place, plan.image.tag, digest);
  return sizeBytes === undefined ? { value } : { value, note: sizeMessage(sizeBytes) };
}

/** In the units that registries show: thousands, with one digit while that says something. */
function sizeMessage(bytes: number): Message {
  const [unit, size] = bytes < 1e6 ? (['kB', bytes / 1e3] as const) : (['MB', bytes / 1e6] as const);
  const shown = size < 100 ? Math.round(size * 10) / 10 : Math.round(size);
  return unit === 'kB'
    ? message('stage.kilobytes', '{0} kB', shown)
    : message('stage.megabytes', '{0} MB', shown);
}

/** The reference for the new revision, by digest or tag, once the registry has confirmed what is behind it. */
function told(
  { deps, tell }: StageContext,
  place: ImagePlace,
  tag: string | undefined,
  digest: string,
): string {
  const uri = repositoryUri(place.reference);
  const byTag = deps.options.pin === 'tag' && tag !== undefined && place.reference.digest === undefined;
  const reference = byTag ? `${uri}:${tag}` : `${uri}@${digest}`;
  tell({
    type: 'imageConfirmed',
    at: deps.clock.now(),
    reference: tag === undefined ? uri : `${uri}:${tag}`,
    digest,
  });
  return reference;
}

function listen({ deps, tell }: StageContext, id: 'build' | 'push'): OutputListener {
  return {
    line: (line) => tell({ type: 'output', at: deps.clock.now(), stage: id, lines: [line] }),
    progress: (text) => tell({ type: 'progress', at: deps.clock.now(), stage: id, text }),
  };
}

/** What was read of the service this short a time ago is not read again: AWS's own reads lag about as much. */
const FRESH_MS = 5000;

/**
 * Reading a plan and building take their time: a copy of a revision that the service no longer runs would take somebody else's change away.
 * Fails with `notFound` when the service is gone and with `conflict` when it runs another revision now.
 */
async function assertPlanHolds({ prepared, deps, signal }: StageContext): Promise<void> {
  const { clusterArn, serviceArn, serviceName, base } = prepared.plan;
  if (deps.clock.now() - prepared.facts.askedAt < FRESH_MS) return;
  const { services } = await deps.connection.ecs.describeServices(clusterArn, [serviceArn], signal);
  const service = services.find(({ status }) => status === 'ACTIVE');
  if (service === undefined) {
    throw new QuaysideError('notFound', `There is no service ${serviceName} any more`, {
      details: { service: serviceName },
    });
  }
  if (service.taskDefinitionArn !== base.arn) {
    const { revision } = parseTaskDefinition(service.taskDefinitionArn);
    throw new QuaysideError('conflict', `The plan is for revision ${base.revision}, not ${revision}`, {
      details: { service: serviceName, planned: base.revision, revision },
    });
  }
}

/** Registers the copy; `onRegistered` hears of the revision before it is proven, so that it is never hidden. */
export async function register(
  context: StageContext,
  image: string,
  onRegistered: (revision: RevisionRef) => void,
): Promise<RevisionRef> {
  const { prepared, deps, signal, tell } = context;
  const { base, container } = prepared.facts;
  const { ecs } = deps.connection;
  const images = new Map([[container.name, image]]);
  return await stage('register', context, async () => {
    await assertPlanHolds(context);
    throwIfAborted(signal);
    // From here to its answer a call that changes something is not cancelled: its outcome must be known.
    const registered = await ecs.registerTaskDefinition(
      copyWithImages(base, images),
      new AbortController().signal,
    );
    onRegistered({ ...registered, family: prepared.plan.base.family });
    const copy = await ecs.describeTaskDefinition(registered.arn, signal);
    const provenChanges = proveCopy(base, copy, images);
    const revision = revisionOf(copy.body);
    tell({ type: 'registered', at: deps.clock.now(), revision, provenChanges });
    return { value: revision, note: message('stage.revision', 'revision {0}', revision.revision) };
  });
}

/** Points the service at the revision and answers what identifies the rollout that this began. */
export async function update(context: StageContext, revision: RevisionRef): Promise<WatchReference> {
  const { prepared, deps, signal, tell } = context;
  const { clusterArn, serviceArn, connection, base } = prepared.plan;
  return await stage('update', context, async () => {
    throwIfAborted(signal);
    const change = { cluster: clusterArn, service: serviceArn, taskDefinition: revision.arn };
    const service = await deps.connection.ecs.updateService(change, new AbortController().signal);
    const rollout = ourRollout(service, revision);
    const eventCursor = prepared.facts.service.events[0]?.id;
    const reference: WatchReference = {
      profile: connection.profile,
      kind: connection.kind,
      region: connection.region,
      clusterArn,
      serviceArn,
      rolloutId: rollout.id,
      startedAt: rollout.createdAt,
      oldRevision: base,
      newRevision: revision,
      ...(eventCursor === undefined ? {} : { eventCursor }),
    };
    tell({ type: 'updated', at: deps.clock.now(), reference } satisfies DeployEvent);
    return { value: reference };
  });
}
