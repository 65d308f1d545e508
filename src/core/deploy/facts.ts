import type { ContainerInstance, RawTaskDefinition } from '../aws/api';
import { QuaysideError } from '../lib/errors';
import type { Service } from '../model/service';
import { chooseContainers } from './container';
import type { DeployDeps } from './deps';
import { readMissingLogGroups, type MissingLogGroup } from './logGroups';
import { omit } from './omit';
import { placeOfPart, readBuild, readPart, type BuildFacts, type PartFacts } from './partFacts';
import type { RevisionRef } from './plan';
import { assertSupported } from './shape';
import { soft } from './soft';
import type { KnownRevision } from './reuse';
import type { DeployTarget, ImageOrigin } from './target';
import { containersOf, revisionOf } from './taskDefinition';
import { runsOnInstances, taskPlatform } from './taskPlatform';

/** Everything that a plan is made of, as it was read. */
export interface PlanFacts {
  readonly target: DeployTarget;
  /** When the service was asked for, in milliseconds since the epoch. */
  readonly askedAt: number;
  readonly service: Service;
  readonly base: RawTaskDefinition;
  readonly revision: RevisionRef;
  /** One a container that gets a new image; the first is the target's own. */
  readonly parts: readonly [PartFacts, ...PartFacts[]];
  readonly newest?: KnownRevision;
  readonly drainSeconds: number;
  /** Of clusters whose tasks run on instances of their own; absent for others, and where they may not be read. */
  readonly instances?: readonly ContainerInstance[];
  /** Log groups that tasks of this definition could not start without. */
  readonly missingLogGroups?: readonly MissingLogGroup[];
  /** Prefixes of repositories that are filled from other registries. */
  readonly pullThrough?: readonly string[];
  /** What is not read yet; absent once all is. */
  readonly pending?: ReadonlySet<PlanRead>;
}

/** What is read beside the service and its running revision, each as soon as it can be. */
export type PlanRead = 'build' | 'images' | 'instances' | 'newest' | 'drain' | 'logGroups';

/**
 * Reads what a plan needs. `onMore` hears of what is known as soon as the service and its running revision are, and again
 * after each further read; these go on at once, as far as they do not depend on each other.
 */
export async function readFacts(
  target: DeployTarget,
  deps: DeployDeps,
  signal: AbortSignal,
  onMore: (facts: PlanFacts) => void = () => undefined,
): Promise<PlanFacts> {
  const { ecs } = deps.connection;
  const askedAt = deps.clock.now();
  const building = readBuilds(target, deps, signal);
  // Its failure is told below; until then it is nobody's.
  building.catch(() => undefined);
  const service = await readService(target, deps, signal);
  assertSupported(service);
  const base = await ecs.describeTaskDefinition(service.taskDefinitionArn, signal);
  const revision = revisionOf(base.body);
  const chosen = chooseContainers(containersOf(base.body), target);
  const facts = new GrowingFacts(
    { target, askedAt, service, base, revision, drainSeconds: 0 },
    chosen.map(({ container, source }) => ({ container, source, place: placeOfPart(container, source) })),
    onMore,
  );
  facts.begin([
    ...(chosen.some(({ source }) => source.kind === 'build') ? (['build'] as const) : []),
    ...(runsOnInstances(service, base.body) ? (['instances'] as const) : []),
    ...(service.loadBalancers.length > 0 ? (['drain'] as const) : []),
    ...(['images', 'newest', 'logGroups'] as const),
  ]);
  try {
    await Promise.all([
      readImages(facts, building, deps, signal),
      soft(ecs.describeTaskDefinition(revision.family, signal)).then((newest) =>
        facts.add('newest', newest.ok ? { newest: knownRevision(newest.value) } : {}),
      ),
      readDrainSeconds(service, deps, signal).then((drainSeconds) => facts.add('drain', { drainSeconds })),
      readMissingLogGroups(base.body, deps, signal).then((missingLogGroups) =>
        facts.add('logGroups', { missingLogGroups }),
      ),
    ]);
  } finally {
    facts.end();
  }
  return facts.now;
}

/** The facts as they are read, one after the other. */
class GrowingFacts {
  readonly #onMore: (facts: PlanFacts) => void;
  #facts: PlanFacts;
  #ended = false;

  constructor(
    known: Omit<PlanFacts, 'parts'>,
    parts: readonly PartFacts[],
    onMore: (facts: PlanFacts) => void,
  ) {
    this.#facts = { ...known, parts: someParts(parts) };
    this.#onMore = onMore;
  }

  get now(): PlanFacts {
    return this.#facts;
  }

  begin(reads: readonly PlanRead[]): void {
    this.#facts = { ...this.#facts, pending: new Set(reads) };
    this.#onMore(this.#facts);
  }

