import type { JsonObject } from '../../../core/lib/json';
import { isEnded } from '../../engine/rollout';
import { resolvedBalancers, shiftsTraffic } from '../../engine/traffic';
import { record, records, text, texts } from '../../wire/input';
import { AwsError, type Operation } from '../../wire/service';
import type { ServiceDeploymentRecord, ServiceRecord, ServiceRevisionRecord } from '../../world/records';
import type { Region } from '../../world/region';
import type { HookRecord } from '../../world/shiftRecords';
import { regionOf, seconds, type EcsDeps } from './deps';
import { clientError, invalidParameter } from './errors';
import { requireCluster, requireService } from './lookups';
import { page } from './paging';
import { countTasks } from './serviceShape';

/** Recorded: the images of a revision are not known in its first seconds. */
const IMAGES_APPEAR_MS = 10_000;

/** `…:service-deployment/CLUSTER/SERVICE/ID` -> the service. */
function serviceOfArn(region: Region, arn: string): ServiceRecord | undefined {
  const [, cluster, service] = /:service-(?:deployment|revision)\/([^/]+)\/([^/]+)\/[^/]+$/.exec(arn) ?? [];
  return cluster === undefined || service === undefined ? undefined : region.services(cluster).get(service);
}

/** The shares of the traffic in percent, where ECS shifts it. */
interface Share {
  readonly production: number;
  readonly test: number;
}

function revisionCounts(region: Region, service: ServiceRecord, arn: string, share?: Share): JsonObject {
  const deployment = service.deployments.find(({ revisionArn }) => revisionArn === arn);
  const counts =
    deployment === undefined ? { running: 0, pending: 0 } : countTasks(region, service, deployment.id);
  const requested = deployment?.status === 'PRIMARY' ? service.desiredCount : counts.running + counts.pending;
  return {
    arn,
    requestedTaskCount: requested,
    runningTaskCount: counts.running,
    pendingTaskCount: counts.pending,
    ...(share && {
      requestedProductionTrafficWeight: share.production,
      requestedTestTrafficWeight: share.test,
    }),
  };
}

/** Weights are there only when a load balancer has two target groups for them (documented: headless services). */
function shareOf(
  service: ServiceRecord,
  { shift, targetRevisionArn }: ServiceDeploymentRecord,
): Share | undefined {
  const revision = service.revisions.find(({ arn }) => arn === targetRevisionArn);
  return shift !== undefined && revision !== undefined && shiftsTraffic(revision.placement)
    ? shift
    : undefined;
}

function rest(share: Share | undefined): Share | undefined {
  if (share === undefined) return undefined;
  // In tenths of a percent: floating point has its own idea of 100 - 33.3.
  return { production: Math.round(1_000 - share.production * 10) / 10, test: 100 - share.test };
}

function hookAnswer(hook: HookRecord): JsonObject {
  const { id, targetType, targetArn, status, expiresAt, timeoutAction } = hook;
  return {
    hookId: id,
    targetType,
    status,
    expiresAt: seconds(expiresAt),
    timeoutAction,
    ...(targetArn !== undefined && { targetArn }),
  };
}

function times(deployment: ServiceDeploymentRecord): JsonObject {
  const { startedAt, finishedAt, stoppedAt } = deployment;
  return {
    createdAt: seconds(deployment.createdAt),
    ...(startedAt !== undefined && { startedAt: seconds(startedAt) }),
    ...(finishedAt !== undefined && { finishedAt: seconds(finishedAt) }),
    ...(stoppedAt !== undefined && { stoppedAt: seconds(stoppedAt) }),
  };
}

