import type {
  Cluster as SdkCluster,
  Container as SdkContainer,
  ContainerInstance as SdkContainerInstance,
  Deployment as SdkDeployment,
  DeploymentCircuitBreaker,
  DeploymentConfiguration,
  DeploymentLifecycleHookDetail,
  Failure as SdkFailure,
  Service as SdkService,
  ServiceDeployment as SdkServiceDeployment,
  ServiceDeploymentBrief,
  ServiceRevision as SdkServiceRevision,
  ServiceRevisionSummary,
  Task as SdkTask,
} from '@aws-sdk/client-ecs';
import { arnName } from '../model/arn';
import type { Cluster } from '../model/cluster';
import type {
  DeploymentStrategy,
  LifecycleHook,
  RevisionShare,
  ServiceDeployment,
  ServiceRevision,
} from '../model/deploymentRecord';
import type { Service, ServiceRollout } from '../model/service';
import type { Container, Task } from '../model/task';
import type { ContainerInstance, Failure } from './api';
import { given, millis } from './given';

export function toFailure(failure: SdkFailure): Failure {
  return { arn: failure.arn ?? '', reason: failure.reason ?? '' };
}

export function toCluster(cluster: SdkCluster): Cluster {
  const arn = cluster.clusterArn ?? '';
  return {
    arn,
    name: cluster.clusterName ?? arnName(arn),
    status: cluster.status ?? 'ACTIVE',
    activeServices: cluster.activeServicesCount ?? 0,
    runningTasks: cluster.runningTasksCount ?? 0,
    pendingTasks: cluster.pendingTasksCount ?? 0,
    containerInstances: cluster.registeredContainerInstancesCount ?? 0,
  };
}

export function toContainerInstance(instance: SdkContainerInstance): ContainerInstance {
  const free = new Map((instance.remainingResources ?? []).map((resource) => [resource.name, resource]));
  const ports = (name: string, protocol: string): readonly string[] =>
    (free.get(name)?.stringSetValue ?? []).map((port) => `${port}/${protocol}`);
  const architecture = instance.attributes?.find(({ name }) => name === 'ecs.cpu-architecture')?.value;
  return {
    arn: instance.containerInstanceArn ?? '',
    available: instance.status === 'ACTIVE' && instance.agentConnected !== false,
    freeCpu: free.get('CPU')?.integerValue ?? 0,
    freeMemory: free.get('MEMORY')?.integerValue ?? 0,
    // Ports are the exception: what is listed as remaining is what is taken.
    takenPorts: [...ports('PORTS', 'tcp'), ...ports('PORTS_UDP', 'udp')],
    ...given('architecture', architecture),
  };
}

function toBreaker(breaker: DeploymentCircuitBreaker | undefined): Service['circuitBreaker'] {
  const { type, value } = breaker?.thresholdConfiguration ?? {};
  return {
    enabled: breaker?.enable ?? false,
    rollback: breaker?.rollback ?? false,
    ...given('threshold', type === undefined || value === undefined ? undefined : { type, value }),
    ...given('resetOnHealthyTask', breaker?.resetOnHealthyTask),
  };
}

export function toService(service: SdkService): Service {
  const arn = service.serviceArn ?? '';
  const daemon = service.schedulingStrategy === 'DAEMON';
  const { deploymentConfiguration: deployment, networkConfiguration: network } = service;
  const breaker = deployment?.deploymentCircuitBreaker;
  return {
    arn,
    name: service.serviceName ?? arnName(arn),
    clusterArn: service.clusterArn ?? '',
    status: service.status ?? 'ACTIVE',
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    pending: service.pendingCount ?? 0,
    taskDefinitionArn: service.taskDefinition ?? '',
    scheduling: service.schedulingStrategy ?? 'REPLICA',
    controller: service.deploymentController?.type ?? 'ECS',
    strategy: deployment?.strategy ?? 'ROLLING',
    express: service.resourceManagementType === 'ECS',
    // Defaults of ECS where the answer leaves them out: replica 100/200, daemon 0/100.
    minimumHealthyPercent: deployment?.minimumHealthyPercent ?? (daemon ? 0 : 100),
    maximumPercent: deployment?.maximumPercent ?? (daemon ? 100 : 200),
    circuitBreaker: toBreaker(breaker),
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds ?? 0,
    loadBalancers: (service.loadBalancers ?? []).flatMap(
      ({ targetGroupArn, containerName, containerPort, advancedConfiguration: advanced }) =>
        // Classic load balancers have a name and no target group.
        targetGroupArn === undefined
          ? []
          : [
              {
                targetGroupArn,
                containerName: containerName ?? '',
                containerPort: containerPort ?? 0,
                ...given('alternateTargetGroupArn', advanced?.alternateTargetGroupArn),
              },
            ],
    ),
    rollouts: (service.deployments ?? []).map(toRollout),
    events: (service.events ?? []).map(({ id, createdAt, message }) => ({
      id: id ?? '',
      at: millis(createdAt) ?? 0,
      message: message ?? '',
    })),
    createdAt: millis(service.createdAt) ?? 0,
    tags: (service.tags ?? []).map(({ key, value }) => ({ key: key ?? '', value: value ?? '' })),
    execEnabled: service.enableExecuteCommand ?? false,
    ...given('launchType', service.launchType),
    ...given('currentServiceDeployment', service.currentServiceDeployment),
    ...given(
      'currentRevisionArns',
      service.currentServiceRevisions?.flatMap(({ arn: revision }) => revision ?? []),
    ),
    ...(network?.awsvpcConfiguration === undefined ? {} : { networkMode: 'awsvpc' as const }),
  };
}

