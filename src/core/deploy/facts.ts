import { access } from 'node:fs/promises';
import { QuaysideError } from '../lib/errors';
import type { EcrImage, RawTaskDefinition, Repository } from '../aws/api';
import { probeEngine, type EngineFacts } from '../docker/engine';
import {
  ecrRegistry,
  parseImageReference,
  repositoryUri,
  type ImageReference,
} from '../docker/imageReference';
import { inspectManifest } from '../docker/manifest';
import type { Service } from '../model/service';
import { chooseContainer, isPrivate } from './container';
import type { DeployDeps, GitFacts, ImageDeps } from './deps';
import { readGitFacts } from './git';
import type { RevisionRef } from './plan';
import { assertSupported } from './shape';
import { soft, type Soft } from './soft';
import { renderTag } from './tag';
import type { DeployTarget } from './target';
import { containersOf, revisionOf, type RawContainer } from './taskDefinition';
import { taskPlatform } from './taskPlatform';

/** The place that an image goes to or comes from. */
export interface ImagePlace {
  readonly reference: ImageReference;
  /** The registry's account, when its host tells. */
  readonly registryId?: string;
  readonly region?: string;
  /** False for registries that the connection can neither ask nor push to: docker asks those. */
  readonly private: boolean;
}

/** What a registry tells of an image; its compressed size where it does. */
export type FoundImage = Pick<EcrImage, 'digest' | 'sizeBytes'>;

/** Everything that a plan is made of, as it was read. */
export interface PlanFacts {
  readonly target: DeployTarget;
  /** When the service was asked for, in milliseconds since the epoch. */
  readonly askedAt: number;
  readonly service: Service;
  readonly base: RawTaskDefinition;
  readonly revision: RevisionRef;
  readonly container: RawContainer;
  readonly place: ImagePlace | undefined;
  /** Builds only. */
  readonly build?: {
    readonly engine: Soft<EngineFacts>;
    readonly dockerfileExists: boolean;
    readonly contextExists: boolean;
    readonly git: GitFacts;
    readonly tag: string;
  };
  /** Absent for registries that are not ECR's. */
  readonly repository?: Soft<Repository | undefined>;
  /** The image that the target's tag or digest names now; absent for builds that cannot be pushed anywhere. */
  readonly image?: Soft<FoundImage | undefined>;
  readonly newest?: RevisionRef;
  readonly drainSeconds: number;
}

/** Reads what a plan needs; what does not depend on each other is read at once. */
export async function readFacts(
  target: DeployTarget,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<PlanFacts> {
  const { ecs } = deps.connection;
  const askedAt = deps.clock.now();
  const [service, build] = await Promise.all([
    readService(target, deps, signal),
    target.source.kind === 'build' ? readBuild(target.source, deps, signal) : undefined,
  ]);
  assertSupported(service);
  const base = await ecs.describeTaskDefinition(service.taskDefinitionArn, signal);
  const revision = revisionOf(base.body);
  const container = chooseContainer(containersOf(base.body), target);
  const place = placeOf(target.source.kind === 'image' ? target.source.image : container.image);
  const [repository, image, newest, drainSeconds] = await Promise.all([
    place?.private === true ? soft(readRepository(place, deps, signal)) : undefined,
    readImage(place, build?.tag, base, deps, signal),
    soft(ecs.describeTaskDefinition(revision.family, signal).then(({ body }) => revisionOf(body))),
    readDrainSeconds(service, deps, signal),
  ]);
  return {
    target,
    askedAt,
    service,
    base,
    revision,
    container,
    place,
    ...(build === undefined ? {} : { build }),
    ...(repository === undefined ? {} : { repository }),
    ...(image === undefined ? {} : { image }),
    ...(newest.ok ? { newest: newest.value } : {}),
    drainSeconds,
  };
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

async function readBuild(
  source: DeployTarget['source'] & { readonly kind: 'build' },
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<NonNullable<PlanFacts['build']>> {
  const { runner, options } = deps;
  const [engine, git, dockerfileExists, contextExists] = await Promise.all([
    soft(probeEngine(runner, options, signal)),
    deps.git?.(source.context, signal) ?? readGitFacts(runner, source.context, signal),
    exists(source.dockerfile),
    exists(source.context),
  ]);
  const tag = renderTag(options.tag, git, deps.clock.now());
  return { engine, git, dockerfileExists, contextExists, tag };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Undefined for a text that is no image reference. */
export function placeOf(image: string): ImagePlace | undefined {
  const reference = parseImageReference(image);
  if (reference === undefined) return undefined;
  const ecr = ecrRegistry(reference.registry);
  return {
    reference,
    private: isPrivate(reference.registry),
    ...(ecr === undefined ? {} : { registryId: ecr.accountId, region: ecr.region }),
  };
}

function readRepository(
  place: ImagePlace,
  { connection }: DeployDeps,
  signal: AbortSignal,
): Promise<Repository | undefined> {
  return connection.ecr.describeRepository(
    { name: place.reference.repository, ...registryOf(place) },
    signal,
  );
}

async function readImage(
  place: ImagePlace | undefined,
  tag: string | undefined,
  base: RawTaskDefinition,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<PlanFacts['image']> {
  if (place === undefined || (tag !== undefined && !place.private)) return undefined;
  const needed = taskPlatform(base.body);
  const platform = needed.kind === 'linux' ? needed.platform : 'windows/amd64';
  const reference = tag ?? place.reference.digest ?? place.reference.tag ?? 'latest';
  return soft(findImage(place, reference, deps, signal, platform));
}

/**
 * The image that a tag or digest names in its registry; undefined when the registry does not have it.
 * Fails as the connection does, and for registries that only docker can ask as `inspectManifest` does.
 */
export async function findImage(
  place: ImagePlace,
  reference: string,
  { connection, runner, options }: Pick<ImageDeps, 'connection' | 'runner' | 'options'>,
  signal: AbortSignal,
  platform?: string,
): Promise<FoundImage | undefined> {
  const { repository } = place.reference;
  if (place.private) {
    const image = { repository, reference, ...registryOf(place) };
    return connection.ecr.describeImage(image, signal);
  }
  const isDigest = reference.startsWith('sha256:');
  const image = `${repositoryUri(place.reference)}${isDigest ? '@' : ':'}${reference}`;
  const found = await inspectManifest(image, platform, { runner, tool: options, signal });
  // Docker names what a list holds for the platform; what was asked for is confirmed as well.
  return found === undefined ? undefined : { digest: isDigest ? reference : found };
}

function registryOf({ registryId }: Pick<ImagePlace, 'registryId'>): { readonly registryId?: string } {
  return registryId === undefined ? {} : { registryId };
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
