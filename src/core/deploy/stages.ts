import { throwIfAborted } from '../lib/abort';
import { QuaysideError } from '../lib/errors';
import { message } from '../lib/message';
import { parseTaskDefinition } from '../model/arn';
import type { DeployEvent, WatchReference } from './event';
import { isAccepted, type RevisionRef } from './plan';
import type { PreparedDeploy } from './planning';
import { ourRollout } from './ourRollout';
import { changedPaths } from './proof';
import { registerCopy } from './registerCopy';
import { identicalRevision } from './reuse';
import { revisionChange } from './revisionChange';
import { stage, type StageContext } from './stage';

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

/**
 * Registers the copy, or finds that a revision is identical already; `onRegistered` hears of a new revision before it is
 * proven, so that it is never hidden.
 */
export async function register(
  context: StageContext,
  images: ReadonlyMap<string, string>,
  onRegistered: (revision: RevisionRef) => void,
): Promise<RevisionRef> {
  const { prepared, deps, tell } = context;
  const { base, revision: running, newest } = prepared.facts;
  return await stage('register', context, async () => {
    await assertPlanHolds(context);
    throwIfAborted(context.signal);
    const change = revisionChange(prepared.facts, images);
    const same = identicalRevision({ revision: running, raw: base }, newest, change);
    if (same !== undefined) {
      const provenChanges = changedPaths(base, same.raw).length;
      const { revision } = same;
      tell({ type: 'registered', at: deps.clock.now(), revision, provenChanges, reused: true });
      const note = message('stage.reused', 'revision {0} is identical: reused', revision.revision);
      return { value: revision, note };
    }
    await prepareLogGroups(context);
    const { revision, provenChanges, note } = await registerCopy(context, change, onRegistered);
    tell({ type: 'registered', at: deps.clock.now(), revision, provenChanges });
    return { value: revision, note };
  });
}

/** What of the service's own settings the person agreed to change, as UpdateService is told. */
export function acceptedChange({ plan, facts }: PreparedDeploy) {
  const { minimumHealthyPercent, maximumPercent, circuitBreaker } = facts.service;
  return isAccepted(plan, 'enableBreaker')
    ? { breaker: { ...circuitBreaker, enabled: true, rollback: true, minimumHealthyPercent, maximumPercent } }
    : {};
}

/** A log group that is missing is created only when the person said so. */
async function prepareLogGroups({ prepared, deps, signal, tell }: StageContext): Promise<void> {
  if (!isAccepted(prepared.plan, 'createLogGroup')) return;
  for (const { name, region } of prepared.facts.missingLogGroups ?? []) {
    const text = message('register.createLogGroup', 'Creating log group {0}', name);
    tell({ type: 'progress', at: deps.clock.now(), stage: 'register', text });
    await deps.connection.logs(region).createGroup(name, signal);
  }
}

/** Points the service at the revision and answers what identifies the rollout that this began. */
export async function update(context: StageContext, revision: RevisionRef): Promise<WatchReference> {
  const { prepared, deps, signal, tell } = context;
  const { clusterArn, serviceArn, connection, base } = prepared.plan;
  const { events } = prepared.facts.service;
  return await stage('update', context, async () => {
    throwIfAborted(signal);
    const change = {
      cluster: clusterArn,
      service: serviceArn,
      taskDefinition: revision.arn,
      ...(revision.arn === base.arn ? { forceNewDeployment: true } : {}),
      ...acceptedChange(prepared),
    };
    const service = await deps.connection.ecs.updateService(change, new AbortController().signal);
    const rollout = ourRollout(service, revision);
    // Building took its time: what the service said meanwhile is none of this rollout.
    const eventCursor = (service.events[0] ?? events[0])?.id;
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