function toRollout(deployment: SdkDeployment): ServiceRollout {
  return {
    id: deployment.id ?? '',
    status: deployment.status ?? '',
    taskDefinitionArn: deployment.taskDefinition ?? '',
    desired: deployment.desiredCount ?? 0,
    running: deployment.runningCount ?? 0,
    pending: deployment.pendingCount ?? 0,
    failedTasks: deployment.failedTasks ?? 0,
    createdAt: millis(deployment.createdAt) ?? 0,
    updatedAt: millis(deployment.updatedAt) ?? millis(deployment.createdAt) ?? 0,
    ...given('rolloutState', deployment.rolloutState),
    ...given('rolloutStateReason', deployment.rolloutStateReason),
  };
}

export function toTask(task: SdkTask): Task {
  const attachments = (task.attachments ?? []).flatMap(({ details }) => details ?? []);
  const privateIp = attachments.find(({ name }) => name === 'privateIPv4Address')?.value;
  return {
    arn: task.taskArn ?? '',
    clusterArn: task.clusterArn ?? '',
    taskDefinitionArn: task.taskDefinitionArn ?? '',
    lastStatus: task.lastStatus ?? '',
    desiredStatus: task.desiredStatus ?? '',
    health: task.healthStatus ?? 'UNKNOWN',
    group: task.group ?? '',
    containers: (task.containers ?? []).map(toContainer),
    createdAt: millis(task.createdAt) ?? 0,
    ...given('startedBy', task.startedBy),
    ...given('execEnabled', task.enableExecuteCommand),
    ...given('launchType', task.launchType),
    ...given('availabilityZone', task.availabilityZone),
    ...given('privateIp', privateIp),
    ...given('containerInstanceArn', task.containerInstanceArn),
    ...given('stopCode', task.stopCode),
    ...given('stoppedReason', task.stoppedReason),
    ...given('pullStartedAt', millis(task.pullStartedAt)),
    ...given('pullStoppedAt', millis(task.pullStoppedAt)),
    ...given('startedAt', millis(task.startedAt)),
    ...given('stoppingAt', millis(task.stoppingAt)),
    ...given('executionStoppedAt', millis(task.executionStoppedAt)),
    ...given('stoppedAt', millis(task.stoppedAt)),
  };
}

function toContainer(container: SdkContainer): Container {
  return {
    name: container.name ?? '',
    image: container.image ?? '',
    lastStatus: container.lastStatus ?? '',
    health: container.healthStatus ?? 'UNKNOWN',
    hostPorts: (container.networkBindings ?? []).map(({ containerPort, hostPort, bindIP }) => ({
      containerPort: containerPort ?? 0,
      hostPort: hostPort ?? 0,
      bindIp: bindIP ?? '',
    })),
    ...given(
      'execAgent',
      container.managedAgents?.find(({ name }) => name === 'ExecuteCommandAgent')?.lastStatus,
    ),
    ...given('imageDigest', container.imageDigest),
    ...given('exitCode', container.exitCode),
    ...given('reason', container.reason),
    ...given('runtimeId', container.runtimeId),
  };
}

