import {
  ContinueServiceDeploymentCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  RegisterTaskDefinitionCommand,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
  type DeploymentConfiguration,
  type Service,
  type ServiceDeployment,
} from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';

const cluster = 'strategies';
/** Documented: ServiceDeployment.lifecycleStage, and the developer guide's table of stages. */
const STAGES = [
  'PRE_SCALE_UP',
  'SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
  'BAKE_TIME',
  'CLEAN_UP',
];

let sandbox: TestSandbox;
let ecs: ECSClient;
let elb: ElasticLoadBalancingV2Client;

beforeEach(async () => {
  sandbox = await startTestSandbox({ seed: 'strategies' });
  ecs = new ECSClient(sdkOptions(sandbox));
  elb = new ElasticLoadBalancingV2Client(sdkOptions(sandbox));
});

afterEach(async () => {
  ecs.destroy();
  elb.destroy();
  await sandbox.dispose();
});

/** In steps that are shorter than any stage. */
async function passUntil(condition: () => Promise<boolean>): Promise<void> {
  for (let steps = 0; !(await condition()); steps += 1) {
    if (steps > 400) throw new Error('Not so after a long time');
    await sandbox.clock.advance(2_500);
  }
}

async function describeService(name: string): Promise<Service> {
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }));
  if (services?.[0] === undefined) throw new Error(`${name} is missing`);
  return services[0];
}

async function newest(service: string): Promise<ServiceDeployment> {
  const { serviceDeployments = [] } = await ecs.send(new ListServiceDeploymentsCommand({ cluster, service }));
  const answer = await ecs.send(
    new DescribeServiceDeploymentsCommand({
      serviceDeploymentArns: [serviceDeployments[0]?.serviceDeploymentArn ?? ''],
    }),
  );
  if (answer.serviceDeployments?.[0] === undefined) throw new Error('no service deployment');
  return answer.serviceDeployments[0];
}

async function deploy(service: string, deploymentConfiguration?: DeploymentConfiguration): Promise<void> {
  await ecs.send(
    new UpdateServiceCommand({
      cluster,
      service,
      taskDefinition: service,
      ...(deploymentConfiguration && { deploymentConfiguration }),
    }),
  );
}

const isAt = (service: string, stage: string) => async (): Promise<boolean> =>
  (await newest(service)).lifecycleStage === stage;

const hasStatus = (service: string, status: string) => async (): Promise<boolean> =>
  (await newest(service)).status === status;

/** Weights of the listener rule, as percent by target group. */
async function weights(
  service: string,
  rule: 'productionListenerRule' | 'testListenerRule',
): Promise<object> {
  const [balancer] = (await describeService(service)).loadBalancers ?? [];
  const arn = balancer?.advancedConfiguration?.[rule] ?? '';
  const { Rules } = await elb.send(new DescribeRulesCommand({ RuleArns: [arn] }));
  const groups = Rules?.[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  return Object.fromEntries(
    groups.map(({ TargetGroupArn, Weight }) => [
      TargetGroupArn === balancer?.targetGroupArn ? 'first' : 'second',
      Weight,
    ]),
  );
}

async function ring(): Promise<void> {
  await fetch(sandbox.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.SetAlarmState',
    },
    body: JSON.stringify({ AlarmName: 'shop-errors', StateValue: 'ALARM', StateReason: 'by hand' }),
  });
}

