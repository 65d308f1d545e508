import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.dispose());

const API = 'service/production/shop-api';

async function call(operation: string, input: object): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(sandbox.endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': `AnyScaleFrontendService.${operation}` },
    body: JSON.stringify({ ServiceNamespace: 'ecs', ...input }),
  });
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

it('a service that scales by itself has a target with bounds and a policy', async () => {
  expect(await call('DescribeScalableTargets', {})).toMatchObject({
    ScalableTargets: [
      { ResourceId: API, ScalableDimension: 'ecs:service:DesiredCount', MinCapacity: 2, MaxCapacity: 4 },
    ],
  });
  expect(await call('DescribeScalingPolicies', { ResourceId: API })).toMatchObject({
    ScalingPolicies: [
      {
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: { TargetValue: 60 },
        Alarms: [{ AlarmName: expect.stringContaining('AlarmHigh') as string }, {}],
      },
    ],
  });
});

it('others have none', async () => {
  const others = { ResourceIds: ['service/production/shop-web'] };
  expect(await call('DescribeScalableTargets', others)).toEqual({ ScalableTargets: [] });
  expect(await call('DescribeScalableTargets', { ServiceNamespace: 'dynamodb' })).toEqual({
    ScalableTargets: [],
  });
  expect(await call('DescribeScheduledActions', { ResourceId: API })).toEqual({ ScheduledActions: [] });
});

it('activities tell each change of the desired count, newest first, in pages', async () => {
  const ecs = new ECSClient(sdkOptions(sandbox));
  const desired = async () => {
    const command = new DescribeServicesCommand({ cluster: 'production', services: ['shop-api'] });
    return (await ecs.send(command)).services?.[0]?.desiredCount;
  };
  const before = await desired();
  await sandbox.clock.advanceUntil(async () => (await desired()) !== before, 7_200_000);
  const first = await call('DescribeScalingActivities', { ResourceId: API, MaxResults: 2 });
  expect(first).toMatchObject({
    ScalingActivities: [
      { Description: `Setting desired count to ${await desired()}.`, StatusCode: 'Successful' },
      {},
    ],
  });
  const second = await call('DescribeScalingActivities', { MaxResults: 2, NextToken: first['NextToken'] });
  expect(second).toMatchObject({ ScalingActivities: [{ Description: 'Setting desired count to 4.' }, {}] });
  ecs.destroy();
});

it('a request without a namespace is refused', async () => {
  expect(await call('DescribeScalableTargets', { ServiceNamespace: undefined })).toMatchObject({
    __type: 'ValidationException',
  });
});
