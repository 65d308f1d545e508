import {
  DescribeServiceDeploymentsCommand,
  ListServiceDeploymentsCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLUSTER, setStage, type Stage } from '../ecs/builders';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => stage.dispose());

/** CloudWatch as newer clients speak it. */
async function json(operation: string, input: object): Promise<Record<string, unknown>> {
  const response = await fetch(stage.sandbox.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `GraniteServiceVersion20100801.${operation}`,
    },
    body: JSON.stringify(input),
  });
  expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.0');
  return (await response.json()) as Record<string, unknown>;
}

/** … and as older ones do. */
async function query(form: Record<string, string>): Promise<string> {
  const body = new URLSearchParams({ Version: '2010-08-01', ...form });
  return (await fetch(stage.sandbox.endpoint, { method: 'POST', body })).text();
}

const ring = (name: string, state = 'ALARM'): Promise<unknown> =>
  json('SetAlarmState', { AlarmName: name, StateValue: state, StateReason: 'by hand' });

describe('alarms', () => {
  test('are described with what they were made with, and the state that was set', async () => {
    await json('PutMetricAlarm', {
      AlarmName: 'errors',
      MetricName: 'HTTPCode_Target_5XX_Count',
      Threshold: 5,
    });
    expect(await json('DescribeAlarms', {})).toMatchObject({
      MetricAlarms: [{ AlarmName: 'errors', Threshold: 5, StateValue: 'INSUFFICIENT_DATA' }],
      CompositeAlarms: [],
    });
    await ring('errors');
    expect(await json('DescribeAlarms', { StateValue: 'ALARM' })).toMatchObject({
      MetricAlarms: [
        {
          AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors',
          StateReason: 'by hand',
          StateUpdatedTimestamp: stage.sandbox.clock.now() / 1000,
        },
      ],
    });
  });

  test('are the same over the query protocol, with its times and lists', async () => {
    await json('PutMetricAlarm', { AlarmName: 'errors' });
    await json('PutMetricAlarm', { AlarmName: 'latency' });
    const xml = await query({ Action: 'DescribeAlarms', 'AlarmNames.member.1': 'latency' });
    expect(xml).toContain('<DescribeAlarmsResult><MetricAlarms><member><AlarmName>latency</AlarmName>');
    expect(xml).not.toContain('errors');
    const time = new Date(stage.sandbox.clock.now()).toISOString();
    expect(xml).toContain(`<StateUpdatedTimestamp>${time}</StateUpdatedTimestamp>`);
    expect(await query({ Action: 'SetAlarmState', AlarmName: 'nobody', StateValue: 'OK' })).toContain(
      '<Code>ResourceNotFound</Code>',
    );
  });

  test('come in pages', async () => {
    for (const name of ['a', 'b', 'c']) await json('PutMetricAlarm', { AlarmName: name });
    const first = await json('DescribeAlarms', { MaxRecords: 2 });
    expect(first).toMatchObject({ MetricAlarms: [{ AlarmName: 'a' }, { AlarmName: 'b' }] });
    const second = await json('DescribeAlarms', { MaxRecords: 2, NextToken: first['NextToken'] });
    expect(second).toMatchObject({ MetricAlarms: [{ AlarmName: 'c' }] });
    expect(second).not.toHaveProperty('NextToken');
  });
});

describe('a deployment that listens to an alarm', () => {
  async function deploy(rollback: boolean): Promise<void> {
    await json('PutMetricAlarm', { AlarmName: 'errors' });
    await stage.create('web', {
      deploymentConfiguration: { alarms: { alarmNames: ['errors'], enable: true, rollback } },
    });
    await stage.completed('web');
  }

  async function newest() {
    const { serviceDeployments = [] } = await stage.ecs.send(
      new ListServiceDeploymentsCommand({ cluster: CLUSTER, service: 'web' }),
    );
    const { serviceDeployments: described } = await stage.ecs.send(
      new DescribeServiceDeploymentsCommand({
        serviceDeploymentArns: [serviceDeployments[0]?.serviceDeploymentArn ?? ''],
      }),
    );
    return described?.[0];
  }

  const redeploy = (): Promise<unknown> =>
    stage.ecs.send(new UpdateServiceCommand({ cluster: CLUSTER, service: 'web', forceNewDeployment: true }));

  test('goes on while it is quiet', async () => {
    await deploy(true);
    expect((await newest())?.alarms).toEqual({
      status: 'MONITORING_COMPLETE',
      alarmNames: ['errors'],
      triggeredAlarmNames: [],
    });
  });

  test('is rolled back when it rings', async () => {
    await deploy(true);
    await redeploy();
    await stage.sandbox.clock.advance(10_000);
    expect((await newest())?.alarms?.status).toBe('MONITORING');
    await ring('errors');
    await stage.sandbox.clock.advance(5_000);
    expect(await newest()).toMatchObject({
      status: 'ROLLBACK_IN_PROGRESS',
      alarms: { status: 'TRIGGERED', triggeredAlarmNames: ['errors'] },
    });
    expect(await stage.events('web')).toContainEqual(
      expect.stringMatching(/deployment failed: alarm detected\.$/),
    );
    await stage.completed('web');
    expect((await newest())?.status).toBe('ROLLBACK_SUCCESSFUL');
  });

  test('goes on listening for the bake time, when all its tasks run and the old ones are gone', async () => {
    await deploy(true);
    await stage.ecs.send(
      new UpdateServiceCommand({
        cluster: CLUSTER,
        service: 'web',
        forceNewDeployment: true,
        deploymentConfiguration: { bakeTimeInMinutes: 5 },
      }),
    );
    await stage.sandbox.clock.advance(300_000);
    const { deployments = [] } = await stage.service('web');
    expect(deployments).toMatchObject([{ rolloutState: 'IN_PROGRESS', runningCount: 2 }]);
    await ring('errors');
    await stage.sandbox.clock.advance(5_000);
    expect((await newest())?.status).toBe('ROLLBACK_IN_PROGRESS');
  });

  test('stands still when it rings and nothing was said about rolling back', async () => {
    await deploy(false);
    await redeploy();
    await stage.sandbox.clock.advance(5_000);
    await ring('errors');
    await stage.sandbox.clock.advance(5_000);
    expect((await newest())?.status).toBe('STOPPED');
    expect((await stage.service('web')).deployments?.[0]?.rolloutState).toBe('FAILED');
  });

  test('does not listen to it when it rang before', async () => {
    await deploy(true);
    await ring('errors');
    await redeploy();
    await stage.completed('web');
    expect(await newest()).toMatchObject({ status: 'SUCCESSFUL', alarms: { status: 'DISABLED' } });
  });
});