describe('a blue/green deployment', () => {
  test('goes through its stages in order, and all traffic moves with it', async () => {
    await deploy('shop-blue-green', { lifecycleHooks: [] });
    const seen: string[] = [];
    await passUntil(async () => {
      const { lifecycleStage = '', status } = await newest('shop-blue-green');
      if (seen.at(-1) !== lifecycleStage) seen.push(lifecycleStage);
      return status === 'SUCCESSFUL';
    });
    expect(seen).toEqual(STAGES);
    const done = await newest('shop-blue-green');
    expect(done.targetServiceRevision).toMatchObject({
      requestedProductionTrafficWeight: 100,
      requestedTestTrafficWeight: 100,
      runningTaskCount: 2,
    });
    expect(done.sourceServiceRevisions).toMatchObject([
      { requestedProductionTrafficWeight: 0, requestedTestTrafficWeight: 0, runningTaskCount: 0 },
    ]);
    expect(await weights('shop-blue-green', 'productionListenerRule')).toEqual({ first: 0, second: 100 });
    const { deployments = [], runningCount } = await describeService('shop-blue-green');
    expect(deployments).toMatchObject([{ rolloutState: 'COMPLETED' }]);
    expect(runningCount).toBe(2);
  });

  test('keeps both revisions at full strength while it bakes', async () => {
    await deploy('shop-blue-green', { lifecycleHooks: [] });
    await passUntil(isAt('shop-blue-green', 'BAKE_TIME'));
    const began = sandbox.clock.now();
    const { deployments = [], currentServiceDeployment } = await describeService('shop-blue-green');
    expect(deployments.map(({ status, runningCount }) => [status, runningCount])).toEqual([
      ['PRIMARY', 2],
      ['ACTIVE', 2],
    ]);
    expect(currentServiceDeployment).toBeDefined();
    await passUntil(isAt('shop-blue-green', 'CLEAN_UP'));
    expect(sandbox.clock.now() - began).toBeGreaterThanOrEqual(59_000);
  });

  test('names the target group that serves a revision, which changes from one to the next', async () => {
    await deploy('shop-blue-green', { lifecycleHooks: [] });
    await passUntil(hasStatus('shop-blue-green', 'SUCCESSFUL'));
    const { targetServiceRevision, sourceServiceRevisions = [] } = await newest('shop-blue-green');
    const { serviceRevisions = [] } = await ecs.send(
      new DescribeServiceRevisionsCommand({
        serviceRevisionArns: [targetServiceRevision?.arn ?? '', sourceServiceRevisions[0]?.arn ?? ''],
      }),
    );
    const [balancer] = (await describeService('shop-blue-green')).loadBalancers ?? [];
    expect(
      serviceRevisions.map((one) => one.resolvedConfiguration?.loadBalancers?.[0]?.targetGroupArn),
    ).toEqual([balancer?.advancedConfiguration?.alternateTargetGroupArn, balancer?.targetGroupArn]);
  });

  test('that a newer one supersedes while it shifts reconciles first, and the former revision keeps serving', async () => {
    await deploy('shop-blue-green', { lifecycleHooks: [] });
    await passUntil(isAt('shop-blue-green', 'BAKE_TIME'));
    await ecs.send(
      new UpdateServiceCommand({ cluster, service: 'shop-blue-green', forceNewDeployment: true }),
    );
    expect(await newest('shop-blue-green')).toMatchObject({ lifecycleStage: 'RECONCILE_SERVICE' });
    expect(await weights('shop-blue-green', 'productionListenerRule')).toEqual({ first: 100, second: 0 });
    await passUntil(hasStatus('shop-blue-green', 'SUCCESSFUL'));
    const { serviceDeployments = [] } = await ecs.send(
      new ListServiceDeploymentsCommand({ cluster, service: 'shop-blue-green' }),
    );
    expect(serviceDeployments.map(({ status }) => status)).toEqual(['SUCCESSFUL', 'STOPPED', 'SUCCESSFUL']);
  });

  test('whose tasks keep dying is rolled back by the circuit breaker before any traffic came', async () => {
    // A container that exits at once: the word in the tag says so.
    const { taskDefinition } = await describeService('shop-blue-green');
    const { taskDefinition: definition } = await ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition }),
    );
    const [container] = definition?.containerDefinitions ?? [];
    const broken = await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'shop-blue-green',
        networkMode: 'awsvpc',
        containerDefinitions: [{ ...container, image: 'example/web:broken', memory: 128 }],
      }),
    );
    expect(broken.taskDefinition?.revision).toBe(3);
    await deploy('shop-blue-green', { deploymentCircuitBreaker: { enable: true, rollback: true } });
    await passUntil(hasStatus('shop-blue-green', 'ROLLBACK_SUCCESSFUL'));
    const failed = await newest('shop-blue-green');
    expect(failed.deploymentCircuitBreaker).toMatchObject({ status: 'TRIGGERED', failureCount: 3 });
    expect(await weights('shop-blue-green', 'productionListenerRule')).toEqual({ first: 100, second: 0 });
  });
});