export function toServiceDeployment(deployment: SdkServiceDeployment): ServiceDeployment {
  const breaker = deployment.deploymentCircuitBreaker;
  const { alarms, targetServiceRevision: target, lifecycleHookDetails: hooks } = deployment;
  return {
    arn: deployment.serviceDeploymentArn ?? '',
    serviceArn: deployment.serviceArn ?? '',
    clusterArn: deployment.clusterArn ?? '',
    status: deployment.status ?? 'PENDING',
    sourceRevisionArns: (deployment.sourceServiceRevisions ?? []).flatMap(({ arn }) => arn ?? []),
    createdAt: millis(deployment.createdAt) ?? 0,
    ...given('statusReason', deployment.statusReason),
    ...given('lifecycleStage', deployment.lifecycleStage),
    ...given('targetRevisionArn', target?.arn),
    ...(target === undefined ? {} : { target: toShare(target) }),
    ...given('sources', deployment.sourceServiceRevisions?.map(toShare)),
    ...given('hooks', hooks?.map(toHook)),
    ...given('strategy', toStrategy(deployment.deploymentConfiguration)),
    ...(alarms === undefined
      ? {}
      : {
          alarms: {
            status: alarms.status ?? 'DISABLED',
            names: alarms.alarmNames ?? [],
            triggered: alarms.triggeredAlarmNames ?? [],
          },
        }),
    ...given('rollbackReason', deployment.rollback?.reason),
    ...given('rollbackRevisionArn', deployment.rollback?.serviceRevisionArn),
    ...(breaker === undefined
      ? {}
      : {
          breaker: {
            status: breaker.status ?? 'DISABLED',
            failureCount: breaker.failureCount ?? 0,
            threshold: breaker.threshold ?? 0,
          },
        }),
    ...given('startedAt', millis(deployment.startedAt)),
    ...given('finishedAt', millis(deployment.finishedAt)),
    ...given('stoppedAt', millis(deployment.stoppedAt)),
  };
}

function toShare(revision: ServiceRevisionSummary): RevisionShare {
  return {
    arn: revision.arn ?? '',
    requested: revision.requestedTaskCount ?? 0,
    running: revision.runningTaskCount ?? 0,
    pending: revision.pendingTaskCount ?? 0,
    ...given('production', revision.requestedProductionTrafficWeight),
    ...given('test', revision.requestedTestTrafficWeight),
  };
}

function toHook(hook: DeploymentLifecycleHookDetail): LifecycleHook {
  return {
    id: hook.hookId ?? '',
    // The model's text: a hook without a type is a function's.
    kind: hook.targetType ?? 'AWS_LAMBDA',
    status: hook.status ?? '',
    ...given('targetArn', hook.targetArn),
    ...given('expiresAt', millis(hook.expiresAt)),
    ...given('timeoutAction', hook.timeoutAction),
  };
}

/** Defaults where the answer leaves them out: those of the model's text (linear 10 %, 6 min; canary 5 %, 10 min). */
function toStrategy(configuration: DeploymentConfiguration | undefined): DeploymentStrategy | undefined {
  if (configuration === undefined) return undefined;
  const {
    strategy: name = 'ROLLING',
    linearConfiguration: linear,
    canaryConfiguration: canary,
  } = configuration;
  return {
    name,
    bakeMinutes: configuration.bakeTimeInMinutes ?? 0,
    ...(name === 'LINEAR'
      ? { step: { percent: linear?.stepPercent ?? 10, bakeMinutes: linear?.stepBakeTimeInMinutes ?? 6 } }
      : {}),
    ...(name === 'CANARY'
      ? {
          canary: {
            percent: canary?.canaryPercent ?? 5,
            bakeMinutes: canary?.canaryBakeTimeInMinutes ?? 10,
          },
        }
      : {}),
  };
}

/** A list's entry: it names the revision it brings, not the ones it replaces. */
export function toListedDeployment({
  targetServiceRevisionArn,
  ...brief
}: ServiceDeploymentBrief): ServiceDeployment {
  return {
    ...toServiceDeployment(brief),
    ...given('targetRevisionArn', targetServiceRevisionArn),
  };
}

export function toServiceRevision(revision: SdkServiceRevision): ServiceRevision {
  return {
    arn: revision.serviceRevisionArn ?? '',
    taskDefinitionArn: revision.taskDefinition ?? '',
    containerImages: (revision.containerImages ?? []).map(({ containerName, image, imageDigest }) => ({
      container: containerName ?? '',
      image: image ?? '',
      ...given('digest', imageDigest),
    })),
  };
}
