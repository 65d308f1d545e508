import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test } from 'vitest';
import { SCENARIOS, type Evidence } from '../../../../src/scenarios/scenarios';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';

const APP = { cluster: 'scenario', service: 'app' };

/** Reads through the public APIs all that somebody who looks for the cause would read. */
class Inspector {
  readonly #ecs: ECSClient;
  readonly #elb: ElasticLoadBalancingV2Client;
  readonly #logs: CloudWatchLogsClient;

  constructor(sandbox: TestSandbox) {
    this.#ecs = new ECSClient(sdkOptions(sandbox));
    this.#elb = new ElasticLoadBalancingV2Client(sdkOptions(sandbox));
    this.#logs = new CloudWatchLogsClient(sdkOptions(sandbox));
  }

  async look(): Promise<Record<Evidence, readonly string[]>> {
    const { services } = await this.#ecs.send(
      new DescribeServicesCommand({ cluster: APP.cluster, services: [APP.service] }),
    );
    const service = services?.[0];
    const { taskArns = [] } = await this.#ecs.send(
      new ListTasksCommand({ cluster: APP.cluster, desiredStatus: 'STOPPED' }),
    );
    const { tasks = [] } =
      taskArns.length === 0
        ? {}
        : await this.#ecs.send(new DescribeTasksCommand({ cluster: APP.cluster, tasks: taskArns }));
    const containers = tasks.flatMap((task) => task.containers ?? []);
    const { serviceDeployments = [] } = await this.#ecs.send(new ListServiceDeploymentsCommand(APP));
    const { events = [] } = await this.#logs.send(new FilterLogEventsCommand({ logGroupName: '/ecs/app' }));
    return {
      'stopped task': tasks.map(({ stoppedReason = '' }) => stoppedReason),
      container: containers.map(({ reason = '' }) => reason),
      'exit code': containers.map(({ exitCode }) => String(exitCode)),
      event: (service?.events ?? []).map(({ message = '' }) => message),
      log: events.map(({ message = '' }) => message),
      target: await this.#targets(service?.loadBalancers?.[0]?.targetGroupArn),
      deployment: serviceDeployments.slice(0, 1).map(({ status = '' }) => status),
    };
  }

  dispose(): void {
    for (const client of [this.#ecs, this.#elb, this.#logs]) client.destroy();
  }

  async #targets(TargetGroupArn: string | undefined): Promise<readonly string[]> {
    if (TargetGroupArn === undefined) return [];
    const { TargetHealthDescriptions = [] } = await this.#elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn }),
    );
    return TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.Reason ?? '');
  }
}

describe('the world of a failure', () => {
  test.each(SCENARIOS.filter(({ shows }) => shows !== undefined))(
    '$id shows what AWS would show: $title',
    async ({ id, shows = [] }) => {
      const sandbox = await startTestSandbox({ seed: `scenario:${id}` });
      const inspector = new Inspector(sandbox);
      const before = await inspector.look();
      expect(
        before.event.some((event) => event.endsWith('has reached a steady state.')),
        id,
      ).toBe(true);
      // Some evidence is gone again a moment later, such as an unhealthy target.
      const missing = new Set(shows);
      for (let step = 0; missing.size > 0 && step < 150; step += 1) {
        await sandbox.clock.advance(2_000);
        const seen = await inspector.look();
        for (const one of missing) {
          const found = (text: string): boolean =>
            one.in === 'exit code' ? text === one.text : text.includes(one.text);
          if (seen[one.in].some(found)) missing.delete(one);
        }
      }
      expect([...missing], JSON.stringify(await inspector.look(), undefined, 1)).toEqual([]);
      inspector.dispose();
      await sandbox.dispose();
    },
  );
});
