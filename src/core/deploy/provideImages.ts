import { QuaysideError } from '../lib/errors';
import { message, type Message } from '../lib/message';
import { repositoryUri } from '../docker/imageReference';
import { buildImage, type OutputListener } from './build';
import type { PartFacts } from './partFacts';
import { assertPlatform } from './builtPlatform';
import { ecrOf, registryOf, type ImagePlace } from './place';
import { isAccepted, type PlannedContainer } from './plan';
import { plannedContainers } from './planning';
import { confirmImage, pushImage } from './push';
import { soft } from './soft';
import { stage, type StageContext } from './stage';
import { requiredPlatform } from './taskPlatform';

/** A container with what was read for it and what is planned for it. */
interface Part {
  readonly facts: PartFacts;
  readonly planned: PlannedContainer;
  readonly place: ImagePlace;
  readonly isFirst: boolean;
}

/** What the registry has confirmed. */
interface Confirmed {
  readonly digest: string;
  readonly sizeBytes?: number | undefined;
}

/**
 * Brings every image into its registry (or finds it there) and answers the references that the new revision names, by
 * container. Nothing is answered before the registry has confirmed all of them.
 */
export async function provideImages(context: StageContext): Promise<ReadonlyMap<string, string>> {
  const { prepared, deps, tell } = context;
  const parts = partsOf(context);
  const building = parts.filter(({ facts }) => facts.source.kind === 'build');
  let pushed: ReadonlyMap<string, string | undefined> = new Map();
  if (building.length > 0) {
    pushed = await stage('build', context, async () => ({ value: await buildAll(context, building) }));
  } else {
    const note = message('stage.existing', 'an existing image');
    tell({ type: 'stageSkipped', at: deps.clock.now(), stage: 'build', note });
  }
  return await stage('push', context, async () => {
    const images = new Map<string, string>();
    const sizes = new Map<string, number>();
    const known = new Map<string, Confirmed>();
    if (!building.some(needsRegistry)) await createRepositories(context, 'push');
    for (const part of parts) {
      const { after } = part.planned.image;
      const found = known.get(after) ?? (await confirmed(context, part, pushed.get(after)));
      known.set(after, found);
      if (found.sizeBytes !== undefined) sizes.set(found.digest, found.sizeBytes);
      images.set(part.planned.container, told(context, part, found.digest));
    }
    const size = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
    const note =
      prepared.plan.source.kind === 'image' ? CONFIRMED : size === 0 ? undefined : sizeMessage(size);
    return { value: images, ...(note === undefined ? {} : { note }) };
  });
}

const CONFIRMED = message('stage.confirmed', 'confirmed by the registry');

function partsOf({ prepared }: Pick<StageContext, 'prepared'>): readonly Part[] {
  const planned = new Map(plannedContainers(prepared.plan).map((one) => [one.container, one]));
  return prepared.facts.parts.map((facts, index) => {
    const plan = planned.get(facts.container.name);
    if (facts.place === undefined || plan === undefined)
      throw new QuaysideError('invalid', 'The image has no place in a registry');
    return { facts, planned: plan, place: facts.place, isFirst: index === 0 };
  });
}

/** Builds each image once, also where several containers get it; answers the digests of what a builder pushed itself. */
async function buildAll(
  context: StageContext,
  parts: readonly Part[],
): Promise<ReadonlyMap<string, string | undefined>> {
  const { deps, signal } = context;
  const built = new Map<string, string | undefined>();
  if (parts.some(needsRegistry)) await createRepositories(context, 'build');
  for (const { facts, planned, place } of parts) {
    const { after } = planned.image;
    if (built.has(after)) continue;
    const { source, build } = facts;
    if (source.kind !== 'build' || build === undefined)
      throw new QuaysideError('invalid', 'There is nothing to build');
    if (!build.engine.ok) throw build.engine.error;
    const engine = build.engine.value;
    const pushes = engine.driver !== undefined;
    const job = {
      ...{ source, engine, pushes, place },
      platform: planned.build?.platform,
      required: requiredOf(context, facts),
      tag: after,
      git: build.git,
    };
    const { pushedDigest } = await buildImage(job, deps, signal, listen(context, 'build'));
    built.set(after, pushedDigest);
  }
  return built;
}

