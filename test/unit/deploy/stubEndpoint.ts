import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { textOf } from '../../../src/core/deploy/taskDefinition';
import type { JsonObject } from '../../../src/core/lib/json';

const ARN = 'arn:aws:ecs:us-east-1:123456789012';
const OLD_IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1';
export const DIGEST = `sha256:${'b'.repeat(64)}`;

/** How a rollout goes on: what `deployments[]` is after so many looks. */
export type Ending = 'completes' | 'rollsBack';

/** What it says to an action that it does not know: as AWS would, or with a page, as some emulators do. */
export type Refusal = 'unknownOperation' | 'page';

/**
 * An AWS-compatible endpoint of somebody else: it knows the oldest actions of ECS and ECR only, refuses
 * everything newer, and moves a step with every look at the service.
 */
export class StubEndpoint implements AsyncDisposable {
  readonly calls: string[] = [];
  readonly #server: Server;
  readonly #ending: Ending;
  readonly #definitions = new Map<string, JsonObject>();
  #looks = 0;
  #updated: string | undefined;

  private constructor(ending: Ending, refusal: Refusal) {
    this.#ending = ending;
    const family = { family: 'web', networkMode: 'bridge', somethingOfTheirs: { kept: true } };
    const containerDefinitions = [{ name: 'app', image: OLD_IMAGE, memory: 64, environment: [] }];
    this.#register({ ...family, containerDefinitions });
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const [, operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
        const text = Buffer.concat(chunks).toString();
        const answer = operation === '' ? undefined : this.#answer(operation, JSON.parse(text) as JsonObject);
        this.calls.push(operation);
        if (answer === undefined && refusal === 'page') {
          response.writeHead(500, { 'content-type': 'text/html' });
          response.end('<!doctype html><title>500 Internal Server Error</title><h1>Oops</h1>');
          return;
        }
        response.writeHead(answer === undefined ? 400 : 200, {
          'content-type': 'application/x-amz-json-1.1',
        });
        response.end(JSON.stringify(answer ?? { __type: 'UnknownOperationException' }));
      });
    });
  }

  static async start(ending: Ending, refusal: Refusal = 'unknownOperation'): Promise<StubEndpoint> {
    const stub = new StubEndpoint(ending, refusal);
    await new Promise<void>((resolve) => stub.#server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #register(request: JsonObject): JsonObject {
    const revision = this.#definitions.size + 1;
    const arn = `${ARN}:task-definition/web:${revision}`;
    const definition = {
      ...request,
      taskDefinitionArn: arn,
      revision,
      status: 'ACTIVE',
      compatibilities: ['EC2'],
    };
    this.#definitions.set(arn, definition);
    return definition;
  }

  #answer(operation: string, input: JsonObject): JsonObject | undefined {
    switch (operation) {
      case 'ListClusters':
        return { clusterArns: [`${ARN}:cluster/c`] };
      case 'DescribeClusters':
        return { clusters: [{ clusterArn: `${ARN}:cluster/c`, clusterName: 'c', status: 'ACTIVE' }] };
      case 'ListServices':
        return { serviceArns: [`${ARN}:service/c/web`] };
      case 'DescribeServices':
        this.#looks += this.#updated === undefined ? 0 : 1;
        return { services: [this.#service()], failures: [] };
      case 'DescribeTaskDefinition': {
        const name = textOf(input, 'taskDefinition') ?? '';
        const found = this.#definitions.get(name) ?? [...this.#definitions.values()].at(-1);
        return found === undefined ? undefined : { taskDefinition: found };
      }
      case 'RegisterTaskDefinition':
        return { taskDefinition: this.#register(input) };
      case 'UpdateService':
        this.#updated = textOf(input, 'taskDefinition');
        return { service: this.#service() };
      case 'ListTasks':
        return { taskArns: [] };
      case 'DescribeRepositories':
        return { repositories: [{ repositoryName: 'web', repositoryUri: OLD_IMAGE.slice(0, -2) }] };
      case 'DescribeImages':
        return { imageDetails: [{ imageDigest: DIGEST, imageTags: ['2'] }] };
      default:
        return undefined;
    }
  }

  #service(): JsonObject {
    return {
      serviceArn: `${ARN}:service/c/web`,
      serviceName: 'web',
      clusterArn: `${ARN}:cluster/c`,
      status: 'ACTIVE',
      desiredCount: 1,
      runningCount: 1,
      taskDefinition: this.#updated ?? `${ARN}:task-definition/web:1`,
      deploymentConfiguration: {
        maximumPercent: 200,
        minimumHealthyPercent: 100,
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
      deployments: this.#deployments(),
    };
  }

  #deployments(): readonly JsonObject[] {
    const old = deployment('ecs-svc/1', `${ARN}:task-definition/web:1`, 1000);
    if (this.#updated === undefined) return [{ ...old, status: 'PRIMARY', rolloutState: 'COMPLETED' }];
    const ours = deployment('ecs-svc/2', this.#updated, 2000);
    if (this.#looks < 4) {
      return [
        { ...ours, status: 'PRIMARY', rolloutState: 'IN_PROGRESS' },
        { ...old, status: 'ACTIVE', rolloutState: 'COMPLETED' },
      ];
    }
    return this.#ending === 'completes'
      ? [{ ...ours, status: 'PRIMARY', rolloutState: 'COMPLETED' }]
      : [{ ...old, status: 'PRIMARY', rolloutState: 'COMPLETED' }];
  }
}

function deployment(id: string, taskDefinition: string, createdAt: number): JsonObject {
  return {
    id,
    taskDefinition,
    createdAt,
    updatedAt: createdAt,
    desiredCount: 1,
    runningCount: 1,
    pendingCount: 0,
  };
}
