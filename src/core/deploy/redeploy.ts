import type { RawTaskDefinition } from '../aws/api';
import type { Connection } from '../aws/connection';
import { QuaysideError } from '../lib/errors';
import { parseTaskDefinition } from '../model/arn';
import { primaryRollout, type Service } from '../model/service';
import type { WatchReference } from './event';
import { ourRollout } from './ourRollout';
import type { RevisionRef } from './plan';
import { assertSupported } from './shape';
import { containersOf, revisionOf } from './taskDefinition';

/** A revision as far as somebody needs to see it to choose it. */
export interface RevisionSummary {
  readonly revision: RevisionRef;
  readonly images: readonly { readonly container: string; readonly image: string }[];
  /** Milliseconds since the epoch. */
  readonly registeredAt?: number;
}

/** A container whose image another revision has otherwise; one side is missing where only the other has the container. */
export interface ImageChange {
  readonly container: string;
  readonly before?: string;
  readonly after?: string;
}

/** What stands before a service is pointed at a revision it has had before, or told to start its own anew. */
export interface RedeployBase {
  readonly service: Service;
  /** What the service runs, or is on the way to. */
  readonly running: RevisionSummary;
  /** True in the middle of a rollout: another update supersedes it. */
  readonly rolling: boolean;
}

/** Fails with `notFound`, or with `unsupportedService` for a service that other doors lead to. */
export async function redeployBase(
  place: { readonly clusterArn: string; readonly serviceArn: string },
  connection: Connection,
  signal: AbortSignal,
): Promise<RedeployBase> {
  const service = await readService(place, connection, signal);
  assertSupported(service);
  return {
    service,
    running: await summarize(service.taskDefinitionArn, connection, signal),
    rolling: primaryRollout(service)?.rolloutState === 'IN_PROGRESS',
  };
}

/** Pages of a family's revisions that can be run, newest first; every page but the last is full. */
export async function* revisionsOf(
  family: string,
  connection: Connection,
  pageSize: number,
  signal: AbortSignal,
): AsyncGenerator<readonly RevisionSummary[], void, undefined> {
  for await (const arns of connection.ecs.listTaskDefinitions(family, signal)) {
    for (let from = 0; from < arns.length; from += pageSize) {
      const page = arns.slice(from, from + pageSize);
      const read = await Promise.all(page.map((arn) => connection.ecs.describeTaskDefinition(arn, signal)));
      yield read.map(summaryOf);
    }
  }
}

/** The images that differ, container by container, in the order of the new revision. */
export function imageChanges(before: RevisionSummary, after: RevisionSummary): readonly ImageChange[] {
  const old = new Map(before.images.map(({ container, image }) => [container, image]));
  const kept = new Set(after.images.map(({ container }) => container));
  const changed = after.images
    .filter(({ container, image }) => old.get(container) !== image)
    .map(({ container, image }) => {
      const was = old.get(container);
      return { container, after: image, ...(was === undefined ? {} : { before: was }) };
    });
  const gone = before.images
    .filter(({ container }) => !kept.has(container))
    .map(({ container, image }) => ({ container, before: image }));
  return [...changed, ...gone];
}

/**
 * Points the service at an earlier revision, or (without one) starts the tasks of its own anew; sends nothing else.
 * Fails with `conflict` (details.planned, details.revision) when the service runs another revision than was shown.
 */
export async function redeploy(
  { service: seen, running }: RedeployBase,
  revision: RevisionRef | undefined,
  connection: Connection,
  signal: AbortSignal,
): Promise<WatchReference> {
  const place = { clusterArn: seen.clusterArn, serviceArn: seen.arn };
  // A question may stand open for hours: what was agreed to is what happens, or nothing.
  const service = await readService(place, connection, signal);
  if (service.taskDefinitionArn !== seen.taskDefinitionArn) {
    const now = parseTaskDefinition(service.taskDefinitionArn).revision;
    throw new QuaysideError(
      'conflict',
      `The service runs revision ${now} meanwhile, not ${running.revision.revision}`,
      { details: { operation: 'UpdateService', planned: running.revision.revision, revision: now } },
    );
  }
  const change = revision === undefined ? { forceNewDeployment: true } : { taskDefinition: revision.arn };
  // Not cancelled on its way: whether the service was changed must be known.
  const updated = await connection.ecs.updateService(
    { cluster: place.clusterArn, service: place.serviceArn, ...change },
    new AbortController().signal,
  );
  const target = revision ?? running.revision;
  const rollout = ourRollout(updated, target);
  const eventCursor = (updated.events[0] ?? service.events[0])?.id;
  const { profile, kind, region } = connection.info;
  return {
    ...{ profile, kind, region, ...place },
    rolloutId: rollout.id,
    startedAt: rollout.createdAt,
    oldRevision: running.revision,
    newRevision: target,
    ...(eventCursor === undefined ? {} : { eventCursor }),
  };
}

async function readService(
  { clusterArn, serviceArn }: { readonly clusterArn: string; readonly serviceArn: string },
  { ecs }: Connection,
  signal: AbortSignal,
): Promise<Service> {
  const { services } = await ecs.describeServices(clusterArn, [serviceArn], signal);
  const service = services.find(({ status }) => status === 'ACTIVE');
  if (service === undefined) {
    throw new QuaysideError('notFound', `There is no service ${serviceArn} any more`, {
      details: { service: serviceArn },
    });
  }
  return service;
}

/** One revision, by its ARN. Fails with what AWS answered. */
export async function summarize(
  arn: string,
  { ecs }: Connection,
  signal: AbortSignal,
): Promise<RevisionSummary> {
  return summaryOf(await ecs.describeTaskDefinition(arn, signal));
}

function summaryOf({ body }: RawTaskDefinition): RevisionSummary {
  const registered = body['registeredAt'];
  return {
    revision: revisionOf(body),
    images: containersOf(body).map(({ name, image }) => ({ container: name, image })),
    // Seconds on the wire, with a fraction.
    ...(typeof registered === 'number' ? { registeredAt: Math.round(registered * 1000) } : {}),
  };
}
