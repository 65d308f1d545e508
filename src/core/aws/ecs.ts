import {
  ContinueServiceDeploymentCommand,
  DeleteTaskDefinitionsCommand,
  DeregisterTaskDefinitionCommand,
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListClustersCommand,
  ListContainerInstancesCommand,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  ListTaskDefinitionFamiliesCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
  type ECSClient,
  type ThresholdConfiguration,
} from '@aws-sdk/client-ecs';
import { QuaysideError } from '../lib/errors';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json';
import type { ServiceDeployment } from '../model/deploymentRecord';
import type { Tag } from '../model/service';
import type { ContainerInstance, EcsApi } from './api';
import { assertBatch, type Caller } from './caller';
import {
  toCluster,
  toContainerInstance,
  toFailure,
  toListedDeployment,
  toService,
  toServiceDeployment,
  toServiceRevision,
  toTask,
} from './ecsModels';
import { given } from './given';
import { pages } from './pages';
import { keepRawBody, sendRawBody } from './rawJson';

/** Asked for everywhere: without it ListServices answers ten at a time. */
const PAGE = 100;
/** As many instances as are looked at before a deployment. */
const MOST_INSTANCES = 300;

export function createEcs(client: ECSClient, caller: Caller): EcsApi {
  return {
    listClusters: (signal) =>
      pages(async (nextToken) => {
        const input = { maxResults: PAGE, ...given('nextToken', nextToken) };
        const answer = await caller.call(
          'ListClusters',
          () => client.send(new ListClustersCommand(input), { abortSignal: signal }),
          signal,
        );
        return { items: answer.clusterArns ?? [], nextToken: answer.nextToken };
      }),

    async describeClusters(clusters, signal) {
      assertBatch('DescribeClusters', clusters.length, 100);
      if (clusters.length === 0) return { clusters: [], failures: [] };
      const answer = await caller.call(
        'DescribeClusters',
        () => client.send(new DescribeClustersCommand({ clusters: [...clusters] }), { abortSignal: signal }),
        signal,
      );
      return {
        clusters: (answer.clusters ?? []).map(toCluster),
        failures: (answer.failures ?? []).map(toFailure),
      };
    },

    listServices: (cluster, signal) =>
      pages(async (nextToken) => {
        const input = { cluster, maxResults: PAGE, ...given('nextToken', nextToken) };
        const answer = await caller.call(
          'ListServices',
          () => client.send(new ListServicesCommand(input), { abortSignal: signal }),
          signal,
        );
        return { items: answer.serviceArns ?? [], nextToken: answer.nextToken };
      }),

    async describeServices(cluster, services, signal) {
      assertBatch('DescribeServices', services.length, 10);
      if (services.length === 0) return { services: [], failures: [] };
      const answer = await caller.call(
        'DescribeServices',
        () =>
          client.send(new DescribeServicesCommand({ cluster, services: [...services], include: ['TAGS'] }), {
            abortSignal: signal,
          }),
        signal,
      );
      return {
        services: (answer.services ?? []).map(toService),
        failures: (answer.failures ?? []).map(toFailure),
      };
    },

    async rawService(cluster, service, signal) {
      const answer = await caller.call(
        'DescribeServices',
        async () => {
          const command = new DescribeServicesCommand({ cluster, services: [service], include: ['TAGS'] });
          const rawBody = keepRawBody(command.middlewareStack);
          await client.send(command, { abortSignal: signal });
          return rawBody();
        },
        signal,
      );
      const { services } = answer;
      const [found] = Array.isArray(services) ? (services as readonly JsonValue[]) : [];
      return isJsonObject(found) ? found : undefined;
    },

    listTasks: ({ cluster, service, desiredStatus }, signal) =>
      pages(async (nextToken) => {
        const input = {
          cluster,
          desiredStatus,
          maxResults: PAGE,
          ...given('serviceName', service),
          ...given('nextToken', nextToken),
        };
        const answer = await caller.call(
          'ListTasks',
          () => client.send(new ListTasksCommand(input), { abortSignal: signal }),
          signal,
        );
        return { items: answer.taskArns ?? [], nextToken: answer.nextToken };
      }),

    async describeTasks(cluster, tasks, signal) {
      assertBatch('DescribeTasks', tasks.length, 100);
      if (tasks.length === 0) return { tasks: [], failures: [] };
      const answer = await caller.call(
        'DescribeTasks',
        () => client.send(new DescribeTasksCommand({ cluster, tasks: [...tasks] }), { abortSignal: signal }),
        signal,
      );
      return { tasks: (answer.tasks ?? []).map(toTask), failures: (answer.failures ?? []).map(toFailure) };
    },

    async containerInstances(cluster, signal) {
      const list = pages(async (nextToken) => {
        const input = { cluster, maxResults: PAGE, ...given('nextToken', nextToken) };
        const answer = await caller.call(
          'ListContainerInstances',
          () => client.send(new ListContainerInstancesCommand(input), { abortSignal: signal }),
          signal,
        );
        return { items: answer.containerInstanceArns ?? [], nextToken: answer.nextToken };
      });
      const found: ContainerInstance[] = [];
      for await (const arns of list) {
        if (arns.length === 0) break;
        const input = { cluster, containerInstances: [...arns] };
        const answer = await caller.call(
          'DescribeContainerInstances',
          () => client.send(new DescribeContainerInstancesCommand(input), { abortSignal: signal }),
          signal,
        );
        found.push(...(answer.containerInstances ?? []).map(toContainerInstance));
        if (found.length >= MOST_INSTANCES) break;
      }
      return found;
    },

    async describeTaskDefinition(arnOrName, signal) {
      const answer = await caller.call(
        'DescribeTaskDefinition',
        async () => {
          const command = new DescribeTaskDefinitionCommand({ taskDefinition: arnOrName, include: ['TAGS'] });
          const rawBody = keepRawBody(command.middlewareStack);
          await client.send(command, { abortSignal: signal });
          return rawBody();
        },
        signal,
      );
      const body = answer['taskDefinition'];
      if (!isJsonObject(body))
        throw new QuaysideError('awsError', 'DescribeTaskDefinition answered without a task definition', {
          details: { operation: 'DescribeTaskDefinition', awsCode: 'MalformedAnswer' },
        });
      return { body, tags: toTags(answer['tags']) };
    },

    listTaskDefinitionFamilies: (signal) =>
      pages(async (nextToken) => {
        const input = { status: 'ACTIVE', maxResults: PAGE, ...given('nextToken', nextToken) } as const;
        const answer = await caller.call(
          'ListTaskDefinitionFamilies',
          () => client.send(new ListTaskDefinitionFamiliesCommand(input), { abortSignal: signal }),
          signal,
        );
        return { items: answer.families ?? [], nextToken: answer.nextToken };
      }),

    listTaskDefinitions: (family, signal, status = 'ACTIVE') =>
      pages(async (nextToken) => {
        const input = {
          familyPrefix: family,
          status,
          sort: 'DESC',
          maxResults: PAGE,
          ...given('nextToken', nextToken),
        } as const;
        const answer = await caller.call(
          'ListTaskDefinitions',
          () => client.send(new ListTaskDefinitionsCommand(input), { abortSignal: signal }),
          signal,
        );
        return { items: answer.taskDefinitionArns ?? [], nextToken: answer.nextToken };
      }),

    async registerTaskDefinition(body, signal) {
      const answer = await caller.call(
        'RegisterTaskDefinition',
        () => {
          // The typed input is a stand-in: the raw body takes its place on the way out.
          const command = new RegisterTaskDefinitionCommand({ family: '', containerDefinitions: [] });
          sendRawBody(command.middlewareStack, body);
          return client.send(command, { abortSignal: signal });
        },
        signal,
        // Sent twice it makes two revisions.
        { repeatable: false },
      );
      const { taskDefinitionArn: arn, revision } = answer.taskDefinition ?? {};
      if (arn === undefined || revision === undefined)
        throw new QuaysideError('awsError', 'RegisterTaskDefinition answered without a revision', {
          details: { operation: 'RegisterTaskDefinition', awsCode: 'MalformedAnswer' },
        });
      return { arn, revision };
    },

    async deregisterTaskDefinition(taskDefinition, signal) {
      await caller.call(
        'DeregisterTaskDefinition',
        () => client.send(new DeregisterTaskDefinitionCommand({ taskDefinition }), { abortSignal: signal }),
        signal,
      );
    },

    async deleteTaskDefinitions(arns, signal) {
      const answer = await caller.call(
        'DeleteTaskDefinitions',
        () =>
          client.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: [...arns] }), {
            abortSignal: signal,
          }),
        signal,
      );
      return (answer.failures ?? []).map(({ arn, reason, detail }) => ({
        arn: arn ?? '',
        reason: detail ?? reason ?? '',
      }));
    },

    async updateService({ cluster, service, taskDefinition, forceNewDeployment, breaker }, signal) {
      const input = {
        cluster,
        service,
        ...given('taskDefinition', taskDefinition),
        ...given('forceNewDeployment', forceNewDeployment),
        ...given('deploymentConfiguration', breaker === undefined ? undefined : withBreaker(breaker)),
      };
      const answer = await caller.call(
        'UpdateService',
        () => client.send(new UpdateServiceCommand(input), { abortSignal: signal }),
        signal,
        // The same task definition twice is one deployment; a forced one is forced each time.
        { repeatable: forceNewDeployment !== true },
      );
      return toService(answer.service ?? {});
    },

    async listServiceDeployments({ cluster, service, createdAfter }, signal) {
      // The SDK generates no paginator for this call.
      const found: ServiceDeployment[] = [];
      const list = pages(async (nextToken) => {
        const input = {
          cluster,
          service,
          maxResults: PAGE,
          ...(createdAfter === undefined ? {} : { createdAt: { after: new Date(createdAfter) } }),
          ...given('nextToken', nextToken),
        };
        const answer = await caller.call(
          'ListServiceDeployments',
          () => client.send(new ListServiceDeploymentsCommand(input), { abortSignal: signal }),
          signal,
        );
        return {
          items: (answer.serviceDeployments ?? []).map(toListedDeployment),
          nextToken: answer.nextToken,
        };
      });
      for await (const page of list) found.push(...page);
      return found.sort((left, right) => right.createdAt - left.createdAt);
    },

    async describeServiceDeployments(arns, signal) {
      assertBatch('DescribeServiceDeployments', arns.length, 20);
      if (arns.length === 0) return [];
      const answer = await caller.call(
        'DescribeServiceDeployments',
        () =>
          client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [...arns] }), {
            abortSignal: signal,
          }),
        signal,
      );
      return (answer.serviceDeployments ?? []).map(toServiceDeployment);
    },

    async describeServiceRevisions(arns, signal) {
      assertBatch('DescribeServiceRevisions', arns.length, 20);
      if (arns.length === 0) return [];
      const answer = await caller.call(
        'DescribeServiceRevisions',
        () =>
          client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...arns] }), {
            abortSignal: signal,
          }),
        signal,
      );
      return (answer.serviceRevisions ?? []).map(toServiceRevision);
    },

    async stopServiceDeployment(arn, signal) {
      const input = { serviceDeploymentArn: arn, stopType: 'ROLLBACK' } as const;
      await caller.call(
        'StopServiceDeployment',
        () => client.send(new StopServiceDeploymentCommand(input), { abortSignal: signal }),
        signal,
      );
    },

    async continueServiceDeployment({ deployment, hookId, action }, signal) {
      const input = { serviceDeploymentArn: deployment, hookId, action };
      await caller.call(
        'ContinueServiceDeployment',
        () => client.send(new ContinueServiceDeploymentCommand(input), { abortSignal: signal }),
        signal,
      );
    },
  };
}

function withBreaker({
  enabled,
  rollback,
  threshold,
  resetOnHealthyTask,
  minimumHealthyPercent,
  maximumPercent,
}: NonNullable<Parameters<EcsApi['updateService']>[0]['breaker']>) {
  return {
    minimumHealthyPercent,
    maximumPercent,
    deploymentCircuitBreaker: {
      enable: enabled,
      rollback,
      ...given('thresholdConfiguration', threshold as ThresholdConfiguration | undefined),
      ...given('resetOnHealthyTask', resetOnHealthyTask),
    },
  };
}

function toTags(value: JsonValue | undefined): readonly Tag[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isJsonObject).map((tag: JsonObject) => ({
    key: typeof tag['key'] === 'string' ? tag['key'] : '',
    value: typeof tag['value'] === 'string' ? tag['value'] : '',
  }));
}