describe('a pause hook', () => {
  beforeEach(async () => {
    await deploy('shop-blue-green');
    await passUntil(async () => {
      const { lifecycleHookDetails = [] } = await newest('shop-blue-green');
      return lifecycleHookDetails.length > 0;
    });
  });

  async function answer(action: 'CONTINUE' | 'ROLLBACK', hookId?: string): Promise<void> {
    const { serviceDeploymentArn, lifecycleHookDetails = [] } = await newest('shop-blue-green');
    await ecs.send(
      new ContinueServiceDeploymentCommand({
        serviceDeploymentArn,
        hookId: hookId ?? lifecycleHookDetails[0]?.hookId,
        action,
      }),
    );
  }

  test('waits with an id of its own, and says until when and what then', async () => {
    const paused = await newest('shop-blue-green');
    expect(paused).toMatchObject({ status: 'IN_PROGRESS', lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' });
    expect(paused.lifecycleHookDetails).toMatchObject([
      {
        // Documented: `ecs-pause-` and 43 characters.
        hookId: expect.stringMatching(/^ecs-pause-[\w-]{43}$/) as string,
        targetType: 'PAUSE',
        status: 'AWAITING_ACTION',
        timeoutAction: 'ROLLBACK',
      },
    ]);
    const left = (paused.lifecycleHookDetails?.[0]?.expiresAt?.getTime() ?? 0) - sandbox.clock.now();
    expect(left).toBeGreaterThan(29 * 60_000);
    // The test traffic has shifted, that of production has not.
    expect(paused.targetServiceRevision).toMatchObject({
      requestedTestTrafficWeight: 100,
      requestedProductionTrafficWeight: 0,
    });
    expect(await weights('shop-blue-green', 'testListenerRule')).toEqual({ first: 0, second: 100 });
    await sandbox.clock.advance(10 * 60_000);
    expect(await newest('shop-blue-green')).toMatchObject({ lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' });
  });

  test('lets the deployment go on', async () => {
    await answer('CONTINUE');
    expect((await newest('shop-blue-green')).lifecycleHookDetails?.[0]?.status).toBe('SUCCEEDED');
    await passUntil(hasStatus('shop-blue-green', 'SUCCESSFUL'));
  });

  test('takes the deployment back', async () => {
    await answer('ROLLBACK');
    expect((await newest('shop-blue-green')).status).toBe('ROLLBACK_REQUESTED');
    await passUntil(hasStatus('shop-blue-green', 'ROLLBACK_SUCCESSFUL'));
    expect((await describeService('shop-blue-green')).taskDefinition).toMatch(/:1$/);
    expect(await weights('shop-blue-green', 'testListenerRule')).toEqual({ first: 100, second: 0 });
  });

  test('that nobody answers times out, and does what was asked for', async () => {
    await sandbox.clock.advance(31 * 60_000);
    const { lifecycleHookDetails, status } = await newest('shop-blue-green');
    expect(lifecycleHookDetails?.[0]?.status).toBe('TIMED_OUT');
    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    const { events = [] } = await describeService('shop-blue-green');
    expect(events.map(({ message = '' }) => message).join('\n')).toContain(
      'deployment failed: hook execution failure(s) detected.',
    );
  });

  test('is answered once, and by its own id', async () => {
    await expect(answer('CONTINUE', 'ecs-pause-unknown')).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await answer('CONTINUE');
    await expect(answer('CONTINUE')).rejects.toMatchObject({ name: 'ClientException' });
    await expect(
      ecs.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn: 'arn:none', hookId: 'x' })),
    ).rejects.toMatchObject({ name: 'ServiceDeploymentNotFoundException' });
  });
});

describe('a Lambda hook', () => {
  const hook = (name: string): DeploymentConfiguration => ({
    lifecycleHooks: [
      {
        hookTargetArn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
        roleArn: 'arn:aws:iam::123456789012:role/hooks',
        lifecycleStages: ['PRE_SCALE_UP'],
        timeoutConfiguration: { timeoutInMinutes: 5, action: 'CONTINUE' },
      },
    ],
  });

  test.each([
    ['smoke-test', 'SUCCEEDED', 'SUCCESSFUL'],
    ['smoke-test-fails', 'FAILED', 'ROLLBACK_SUCCESSFUL'],
    ['smoke-test-hangs', 'TIMED_OUT', 'SUCCESSFUL'],
  ])('called %s ends as %s, the deployment as %s', async (name, status, deployment) => {
    await deploy('shop-blue-green', hook(name));
    await passUntil(hasStatus('shop-blue-green', deployment));
    expect((await newest('shop-blue-green')).lifecycleHookDetails).toMatchObject([
      { targetType: 'AWS_LAMBDA', targetArn: expect.stringContaining(name) as string, status },
    ]);
  });
});

describe('traffic shifts', () => {
  async function sharesOf(service: string): Promise<(number | undefined)[]> {
    const seen: (number | undefined)[] = [];
    await passUntil(async () => {
      const { targetServiceRevision, status } = await newest(service);
      const share = targetServiceRevision?.requestedProductionTrafficWeight;
      if (seen.at(-1) !== share) seen.push(share);
      return status === 'SUCCESSFUL';
    });
    return seen;
  }

  test('in two steps with a canary', async () => {
    await deploy('shop-canary');
    expect(await sharesOf('shop-canary')).toEqual([0, 10, 100]);
  });

  test('in equal steps, a wait after each but the last', async () => {
    await deploy('shop-linear');
    await passUntil(isAt('shop-linear', 'PRODUCTION_TRAFFIC_SHIFT'));
    expect(await weights('shop-linear', 'productionListenerRule')).toEqual({ first: 75, second: 25 });
    const began = sandbox.clock.now();
    expect(await sharesOf('shop-linear')).toEqual([25, 50, 75, 100]);
    // Three waits of a minute, and a minute of baking.
    expect(sandbox.clock.now() - began).toBeGreaterThanOrEqual(4 * 60_000);
  });

  test('back when an alarm rings, also while it bakes', async () => {
    await deploy('shop-canary');
    await passUntil(isAt('shop-canary', 'BAKE_TIME'));
    await ring();
    await passUntil(hasStatus('shop-canary', 'ROLLBACK_IN_PROGRESS'));
    const rolling = await newest('shop-canary');
    expect(rolling.alarms).toMatchObject({ status: 'TRIGGERED', triggeredAlarmNames: ['shop-errors'] });
    expect(rolling.targetServiceRevision?.requestedProductionTrafficWeight).toBe(0);
    // The revision that serves again had never been scaled down.
    expect((await describeService('shop-canary')).deployments?.[0]?.runningCount).toBe(2);
    await passUntil(hasStatus('shop-canary', 'ROLLBACK_SUCCESSFUL'));
    expect(await weights('shop-canary', 'productionListenerRule')).toEqual({ first: 100, second: 0 });
    expect((await describeService('shop-canary')).runningCount).toBe(2);
  });
});

describe('stopping a deployment that shifts', () => {
  test('takes the traffic back with ROLLBACK; a second request is no error', async () => {
    await deploy('shop-linear');
    await passUntil(isAt('shop-linear', 'PRODUCTION_TRAFFIC_SHIFT'));
    const { serviceDeploymentArn } = await newest('shop-linear');
    const stop = new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' });
    await ecs.send(stop);
    await ecs.send(stop);
    await passUntil(hasStatus('shop-linear', 'ROLLBACK_SUCCESSFUL'));
    expect(await weights('shop-linear', 'productionListenerRule')).toEqual({ first: 100, second: 0 });
    await expect(ecs.send(stop)).rejects.toMatchObject({ name: 'ConflictException' });
  });

  test('leaves everything as it is with ABORT', async () => {
    await deploy('shop-linear');
    await passUntil(isAt('shop-linear', 'PRODUCTION_TRAFFIC_SHIFT'));
    const { serviceDeploymentArn } = await newest('shop-linear');
    await ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ABORT' }));
    await passUntil(hasStatus('shop-linear', 'STOPPED'));
    await sandbox.clock.advance(10 * 60_000);
    expect(await weights('shop-linear', 'productionListenerRule')).toEqual({ first: 75, second: 25 });
    expect((await describeService('shop-linear')).runningCount).toBe(4);
  });
});

describe('a strategy', () => {
  test.each<[string, DeploymentConfiguration]>([
    ['strategy should be one of', { strategy: 'SUDDEN' as 'ROLLING' }],
    ['bakeTimeInMinutes must be between 0 and 1440.', { bakeTimeInMinutes: 1_441 }],
    ['only valid with the deployment strategy LINEAR', { linearConfiguration: { stepPercent: 10 } }],
    [
      'canaryPercent must be between 0.1 and 100.',
      { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 0 } },
    ],
    [
      'PAUSE hooks cannot be configured at the stage TEST_TRAFFIC_SHIFT',
      { lifecycleHooks: [{ targetType: 'PAUSE', lifecycleStages: ['TEST_TRAFFIC_SHIFT'] }] },
    ],
  ])('is refused with "%s"', async (message, configuration) => {
    await expect(deploy('shop-blue-green', configuration)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(message) as string,
    });
  });
});