  /** What one read brought; the last one is not told, it is the result. */
  add(read: PlanRead, more: Partial<PlanFacts>): void {
    const { pending = new Set() } = this.#facts;
    const left = [...pending].filter((one) => one !== read);
    const facts = { ...omit(this.#facts, 'pending'), ...more };
    this.#facts = left.length === 0 ? facts : { ...facts, pending: new Set(left) };
    if (pending.has(read) && left.length > 0 && !this.#ended) this.#onMore(this.#facts);
  }

  /** Tells nothing of reads that come in after one has failed. */
  end(): void {
    this.#ended = true;
  }
}

/** What runs on which platform decides which image of several is meant, so instances come first where there are any. */
async function readImages(
  facts: GrowingFacts,
  building: Promise<ReadonlyMap<ImageOrigin, BuildFacts>>,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<void> {
  const { service, base, parts } = facts.now;
  const { ecs, ecr } = deps.connection;
  const isBuild = parts.some(({ source }) => source.kind === 'build');
  const prefixes = isBuild ? soft(ecr.pullThroughPrefixes(signal)) : undefined;
  const [builds, instances] = await Promise.all([
    building.then((read) => {
      if (isBuild) facts.add('build', { parts: withBuilds(parts, read) });
      return read;
    }),
    runsOnInstances(service, base.body)
      ? soft(ecs.containerInstances(service.clusterArn, signal)).then((read) => {
          const known = read.ok ? { instances: read.value } : {};
          facts.add('instances', known);
          return known.instances;
        })
      : undefined,
  ]);
  const needed = taskPlatform(base.body, instances);
  const platform = needed.kind === 'linux' ? needed.platform : 'windows/amd64';
  const [read, pullThrough] = await Promise.all([
    Promise.all(withBuilds(parts, builds).map((part) => readPart(part, platform, deps, signal))),
    prefixes,
  ]);
  facts.add('images', {
    parts: someParts(read),
    ...(pullThrough?.ok === true ? { pullThrough: pullThrough.value } : {}),
  });
}

function withBuilds(
  parts: PlanFacts['parts'],
  builds: ReadonlyMap<ImageOrigin, BuildFacts>,
): PlanFacts['parts'] {
  return someParts(
    withTagsApart(
      parts.map((part) => {
        const build = builds.get(part.source);
        return build === undefined ? part : { ...part, build };
      }),
    ),
  );
}

function someParts([first, ...more]: readonly PartFacts[]): PlanFacts['parts'] {
  if (first === undefined) throw new QuaysideError('invalid', 'There is no container to deploy to');
  return [first, ...more];
}

function knownRevision(raw: RawTaskDefinition): KnownRevision {
  return { revision: revisionOf(raw.body), raw };
}

async function readService(target: DeployTarget, deps: DeployDeps, signal: AbortSignal): Promise<Service> {
  const answer = await deps.connection.ecs.describeServices(target.cluster, [target.service], signal);
  const [service] = answer.services;
  if (service === undefined) {
    throw new QuaysideError('notFound', `There is no service ${target.service} in ${target.cluster}`, {
      details: { service: target.service, cluster: target.cluster },
    });
  }
  return service;
}

async function readBuilds(
  { source, more = [] }: DeployTarget,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<ReadonlyMap<ImageOrigin, BuildFacts>> {
  const sources = [source, ...more.map((part) => part.source)];
  const builds = sources.map(async (one) =>
    one.kind === 'build' ? ([one, await readBuild(one, deps, signal)] as const) : undefined,
  );
  return new Map((await Promise.all(builds)).filter((entry) => entry !== undefined));
}

/** Different images of one repository need different tags; the template alone would give them the same. */
function withTagsApart(parts: readonly PartFacts[]): readonly PartFacts[] {
  return parts.map((part, index) => {
    const { build, container, place, source } = part;
    if (build === undefined) return part;
    const clash = parts
      .slice(0, index)
      .some(
        (other) =>
          other.build !== undefined &&
          other.place?.reference.repository === place?.reference.repository &&
          other.place?.reference.registry === place?.reference.registry &&
          JSON.stringify(other.source) !== JSON.stringify(source),
      );
    // The name of a container may be longer than what is left of a tag.
    const tag = `${build.tag.slice(0, 127 - Math.min(container.name.length, 60))}-${container.name.slice(0, 60)}`;
    return clash ? { ...part, build: { ...build, tag } } : part;
  });
}

/** The longest delay of the service's target groups, in seconds; 0 without any, and where it may not be read. */
async function readDrainSeconds(
  service: Service,
  { connection }: DeployDeps,
  signal: AbortSignal,
): Promise<number> {
  const groups = [...new Set(service.loadBalancers.map(({ targetGroupArn }) => targetGroupArn))];
  const delays = await Promise.all(
    groups.map((arn) => soft(connection.elb.deregistrationDelay(arn, signal))),
  );
  return Math.max(0, ...delays.map((delay) => (delay.ok ? delay.value : 0)));
}