/** What a build must be for; nothing is demanded of one whose own options name a platform. */
function requiredOf({ prepared }: StageContext, { source }: PartFacts): string | undefined {
  const { service, base, instances } = prepared.facts;
  const named = source.kind === 'build' && source.options?.some((option) => option.startsWith('--platform'));
  return named === true ? undefined : requiredPlatform(source, service, base.body, instances);
}

/** Whether the builder itself sends something to the registry. */
function needsRegistry({ facts: { source, build } }: Part): boolean {
  const driver = build?.engine.ok === true ? build.engine.value.driver : undefined;
  return source.kind === 'build' && (source.cache !== undefined || driver !== undefined);
}

/** Pushes what was built here; then, and for all else, asks the registry. */
async function confirmed(
  context: StageContext,
  part: Part,
  pushedDigest: string | undefined,
): Promise<Confirmed> {
  const { deps, signal } = context;
  const { facts, planned, place } = part;
  if (facts.source.kind === 'build') {
    const image = planned.image.after;
    const digest = pushedDigest ?? (await pushImage(image, place, deps, signal, listen(context, 'push')));
    const found = await confirmImage(place, digest, digest, deps, signal);
    if (pushedDigest !== undefined) await checkPushed(context, part, pushedDigest);
    return found;
  }
  const { tag, digest: pinned } = place.reference;
  const known = facts.image?.ok === true ? facts.image.value?.digest : undefined;
  // A tag may have moved since the plan was shown: what the person agreed to is what runs.
  const asked = pinned ?? known ?? tag ?? 'latest';
  return confirmImage(place, asked, pinned ?? known, deps, signal);
}

/** What a builder pushed itself never was here: its registry tells which platform it is for, where that may be asked. */
async function checkPushed(context: StageContext, { facts, place }: Part, digest: string): Promise<void> {
  const required = requiredOf(context, facts);
  if (required === undefined || !place.private) return;
  const { deps, signal } = context;
  const image = { repository: place.reference.repository, digest, ...registryOf(place) };
  const platforms = await soft(ecrOf(place, deps.connection).imagePlatforms(image, signal));
  assertPlatform(platforms.ok ? (platforms.value ?? []) : [], required);
}

/** Only when the plan was told so. */
async function createRepositories(context: StageContext, id: 'build' | 'push'): Promise<void> {
  const { prepared, deps, signal, tell } = context;
  if (!isAccepted(prepared.plan, 'createRepository')) return;
  const missing = new Map(
    partsOf({ prepared })
      .filter(({ planned }) => !planned.image.repositoryExists)
      .map(({ planned, place }) => [planned.image.repositoryName, place] as const),
  );
  for (const [name, place] of missing) {
    const text = message('push.createRepository', 'Creating repository {0}', name);
    tell({ type: 'progress', at: deps.clock.now(), stage: id, text });
    await ecrOf(place, deps.connection).createRepository(name, signal);
  }
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
function told({ deps, tell }: StageContext, { place, planned, isFirst }: Part, digest: string): string {
  const uri = repositoryUri(place.reference);
  const { tag = place.reference.tag } = planned.image;
  const byTag = deps.options.pin === 'tag' && tag !== undefined && place.reference.digest === undefined;
  const reference = byTag ? `${uri}:${tag}` : `${uri}@${digest}`;
  tell({
    type: 'imageConfirmed',
    at: deps.clock.now(),
    reference: tag === undefined ? uri : `${uri}:${tag}`,
    digest,
    ...(isFirst ? {} : { container: planned.container }),
  });
  return reference;
}

function listen({ deps, tell }: StageContext, id: 'build' | 'push'): OutputListener {
  return {
    line: (line) => tell({ type: 'output', at: deps.clock.now(), stage: id, lines: [line] }),
    progress: (text) => tell({ type: 'progress', at: deps.clock.now(), stage: id, text }),
  };
}