function described(region: Region, service: ServiceRecord, deployment: ServiceDeploymentRecord): JsonObject {
  const { rollback, shift } = deployment;
  const share = shareOf(service, deployment);
  return {
    serviceDeploymentArn: deployment.arn,
    serviceArn: service.arn,
    clusterArn: region.arn('ecs', `cluster/${service.clusterName}`),
    ...times(deployment),
    updatedAt: seconds(deployment.updatedAt),
    sourceServiceRevisions: deployment.sourceRevisionArns.map((arn) =>
      revisionCounts(region, service, arn, rest(share)),
    ),
    targetServiceRevision: revisionCounts(region, service, deployment.targetRevisionArn, share),
    status: deployment.status,
    ...(deployment.statusReason !== undefined && { statusReason: deployment.statusReason }),
    ...(shift && { lifecycleStage: shift.stage }),
    ...(shift && shift.hooks.length > 0 && { lifecycleHookDetails: shift.hooks.map(hookAnswer) }),
    deploymentConfiguration: deployment.deploymentConfiguration,
    ...(rollback && {
      rollback: {
        reason: rollback.reason,
        startedAt: seconds(rollback.startedAt),
        serviceRevisionArn: rollback.revisionArn,
      },
    }),
    deploymentCircuitBreaker: deployment.breaker,
    alarms: {
      status: deployment.alarms?.status ?? 'DISABLED',
      alarmNames: deployment.alarms?.names ?? [],
      triggeredAlarmNames: deployment.alarms?.triggered ?? [],
    },
  };
}

function brief(region: Region, service: ServiceRecord, deployment: ServiceDeploymentRecord): JsonObject {
  return {
    serviceDeploymentArn: deployment.arn,
    serviceArn: service.arn,
    clusterArn: region.arn('ecs', `cluster/${service.clusterName}`),
    ...times(deployment),
    targetServiceRevisionArn: deployment.targetRevisionArn,
    status: deployment.status,
    ...(deployment.statusReason !== undefined && { statusReason: deployment.statusReason }),
  };
}

function revisionAnswer(
  region: Region,
  service: ServiceRecord,
  revision: ServiceRevisionRecord,
  now: number,
): JsonObject {
  const containers = records(
    region.taskDefinition(revision.taskDefinition)?.body ?? {},
    'containerDefinitions',
  );
  const digests = new Map<string, string>();
  for (const task of region.tasksOf(service)) {
    if (task.taskDefinition !== revision.taskDefinition) continue;
    for (const { name, imageDigest } of task.containers) {
      if (imageDigest !== undefined) digests.set(name, imageDigest);
    }
  }
  return {
    ...revision.placement,
    serviceRevisionArn: revision.arn,
    serviceArn: service.arn,
    clusterArn: region.arn('ecs', `cluster/${service.clusterName}`),
    taskDefinition: revision.taskDefinition,
    createdAt: seconds(revision.createdAt),
    guardDutyEnabled: false,
    ...(shiftsTraffic(revision.placement) && {
      resolvedConfiguration: {
        loadBalancers: resolvedBalancers(revision.placement, revision.alternate === true),
      },
    }),
    ...(now - revision.createdAt >= IMAGES_APPEAR_MS && {
      containerImages: (containers ?? []).map(({ name, image }) => {
        const digest = digests.get(typeof name === 'string' ? name : '');
        return { containerName: name, image, ...(digest !== undefined && { imageDigest: digest }) };
      }),
    }),
  };
}

function checkCount(arns: readonly string[], what: string): void {
  if (arns.length === 0) throw invalidParameter(`${what} cannot be empty.`);
  if (arns.length > 20) throw invalidParameter(`${what} cannot have more than 20 elements.`);
}

/** `createdAt: { after, before }`: epoch seconds on the wire. */
function withinTimes(input: JsonObject, createdAt: number): boolean {
  const { after, before } = record(input, 'createdAt') ?? {};
  return (
    (typeof after !== 'number' || seconds(createdAt) > after) &&
    (typeof before !== 'number' || seconds(createdAt) < before)
  );
}

