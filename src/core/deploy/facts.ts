import type { ContainerInstance, RawTaskDefinition } from '../aws/api';
import { QuaysideError } from '../lib/errors';
import type { Service } from '../model/service';
import { chooseContainers } from './container';
import type { DeployDeps } from './deps';
import { readMissingLogGroups, type MissingLogGroup } from './logGroups';
import { readBuild, readPart, type BuildFacts, type PartFacts } from './partFacts';
import type { RevisionRef } from './plan';
import { assertSupported } from './shape';
import { soft } from './soft';
import type { KnownRevision } from './reuse';
import type { DeployTarget, ImageOrigin } from './target';
import { containersOf, revisionOf } from './taskDefinition';
import { taskPlatform } from './taskPlatform';

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
}

/** Reads what a plan needs; what does not depend on each other is read at once. */
export async function readFacts(
  target: DeployTarget,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<PlanFacts> {
  const { ecs, ecr } = deps.connection;
  const askedAt = deps.clock.now();
  const [service, builds] = await Promise.all([
    readService(target, deps, signal),
    readBuilds(target, deps, signal),
  ]);
  assertSupported(service);
  const [base, instances] = await Promise.all([
    ecs.describeTaskDefinition(service.taskDefinitionArn, signal),
    service.launchType === 'EC2' ? soft(ecs.containerInstances(service.clusterArn, signal)) : undefined,
  ]);
  const known = instances?.ok === true ? { instances: instances.value } : {};
  const revision = revisionOf(base.body);
  const needed = taskPlatform(base.body, known.instances);
  const platform = needed.kind === 'linux' ? needed.platform : 'windows/amd64';
  const chosen = chooseContainers(containersOf(base.body), target).map(({ container, source }) => {
    const build = builds.get(source);
    return { container, source, ...(build === undefined ? {} : { build }) };
  });
  const [parts, newest, drainSeconds, missingLogGroups, pullThrough] = await Promise.all([
    Promise.all(chosen.map((part) => readPart(part, platform, deps, signal))),
    soft(ecs.describeTaskDefinition(revision.family, signal)),
    readDrainSeconds(service, deps, signal),
    readMissingLogGroups(base.body, deps, signal),
    builds.size > 0 ? soft(ecr.pullThroughPrefixes(signal)) : undefined,
  ]);
  const [first, ...more] = withTagsApart(parts);
  if (first === undefined) throw new QuaysideError('invalid', 'There is no container to deploy to');
  return {
    target,
    askedAt,
    service,
    base,
    revision,
    parts: [first, ...more],
    ...(newest.ok ? { newest: { revision: revisionOf(newest.value.body), raw: newest.value } } : {}),
    drainSeconds,
    ...known,
    missingLogGroups,
    ...(pullThrough?.ok === true ? { pullThrough: pullThrough.value } : {}),
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
