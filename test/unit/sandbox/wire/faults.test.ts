import {
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  ECSClient,
  ListClustersCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Faults } from '../../../../src/sandbox/wire/faults';
import { Throttle } from '../../../../src/sandbox/wire/throttle';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';

let sandbox: TestSandbox;
let ecs: ECSClient;

beforeEach(async () => {
  sandbox = await startTestSandbox();
  ecs = new ECSClient(sdkOptions(sandbox));
});

afterEach(async () => {
  ecs.destroy();
  await sandbox.dispose();
});

const WEB = { cluster: 'production', service: 'shop-web' };

async function desiredCount(): Promise<number | undefined> {
  const { services } = await ecs.send(
    new DescribeServicesCommand({ cluster: WEB.cluster, services: [WEB.service] }),
  );
  return services?.[0]?.desiredCount;
}

/** How so many calls in a row ended: `ok` or the error's name. */
async function endings(count: number): Promise<string[]> {
  const seen: string[] = [];
  for (let call = 0; call < count; call += 1) {
    seen.push(
      await ecs.send(new ListClustersCommand({})).then(
        () => 'ok',
        (error: unknown) => (error instanceof Error ? error.name : String(error)),
      ),
    );
  }
  return seen;
}

describe('chances', () => {
  test('fail the same calls again when they are set again, and other ones with another seed', async () => {
    await sandbox.control('faults', { serverErrorRate: 0.4 });
    const first = await endings(30);
    expect(new Set(first)).toEqual(new Set(['ok', 'ServiceUnavailable']));
    await sandbox.control('faults', { serverErrorRate: 0.4 });
    expect(await endings(30)).toEqual(first);
    await sandbox.control('faults', { serverErrorRate: 0.4, seed: 'other' });
    expect(await endings(30)).not.toEqual(first);
    await sandbox.control('faults', {});
    expect(new Set(await endings(30))).toEqual(new Set(['ok']));
  });

  test('move the latency by the jitter at most, and never below nothing', () => {
    const faults = new Faults(() => 0);
    faults.set({ latencyMs: 30, jitterMs: 50 });
    const waits = Array.from({ length: 200 }, () => faults.latency());
    expect(Math.min(...waits)).toBe(0);
    expect(Math.max(...waits)).toBeGreaterThan(60);
    expect(Math.max(...waits)).toBeLessThanOrEqual(80);
    faults.set({ latencyMs: 30, jitterMs: 50 });
    expect(Array.from({ length: 200 }, () => faults.latency())).toEqual(waits);
  });
});

describe('an answer', () => {
  test('that is dropped was done all the same', async () => {
    await sandbox.control('faults', { dropRate: 1 });
    await expect(ecs.send(new UpdateServiceCommand({ ...WEB, desiredCount: 5 }))).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
    await sandbox.control('faults', {});
    expect(await desiredCount()).toBe(5);
  });

  test('that is late finds the client gone that did not wait for it', async () => {
    await sandbox.control('faults', { latencyMs: 1_000, jitterMs: 200 });
    const command = new DescribeServicesCommand({ cluster: WEB.cluster, services: [WEB.service] });
    await expect(ecs.send(command, { abortSignal: AbortSignal.timeout(20) })).rejects.toMatchObject({
      name: 'AbortError',
    });
    await sandbox.control('faults', { latencyMs: 5, jitterMs: 5 });
    expect(await desiredCount()).toBe(2);
  });

  test('that is cut off promises more than it brings', async () => {
    await sandbox.control('faults', { truncateRate: 1 });
    await expect(desiredCount()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('credentials', () => {
  test('that have expired are refused in the words of each protocol', async () => {
    const sts = new STSClient(sdkOptions(sandbox));
    await sandbox.control('faults', { expiredCredentials: true });
    const message = 'The security token included in the request is expired';
    await expect(ecs.send(new ListClustersCommand({}))).rejects.toMatchObject({
      name: 'ExpiredTokenException',
      message,
      $metadata: { httpStatusCode: 400 },
    });
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      message,
      $metadata: { httpStatusCode: 403 },
    });
    sts.destroy();
  });

  test('may lack single actions', async () => {
    const elb = new ElasticLoadBalancingV2Client(sdkOptions(sandbox));
    await sandbox.control('faults', {
      deny: ['ecs:DescribeServiceDeployments', 'elasticloadbalancing:*'],
    });
    await expect(
      ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: ['arn'] })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        'User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform: ecs:DescribeServiceDeployments ' +
        'on resource: * because no identity-based policy allows the ecs:DescribeServiceDeployments action',
    });
    await expect(elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: 'x' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    expect(await desiredCount()).toBe(2);
    elb.destroy();
  });
});

test('throttling lets the burst of a bucket through, then what it is refilled with, for each region by itself', async () => {
  await sandbox.control('faults', { throttle: true });
  const burst = await endings(52);
  expect(burst.slice(0, 50)).toEqual(Array.from({ length: 50 }, () => 'ok'));
  expect(burst.slice(50)).toEqual(['ThrottlingException', 'ThrottlingException']);
  // A bucket of other calls.
  expect(await desiredCount()).toBe(2);
  await sandbox.clock.advance(100);
  expect(await endings(3)).toEqual(['ok', 'ok', 'ThrottlingException']);
  const elsewhere = new ECSClient({ ...sdkOptions(sandbox), region: 'eu-west-1' });
  await expect(elsewhere.send(new ListClustersCommand({}))).resolves.toBeDefined();
  elsewhere.destroy();
});

test('calls of ELB have a bucket together, on top of the smaller one of changes; a refused call costs nothing', () => {
  const throttle = new Throttle();
  const taken = (operation: string, count: number): number =>
    Array.from({ length: count }, () =>
      throttle.take(`elasticloadbalancing:${operation}`, 'a', 'r', 0),
    ).filter(Boolean).length;
  expect(taken('ModifyRule', 25)).toBe(20);
  expect(taken('RegisterTargets', 5)).toBe(5);
  expect(taken('DescribeRules', 25)).toBe(15);
  expect(throttle.take('elasticloadbalancing:DescribeRules', 'other', 'r', 0)).toBe(true);
});

test('lagging reads show the world before a change for a while, and the change itself is never late', async () => {
  await sandbox.control('faults', { lagMs: 2_000 });
  const update = async (count: number): Promise<number | undefined> =>
    (await ecs.send(new UpdateServiceCommand({ ...WEB, desiredCount: count }))).service?.desiredCount;
  expect(await update(3)).toBe(3);
  expect(await desiredCount()).toBe(2);
  await sandbox.clock.advance(1_500);
  expect(await update(4)).toBe(4);
  expect(await desiredCount()).toBe(2);
  await sandbox.clock.advance(500);
  expect(await desiredCount()).toBe(3);
  await sandbox.clock.advance(1_500);
  expect(await desiredCount()).toBe(4);
});

test.each([
  { serverErrorRate: 2 },
  { throttle: 'yes' },
  { deny: ['everything'] },
  { lagMs: -1 },
  { jitterMs: 'some' },
  { latencyMS: 5 },
])('a document that is not understood changes nothing: %j', async (document) => {
  await sandbox.control('faults', { lagMs: 7 });
  await expect(sandbox.control('faults', document)).rejects.toThrow('faults');
  expect(await sandbox.control('faults')).toMatchObject({ lagMs: 7 });
});