export function serviceDeploymentOperations(deps: EcsDeps): Record<string, Operation> {
  return {
    ListServiceDeployments(input, context) {
      const region = regionOf(deps, context);
      const service = requireService(region, input);
      const statuses = texts(input, 'status') ?? [];
      const all = service.serviceDeployments.filter(
        ({ status, createdAt }) =>
          (statuses.length === 0 || statuses.includes(status)) && withinTimes(input, createdAt),
      );
      const { items, rest } = page(input, 'deployments', all, 20);
      return { serviceDeployments: items.map((one) => brief(region, service, one)), ...rest };
    },

    DescribeServiceDeployments(input, context) {
      const region = regionOf(deps, context);
      const arns = texts(input, 'serviceDeploymentArns') ?? [];
      checkCount(arns, 'serviceDeploymentArns');
      const serviceDeployments: JsonObject[] = [];
      const failures: JsonObject[] = [];
      for (const arn of arns) {
        const service = serviceOfArn(region, arn);
        const found = service?.serviceDeployments.find((one) => one.arn === arn);
        if (service === undefined || found === undefined) failures.push({ arn, reason: 'MISSING' });
        else serviceDeployments.push(described(region, service, found));
      }
      return { serviceDeployments, failures };
    },

    DescribeServiceRevisions(input, context) {
      const region = regionOf(deps, context);
      const arns = texts(input, 'serviceRevisionArns') ?? [];
      checkCount(arns, 'serviceRevisionArns');
      const serviceRevisions: JsonObject[] = [];
      const failures: JsonObject[] = [];
      for (const arn of arns) {
        const service = serviceOfArn(region, arn);
        if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
        requireCluster(region, { cluster: service.clusterName });
        if (service.status === 'INACTIVE') {
          throw invalidParameter('Cannot call DescribeServiceRevisions for a service that is INACTIVE');
        }
        const found = service.revisions.find((one) => one.arn === arn);
        if (found === undefined) failures.push({ arn, reason: 'MISSING' });
        else serviceRevisions.push(revisionAnswer(region, service, found, deps.clock.now()));
      }
      return { serviceRevisions, failures };
    },

    StopServiceDeployment(input, context) {
      const region = regionOf(deps, context);
      const { service, running } = requireDeployment(region, input);
      const type = text(input, 'stopType') ?? 'ROLLBACK';
      if (type !== 'ROLLBACK' && type !== 'ABORT') {
        throw invalidParameter('stop type should be one of [ABORT,ROLLBACK]');
      }
      if (isEnded(running)) {
        throw new AwsError(
          'ConflictException',
          'The service deployment cannot be stopped in its current state.',
        );
      }
      // Documented: what stops or rolls back already goes on doing so.
      if (running.status === 'PENDING' || running.status === 'IN_PROGRESS') {
        running.updatedAt = deps.clock.now();
        if (type === 'ABORT') {
          running.status = 'STOP_REQUESTED';
          deps.engine.requestAbort(region, service, running);
        } else {
          running.status = 'ROLLBACK_REQUESTED';
          deps.engine.requestRollback(region, service, running);
        }
      }
      return { serviceDeploymentArn: running.arn };
    },

    ContinueServiceDeployment(input, context) {
      const region = regionOf(deps, context);
      const { service, running } = requireDeployment(region, input);
      const action = text(input, 'action') ?? 'CONTINUE';
      if (action !== 'CONTINUE' && action !== 'ROLLBACK') {
        throw invalidParameter('action should be one of [CONTINUE,ROLLBACK]');
      }
      const hookId = text(input, 'hookId');
      if (hookId === undefined) throw invalidParameter('hookId cannot be empty.');
      const hook = running.shift?.hooks.find(({ id }) => id === hookId);
      if (hook === undefined) throw invalidParameter(`The hook ${hookId} was not found.`);
      // Documented: the hook awaits action, and the deployment is IN_PROGRESS.
      if (hook.status !== 'AWAITING_ACTION' || running.status !== 'IN_PROGRESS') {
        throw clientError('The lifecycle hook is not awaiting action.');
      }
      running.updatedAt = deps.clock.now();
      if (action === 'CONTINUE') {
        hook.status = 'SUCCEEDED';
        deps.engine.poke(region, service);
      } else {
        hook.status = 'FAILED';
        running.status = 'ROLLBACK_REQUESTED';
        deps.engine.requestRollback(region, service, running);
      }
      return { serviceDeploymentArn: running.arn };
    },
  };
}

function requireDeployment(
  region: Region,
  input: JsonObject,
): { readonly service: ServiceRecord; readonly running: ServiceDeploymentRecord } {
  const arn = text(input, 'serviceDeploymentArn') ?? '';
  const service = serviceOfArn(region, arn);
  const running = service?.serviceDeployments.find((one) => one.arn === arn);
  if (service === undefined || running === undefined) {
    throw new AwsError('ServiceDeploymentNotFoundException', 'Service deployment not found.');
  }
  return { service, running };
}
