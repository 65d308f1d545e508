import {
  CreateServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';

let sandbox: TestSandbox;
let elb: ElasticLoadBalancingV2Client;
let ecs: ECSClient;

beforeEach(async () => {
  sandbox = await startTestSandbox();
  elb = new ElasticLoadBalancingV2Client(sdkOptions(sandbox));
  ecs = new ECSClient(sdkOptions(sandbox));
});

afterEach(async () => {
  elb.destroy();
  ecs.destroy();
  await sandbox.dispose();
});

async function targetGroupArn(name = 'shop-web'): Promise<string> {
  const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ Names: [name] }));
  return TargetGroups?.[0]?.TargetGroupArn ?? '';
}

async function states(arn: string): Promise<(string | undefined)[]> {
  const { TargetHealthDescriptions = [] } = await elb.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: arn }),
  );
  return TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State).sort();
}

test('a load balancer has a listener with path rules that lead to target groups', async () => {
  const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({ Names: ['shop'] }));
  expect(LoadBalancers?.[0]).toMatchObject({ Type: 'application', State: { Code: 'active' } });
  const { Listeners } = await elb.send(
    new DescribeListenersCommand({ LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn }),
  );
  expect(Listeners).toMatchObject([{ Port: 80, Protocol: 'HTTP' }]);
  const { Rules = [] } = await elb.send(
    new DescribeRulesCommand({ ListenerArn: Listeners?.[0]?.ListenerArn }),
  );
  expect(
    Rules.map(({ Priority, IsDefault, Conditions }) => [Priority, IsDefault, Conditions?.[0]?.Values]),
  ).toEqual([
    ['10', false, ['/api/*']],
    ['20', false, ['/staging/*']],
    ['default', true, undefined],
  ]);
  expect(Rules[2]?.Actions?.[0]?.TargetGroupArn).toBe(await targetGroupArn());
});

test('target groups tell their health check and their attributes', async () => {
  const arn = await targetGroupArn();
  const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }));
  expect(TargetGroups?.[0]).toMatchObject({
    HealthCheckPath: '/',
    TargetType: 'ip',
    HealthyThresholdCount: 2,
  });
  const { Attributes } = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }));
  expect(Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '5' });
});

describe('targets', () => {
  test('that are healthy carry their state only', async () => {
    const { TargetHealthDescriptions } = await elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: await targetGroupArn() }),
    );
    expect(TargetHealthDescriptions).toHaveLength(2);
    expect(TargetHealthDescriptions?.[0]?.TargetHealth).toEqual({ State: 'healthy' });
  });

  test('that are not registered are unused', async () => {
    const { TargetHealthDescriptions } = await elb.send(
      new DescribeTargetHealthCommand({
        TargetGroupArn: await targetGroupArn(),
        Targets: [{ Id: '10.9.9.9', Port: 1 }],
      }),
    );
    expect(TargetHealthDescriptions?.[0]?.TargetHealth).toMatchObject({
      State: 'unused',
      Reason: 'Target.NotRegistered',
    });
  });

  test('of a rollout register, turn healthy, and drain; traffic is never without a healthy one', async () => {
    const arn = await targetGroupArn();
    await ecs.send(
      new UpdateServiceCommand({ cluster: 'production', service: 'shop-web', forceNewDeployment: true }),
    );
    const seen = new Set<string>();
    await sandbox.clock.advanceUntil(async () => {
      const now = await states(arn);
      expect(now.filter((state) => state === 'healthy').length).toBeGreaterThanOrEqual(2);
      for (const state of now) seen.add(state ?? '');
      const { services } = await ecs.send(
        new DescribeServicesCommand({ cluster: 'production', services: ['shop-web'] }),
      );
      return (
        services?.[0]?.deployments?.length === 1 && services[0].deployments[0]?.rolloutState === 'COMPLETED'
      );
    });
    expect([...seen].sort()).toEqual(['draining', 'healthy', 'initial']);
    expect(await states(arn)).toEqual(['healthy', 'healthy']);
    const { services } = await ecs.send(
      new DescribeServicesCommand({ cluster: 'production', services: ['shop-web'] }),
    );
    const events = (services?.[0]?.events ?? []).map(({ message }) => message);
    expect(events).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^\(service shop-web\) registered \d targets in \(target-group \S+\)$/),
        expect.stringMatching(/^\(service shop-web\) deregistered \d targets in \(target-group \S+\)$/),
        expect.stringMatching(/^\(service shop-web\) has begun draining connections on \d tasks\.$/),
      ]),
    );
  });
});

test('a service cannot name a target group that is not there', async () => {
  await expect(
    ecs.send(
      new CreateServiceCommand({
        cluster: 'production',
        serviceName: 'lost',
        taskDefinition: 'shop-web',
        desiredCount: 1,
        launchType: 'FARGATE',
        networkConfiguration: { awsvpcConfiguration: { subnets: [] } },
        loadBalancers: [{ targetGroupArn: 'arn:nothing', containerName: 'app', containerPort: 8080 }],
      }),
    ),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test.each([
  [
    'TargetGroupNotFoundException',
    (client: ElasticLoadBalancingV2Client) =>
      client.send(new DescribeTargetHealthCommand({ TargetGroupArn: 'x' })),
  ],
  [
    'LoadBalancerNotFoundException',
    (client: ElasticLoadBalancingV2Client) => client.send(new DescribeLoadBalancersCommand({ Names: ['x'] })),
  ],
  [
    'ListenerNotFoundException',
    (client: ElasticLoadBalancingV2Client) => client.send(new DescribeRulesCommand({ ListenerArn: 'x' })),
  ],
])('what is not there is an error of its own: %s', async (name, call) => {
  await expect(call(elb)).rejects.toMatchObject({ name });
});
