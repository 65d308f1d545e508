import { message } from '../lib/message';
import { repositoryUri } from '../docker/imageReference';
import { builderName } from '../docker/engine';
import type { ConnectionInfo } from '../model/connection';
import { arnName } from '../model/arn';
import { planChecks } from './checks';
import type { DeployOptions } from './deps';
import type { PlanFacts } from './facts';
import type { PartFacts } from './partFacts';
import type {
  DeployPlan,
  FieldChange,
  PlannedBuild,
  PlannedContainer,
  PlannedImage,
  PlanFixId,
  RevisionRef,
} from './plan';
import { identicalRevision } from './reuse';
import { plannedTags, revisionChange } from './revisionChange';
import { taskPlatform } from './taskPlatform';
import { countMembers, unknownMembers } from './taskDefinition';
import { taskLimits } from './view/rollout';

/** A plan together with what was read to make it. Accepting a fix gives a new one. */
export interface PreparedDeploy {
  readonly plan: DeployPlan;
  /** What the plan is made of; for the engine. */
  readonly facts: PlanFacts;
  accept(fix: PlanFixId, accepted: boolean): PreparedDeploy;
}

export function prepare(
  facts: PlanFacts,
  connection: ConnectionInfo,
  options: Pick<DeployOptions, 'pin'>,
): PreparedDeploy {
  return prepared(makePlan(facts, connection, options), facts);
}

function prepared(plan: DeployPlan, facts: PlanFacts): PreparedDeploy {
  return {
    plan,
    facts,
    accept: (id, accepted) =>
      prepared(
        {
          ...plan,
          checks: plan.checks.map((check) =>
            check.fix?.id === id ? { ...check, fix: { ...check.fix, accepted } } : check,
          ),
        },
        facts,
      ),
  };
}

/** Stands where a plan is shown before all of it is read. */
const UNKNOWN_YET = '…';

/** Every container that gets a new image, the target's own first. */
export function plannedContainers(plan: DeployPlan): readonly PlannedContainer[] {
  return [plan, ...(plan.more ?? [])];
}

function makePlan(
  facts: PlanFacts,
  connection: ConnectionInfo,
  options: Pick<DeployOptions, 'pin'>,
): DeployPlan {
  const { target, service, revision, base, parts } = facts;
  const [first, ...more] = parts;
  const images = parts.map((part) => imageChange(part, plannedImage(part), options));
  const tags = tagChanges(facts);
  const changes = [...images.flatMap((change) => change ?? []), ...tags];
  const reuses = facts.pending === undefined ? knownReuse(facts, options) : undefined;
  const members = changes.length - tags.length + (tags.length > 0 && base.tags.length > 0 ? 1 : 0);
  return {
    connection,
    ...(target.name === undefined ? {} : { targetName: target.name }),
    clusterArn: service.clusterArn,
    clusterName: arnName(service.clusterArn),
    serviceArn: service.arn,
    serviceName: service.name,
    base: revision,
    ...plannedContainer(first, facts),
    ...(more.length === 0 ? {} : { more: more.map((part) => plannedContainer(part, facts)) }),
    ...(reuses === undefined ? {} : { reuses }),
    changes,
    unchangedFields: countMembers(base) - members,
    unknownMembers: unknownMembers(base.body),
    checks: planChecks(facts, connection.accountId, reuses),
    rollout: {
      desired: service.desired,
      ...taskLimits(service),
      breaker: service.circuitBreaker,
      drainSeconds: facts.drainSeconds,
    },
  };
}

function plannedContainer(part: PartFacts, facts: PlanFacts): PlannedContainer {
  const build = plannedBuild(part, facts);
  return {
    container: part.container.name,
    source: part.source,
    ...(build === undefined ? {} : { build }),
    image: plannedImage(part),
  };
}

function plannedBuild(
  { source, build }: PartFacts,
  { base, instances }: PlanFacts,
): PlannedBuild | undefined {
  if (source.kind !== 'build') return undefined;
  const needed = taskPlatform(base.body, instances);
  return {
    dockerfile: source.dockerfile,
    context: source.context,
    platform: source.platform ?? (needed.kind === 'linux' ? needed.platform : 'linux/amd64'),
    builder:
      build === undefined
        ? UNKNOWN_YET
        : build.engine.ok
          ? builderName(build.engine.value.builder)
          : 'docker',
  };
}

function plannedImage({ source, container, place, build, repository }: PartFacts): PlannedImage {
  const uri = place === undefined ? container.image : repositoryUri(place.reference);
  return {
    repositoryUri: uri,
    repositoryName: place?.reference.repository ?? container.image,
    ...(place?.registryId === undefined ? {} : { registryId: place.registryId }),
    repositoryExists: repository?.ok !== true || repository.value !== undefined,
    ...(build === undefined ? {} : { tag: build.tag }),
    before: container.image,
    after: source.kind === 'image' ? source.image : `${uri}:${build?.tag ?? UNKNOWN_YET}`,
  };
}

/** The reference that the revision will name, as far as it is known before anything is pushed. */
function nextReference(
  { image: existing, source, place }: PartFacts,
  image: PlannedImage,
  { pin }: Pick<DeployOptions, 'pin'>,
): { readonly reference: string; readonly certain: boolean } {
  const found = existing?.ok === true && source.kind === 'image' ? existing.value?.digest : undefined;
  const digest = place?.reference.digest ?? found;
  if (digest !== undefined && (pin === 'digest' || place?.reference.digest !== undefined))
    return { reference: `${image.repositoryUri}@${digest}`, certain: true };
  return { reference: image.after, certain: pin === 'tag' };
}

function imageChange(
  part: PartFacts,
  image: PlannedImage,
  options: Pick<DeployOptions, 'pin'>,
): FieldChange | undefined {
  const { container } = part;
  const { reference, certain } = nextReference(part, image, options);
  if (reference === container.image) return undefined;
  return {
    path: `containerDefinitions[${container.name}].image`,
    before: container.image,
    after: reference,
    ...(certain
      ? {}
      : { note: message('change.pinned', 'pinned to its digest once the registry has confirmed it') }),
  };
}

function tagChanges(facts: PlanFacts): readonly FieldChange[] {
  return plannedTags(facts).flatMap(({ key, value }) => {
    const before = facts.base.tags.find((tag) => tag.key === key)?.value;
    if (before === value) return [];
    return [{ path: `tags[${key}]`, ...(before === undefined ? {} : { before }), after: value }];
  });
}

/** The revision that is used instead of a new one, where that can be told before anything is built. */
function knownReuse(facts: PlanFacts, options: Pick<DeployOptions, 'pin'>): RevisionRef | undefined {
  const { parts, base, revision, newest } = facts;
  const next = parts.map((part) => ({
    container: part.container.name,
    ...nextReference(part, plannedImage(part), options),
  }));
  if (parts.some(({ source }) => source.kind === 'build') || next.some(({ certain }) => !certain))
    return undefined;
  const images = new Map(next.map(({ container, reference }) => [container, reference]));
  return identicalRevision({ revision, raw: base }, newest, revisionChange(facts, images))?.revision;
}
