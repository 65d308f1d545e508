import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { start, waitUntil } from '../../support/processes.mjs';
import { sdkOptions } from '../../support/sandboxServer';

/** `moto_server`, an endpoint that others made, with a cluster, a service and two images in it. */
export class MotoServer implements AsyncDisposable {
  readonly endpoint: string;
  readonly #end: () => Promise<void>;

  private constructor(endpoint: string, end: () => Promise<void>) {
    this.endpoint = endpoint;
    this.#end = end;
  }

  static async start(): Promise<MotoServer> {
    const folder = mkdtempSync(path.join(tmpdir(), 'quayside-moto-'));
    let printed = '';
    const log = path.join(folder, 'log');
    const onOutput = (text: string): void => void (printed += text);
    // It starts no tasks: a service has as many as this says.
    const env = { ...process.env, MOTO_ECS_SERVICE_RUNNING: '1' };
    const server = start('moto_server', ['-H', '127.0.0.1', '-p', '0'], { log, onOutput, env });
    const end = async (): Promise<void> => {
      await server.dispose();
      rmSync(folder, { recursive: true, force: true });
    };
    const address = (): string | undefined => /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(printed)?.[1];
    try {
      await waitUntil(() => address() !== undefined, {
        timeoutMs: 60_000,
        what: 'moto_server did not start',
      });
    } catch (error) {
      await end();
      throw error;
    }
    return new MotoServer(address() ?? '', end);
  }

  /** Two tags of a repository; resolves with its uri. */
  async pushImages(repositoryName: string, tags: readonly string[]): Promise<string> {
    const ecr = new ECRClient(sdkOptions({ endpoint: this.endpoint, region: 'us-east-1' }));
    const { repository } = await ecr.send(new CreateRepositoryCommand({ repositoryName }));
    for (const imageTag of tags) {
      const imageManifest = JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        config: {
          mediaType: 'application/vnd.docker.container.image.v1+json',
          size: 2,
          digest: `sha256:${imageTag.padEnd(64, '0')}`,
        },
        layers: [],
      });
      await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag }));
    }
    return repository?.repositoryUri ?? '';
  }

  async runService(clusterName: string, serviceName: string, image: string): Promise<void> {
    const ecs = new ECSClient(sdkOptions({ endpoint: this.endpoint, region: 'us-east-1' }));
    await ecs.send(new CreateClusterCommand({ clusterName }));
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: serviceName,
        containerDefinitions: [{ name: 'app', image, memory: 64, essential: true }],
      }),
    );
    await ecs.send(
      new CreateServiceCommand({
        cluster: clusterName,
        serviceName,
        taskDefinition: serviceName,
        desiredCount: 1,
      }),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end();
  }
}
