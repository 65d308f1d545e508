import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type CreateServiceCommandInput,
  type RegisterTaskDefinitionCommandInput,
  type Service,
  type Task,
} from '@aws-sdk/client-ecs';
import {
  sdkOptions,
  startTestSandbox,
  type TestSandbox,
  type TestSandboxOptions,
} from '../../../support/sandboxServer';

export const CLUSTER = 'test';
export const NETWORK = { awsvpcConfiguration: { subnets: ['subnet-1'] } };

/** An empty world with one cluster, and shorthands for what most tests do in it. */
export interface Stage {
  readonly sandbox: TestSandbox;
  readonly ecs: ECSClient;
  register(family: string, extra?: Partial<RegisterTaskDefinitionCommandInput>): Promise<string>;
  create(name: string, extra?: Partial<CreateServiceCommandInput>): Promise<Service>;
  service(name: string): Promise<Service>;
  /** Newest first: the statuses of the service deployments. */
  serviceDeployments(name: string): Promise<(string | undefined)[]>;
  tasks(filter?: { serviceName?: string; desiredStatus?: 'RUNNING' | 'STOPPED' }): Promise<Task[]>;
  completed(name: string): Promise<void>;
  events(name: string): Promise<string[]>;
  dispose(): Promise<void>;
}

export async function setStage(options: TestSandboxOptions = {}): Promise<Stage> {
  const sandbox = await startTestSandbox({ seed: 'empty', ...options });
  const ecs = new ECSClient(sdkOptions(sandbox));
  await ecs.send(new CreateClusterCommand({ clusterName: CLUSTER }));
  const stage: Stage = {
    sandbox,
    ecs,
    async register(family, extra = {}) {
      const { taskDefinition } = await ecs.send(
        new RegisterTaskDefinitionCommand({
          family,
          networkMode: 'awsvpc',
          containerDefinitions: [{ name: 'app', image: 'example/app:1', memory: 128 }],
          ...extra,
        }),
      );
      return taskDefinition?.taskDefinitionArn ?? '';
    },
    async create(name, extra = {}) {
      const { service } = await ecs.send(
        new CreateServiceCommand({
          cluster: CLUSTER,
          serviceName: name,
          taskDefinition: extra.taskDefinition ?? (await stage.register(name)),
          desiredCount: 2,
          launchType: 'FARGATE',
          networkConfiguration: NETWORK,
          ...extra,
        }),
      );
      if (service === undefined) throw new Error('no service');
      return service;
    },
    async service(name) {
      const { services } = await ecs.send(
        new DescribeServicesCommand({ cluster: CLUSTER, services: [name] }),
      );
      const service = services?.[0];
      if (service === undefined) throw new Error(`${name} is missing`);
      return service;
    },
    async serviceDeployments(service) {
      const { serviceDeployments = [] } = await ecs.send(
        new ListServiceDeploymentsCommand({ cluster: CLUSTER, service }),
      );
      return serviceDeployments.map(({ status }) => status);
    },
    async tasks(filter = {}) {
      const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster: CLUSTER, ...filter }));
      if (taskArns.length === 0) return [];
      const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster: CLUSTER, tasks: taskArns }));
      return tasks;
    },
    async completed(name) {
      await sandbox.clock.advanceUntil(async () => {
        const { deployments = [] } = await stage.service(name);
        return deployments.length === 1 && deployments[0]?.rolloutState === 'COMPLETED';
      });
    },
    async events(name) {
      const { events = [] } = await stage.service(name);
      return events.map(({ message = '' }) => message);
    },
    async dispose() {
      ecs.destroy();
      await sandbox.dispose();
    },
  };
  return stage;
}

/** A call without an SDK between: JSON as it is on the wire. */
export async function rawCall(
  sandbox: TestSandbox,
  operation: string,
  input: unknown,
): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
  const response = await fetch(sandbox.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
    },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}
