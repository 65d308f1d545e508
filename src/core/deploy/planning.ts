import { message } from '../lib/message';
import { repositoryUri } from '../docker/imageReference';
import { builderName } from '../docker/engine';
import type { ConnectionInfo } from '../model/connection';
import { arnName } from '../model/arn';
import { planChecks } from './checks';
import type { DeployOptions } from './deps';
import type { PlanFacts } from './facts';
import type { DeployPlan, FieldChange, PlannedBuild, PlannedImage, PlanFixId } from './plan';
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

function makePlan(
  facts: PlanFacts,
  connection: ConnectionInfo,
  options: Pick<DeployOptions, 'pin'>,
): DeployPlan {
  const { target, service, container, revision, base } = facts;
  const image = plannedImage(facts);
  const changes = imageChange(facts, image, options);
  const build = plannedBuild(facts);
  return {
    connection,
    ...(target.name === undefined ? {} : { targetName: target.name }),
    clusterArn: service.clusterArn,
    clusterName: arnName(service.clusterArn),
    serviceArn: service.arn,
    serviceName: service.name,
    container: container.name,
    base: revision,
    source: target.source,
    ...(build === undefined ? {} : { build }),
    image,
    changes,
    unchangedFields: countMembers(base) - changes.length,
    unknownMembers: unknownMembers(base.body),
    checks: planChecks(facts, connection.accountId),
    rollout: {
      desired: service.desired,
      ...taskLimits(service),
      breaker: service.circuitBreaker,
      drainSeconds: facts.drainSeconds,
    },
  };
}

function plannedBuild({ target: { source }, base, build }: PlanFacts): PlannedBuild | undefined {
  if (source.kind !== 'build') return undefined;
  const needed = taskPlatform(base.body);
  return {
    dockerfile: source.dockerfile,
    context: source.context,
    platform: source.platform ?? (needed.kind === 'linux' ? needed.platform : 'linux/amd64'),
    builder: build?.engine.ok === true ? builderName(build.engine.value.builder) : 'docker',
  };
}

function plannedImage({ target: { source }, container, place, build, repository }: PlanFacts): PlannedImage {
  const uri = place === undefined ? container.image : repositoryUri(place.reference);
  return {
    repositoryUri: uri,
    repositoryName: place?.reference.repository ?? container.image,
    ...(place?.registryId === undefined ? {} : { registryId: place.registryId }),
    repositoryExists: repository?.ok !== true || repository.value !== undefined,
    ...(build === undefined ? {} : { tag: build.tag }),
    before: container.image,
    after: source.kind === 'image' ? source.image : `${uri}:${build?.tag ?? ''}`,
  };
}

function imageChange(
  { container, image: existing }: PlanFacts,
  image: PlannedImage,
  { pin }: Pick<DeployOptions, 'pin'>,
): readonly FieldChange[] {
  const digest = existing?.ok === true && image.tag === undefined ? existing.value?.digest : undefined;
  const after = pin === 'digest' && digest !== undefined ? `${image.repositoryUri}@${digest}` : image.after;
  if (after === container.image) return [];
  const pinned = pin === 'digest' && digest === undefined;
  return [
    {
      path: `containerDefinitions[${container.name}].image`,
      before: container.image,
      after,
      ...(pinned
        ? { note: message('change.pinned', 'pinned to its digest once the registry has confirmed it') }
        : {}),
    },
  ];
}
