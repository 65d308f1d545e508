import { describe, expect, it } from 'vitest';
import { connectTo, live, testConnections, AwsFiles } from './setup';
import { startStub, type StubAnswer } from './stubServer';

const json = (body: unknown): StubAnswer => ({ json: body });
const SHOP = 'service/production/shop-api';

describe('how a service scales', () => {
  it('is asked for fifty services a call, of which those are told that scale', async () => {
    await using stub = await startStub(() =>
      json({
        ScalableTargets: [
          {
            ServiceNamespace: 'ecs',
            ResourceId: SHOP,
            ScalableDimension: 'ecs:service:DesiredCount',
            MinCapacity: 0,
            MaxCapacity: 6,
            RoleARN: 'role',
            CreationTime: 1_700_000_000,
            SuspendedState: { DynamicScalingInSuspended: true, ScheduledScalingSuspended: true },
          },
        ],
      }),
    );
    const { connection } = await connectTo(stub.endpoint);
    expect(await connection.scaling.targets([SHOP, 'service/production/shop-web'], live())).toEqual([
      { resourceId: SHOP, min: 0, max: 6, suspended: ['in', 'scheduled'] },
    ]);
    expect(stub.calls).toHaveLength(1);
    const many = Array.from({ length: 51 }, (_, index) => `service/production/${index}`);
    await expect(connection.scaling.targets(many, live())).rejects.toMatchObject({ code: 'invalid' });
    expect(stub.calls).toHaveLength(1);
  });

  it('is told by policies of every kind, on all pages', async () => {
    const policy = (PolicyName: string, more: object): object => ({
      PolicyARN: `arn:${PolicyName}`,
      PolicyName,
      ServiceNamespace: 'ecs',
      ResourceId: SHOP,
      ScalableDimension: 'ecs:service:DesiredCount',
      CreationTime: 1_700_000_000,
      ...more,
    });
    const tracking = (TargetTrackingScalingPolicyConfiguration: object): object => ({
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration,
    });
    const predefined = { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' };
    const pages = [
      {
        ScalingPolicies: [
          policy(
            'cpu',
            tracking({ TargetValue: 60, PredefinedMetricSpecification: predefined, DisableScaleIn: true }),
          ),
          policy(
            'queue',
            tracking({ TargetValue: 0.5, CustomizedMetricSpecification: { MetricName: 'Backlog' } }),
          ),
        ],
        NextToken: 'more',
      },
      {
        ScalingPolicies: [
          policy(
            'sums',
            tracking({
              TargetValue: 3,
              CustomizedMetricSpecification: {
                Metrics: [
                  { Id: 'm1', ReturnData: false, Label: 'in' },
                  { Id: 'e1', Expression: 'm1 / 2', Label: 'per task' },
                ],
              },
            }),
          ),
          policy('steps', {
            PolicyType: 'StepScaling',
            StepScalingPolicyConfiguration: {
              StepAdjustments: [{ ScalingAdjustment: 1 }, { ScalingAdjustment: 2 }],
            },
            Alarms: [{ AlarmName: 'busy', AlarmARN: 'arn:busy' }],
          }),
        ],
      },
    ];
    await using stub = await startStub(() => json(pages[stub.calls.length - 1] ?? {}));
    const { connection } = await connectTo(stub.endpoint);
    const alarms: readonly string[] = [];
    const tracked = { type: 'TargetTrackingScaling', scaleInDisabled: false, alarms };
    expect(await connection.scaling.policies(SHOP, live())).toEqual([
      {
        ...tracked,
        arn: 'arn:cpu',
        name: 'cpu',
        metric: 'ECSServiceAverageCPUUtilization',
        targetValue: 60,
        scaleInDisabled: true,
      },
      { ...tracked, arn: 'arn:queue', name: 'queue', metric: 'Backlog', targetValue: 0.5 },
      { ...tracked, arn: 'arn:sums', name: 'sums', metric: 'per task', targetValue: 3 },
      {
        arn: 'arn:steps',
        name: 'steps',
        type: 'StepScaling',
        scaleInDisabled: false,
        steps: 2,
        alarms: ['busy'],
      },
    ]);
  });

  it('is told by what is scheduled and by what was done or left, the latest first', async () => {
    const activity = (ActivityId: string, StartTime: number, more: object = {}): object => ({
      ActivityId,
      ServiceNamespace: 'ecs',
      ResourceId: SHOP,
      ScalableDimension: 'ecs:service:DesiredCount',
      Description: 'Setting desired count to 4.',
      Cause: 'monitor alarm busy',
      StartTime,
      StatusCode: 'Successful',
      ...more,
    });
    await using stub = await startStub(({ operation }) =>
      operation === 'DescribeScheduledActions'
        ? json({
            ScheduledActions: [
              {
                ScheduledActionARN: 'arn:night',
                ScheduledActionName: 'night',
                ServiceNamespace: 'ecs',
                ResourceId: SHOP,
                Schedule: 'cron(0 22 * * ? *)',
                Timezone: 'Europe/Berlin',
                ScalableTargetAction: { MinCapacity: 0 },
                CreationTime: 1_700_000_000,
              },
            ],
          })
        : json({
            ScalingActivities: [
              activity('older', 1_700_000_000),
              activity('newer', 1_700_000_060, {
                StatusCode: 'Failed',
                StatusMessage: 'no room',
                NotScaledReasons: [{ Code: 'AlreadyAtMaxCapacity', MaxCapacity: 6 }],
              }),
            ],
          }),
    );
    const { connection } = await connectTo(stub.endpoint);
    expect(await connection.scaling.schedules(SHOP, live())).toEqual([
      { arn: 'arn:night', name: 'night', schedule: 'cron(0 22 * * ? *)', timezone: 'Europe/Berlin', min: 0 },
    ]);
    const done = { description: 'Setting desired count to 4.', cause: 'monitor alarm busy' };
    expect(await connection.scaling.activities(SHOP, live())).toEqual([
      {
        ...done,
        id: 'newer',
        at: 1_700_000_060_000,
        status: 'Failed',
        statusMessage: 'no room',
        notScaled: ['AlreadyAtMaxCapacity'],
      },
      { ...done, id: 'older', at: 1_700_000_000_000, status: 'Successful', notScaled: [] },
    ]);
  });
});

it('keeps the keys of an emulator that has ECS alone from the real Application Auto Scaling', async () => {
  await using stub = await startStub(() => json({ clusterArns: [] }));
  await using files = await AwsFiles.create({
    config: `[profile local]\nregion = eu-west-1\naws_access_key_id = any\naws_secret_access_key = any\nservices = local\n[services local]\necs =\n  endpoint_url = ${stub.endpoint}\n`,
  });
  const { connections } = testConnections({ environment: files.environment });
  const connection = await connections.open({ kind: 'profile', profile: 'local' });
  const before = stub.calls.length;
  expect(await connection.scaling.targets([SHOP], live())).toEqual([]);
  expect(await connection.scaling.policies(SHOP, live())).toEqual([]);
  expect(stub.calls).toHaveLength(before);
});
