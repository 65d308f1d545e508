import { describe, expect, it } from 'vitest';
import { QuaysideError } from '../../../src/core/lib/errors';
import type { JsonObject } from '../../../src/core/lib/json';
import { formatMessage } from '../../../src/core/lib/message';
import { readContainerLogs } from '../../../src/core/logs/containerLogs';
import { LogLocator, locateLogs } from '../../../src/core/logs/locate';
import { awslogs, FakeCloud, taskArn } from './fakeCloud';
import { VirtualTime } from './virtualTime';

function explanation(logConfiguration: JsonObject | undefined): string {
  const [logs] = readContainerLogs(
    { containerDefinitions: [{ name: 'app', ...(logConfiguration ? { logConfiguration } : {}) }] },
    'eu-west-1',
  );
  return logs?.kind === 'elsewhere'
    ? formatMessage(logs.explanation)
    : `not elsewhere: ${String(logs?.kind)}`;
}

function fireLensPlace(options: JsonObject): unknown {
  return readContainerLogs(
    {
      taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1',
      containerDefinitions: [{ name: 'app', logConfiguration: { logDriver: 'awsfirelens', options } }],
    },
    'eu-west-1',
  )[0];
}

describe('a container’s log configuration', () => {
  it('names group, region and prefix of awslogs', () => {
    expect(
      readContainerLogs(
        {
          containerDefinitions: [
            {
              name: 'app',
              logConfiguration: {
                logDriver: 'awslogs',
                options: {
                  'awslogs-group': '/ecs/web',
                  'awslogs-region': 'us-west-2',
                  'awslogs-stream-prefix': 'ecs',
                },
              },
            },
          ],
        },
        'eu-west-1',
      ),
    ).toEqual([
      { kind: 'cloudwatch', container: 'app', group: '/ecs/web', region: 'us-west-2', prefix: 'ecs' },
    ]);
  });

  it('falls back to the region that is looked at', () => {
    const options = { 'awslogs-group': '/ecs/web' };
    expect(
      readContainerLogs(
        { containerDefinitions: [{ name: 'app', logConfiguration: { logDriver: 'awslogs', options } }] },
        'eu-west-1',
      ),
    ).toEqual([{ kind: 'cloudwatch', container: 'app', group: '/ecs/web', region: 'eu-west-1' }]);
  });

  it('of FireLens that forwards to CloudWatch is found there, and its router is known', () => {
    const options = {
      Name: 'cloudwatch_logs',
      log_group_name: '/fluent',
      log_stream_prefix: 'from-',
      region: 'us-east-2',
    };
    expect(
      readContainerLogs(
        {
          containerDefinitions: [
            { name: 'app', logConfiguration: { logDriver: 'awsfirelens', options } },
            {
              name: 'router',
              firelensConfiguration: { type: 'fluentbit' },
              logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/router' } },
            },
          ],
        },
        'eu-west-1',
      ),
    ).toEqual([
      { kind: 'firelens', container: 'app', group: '/fluent', region: 'us-east-2', prefix: 'from-' },
      { kind: 'cloudwatch', container: 'router', group: '/router', region: 'eu-west-1', isRouter: true },
    ]);
  });

  it('of FireLens is read in whatever capitals Fluent Bit’s options are written', () => {
    const options = { name: 'cloudwatch', Log_Group_Name: '/fluent', LOG_STREAM_PREFIX: 'from-' };
    expect(fireLensPlace(options)).toEqual({
      kind: 'firelens',
      container: 'app',
      group: '/fluent',
      region: 'eu-west-1',
      prefix: 'from-',
    });
  });

  it.each([
    ['one stream for all', { log_stream_name: 'all' }],
    ['streams by a template', { log_stream_prefix: 'x', log_stream_template: '$kubernetes' }],
    ['streams by a configuration of its own', {}],
  ])('of FireLens into %s is left to a query of its group', (_name, streams) => {
    const options = { Name: 'cloudwatch_logs', log_group_name: '/fluent', region: 'us-east-2', ...streams };
    expect(fireLensPlace(options)).toMatchObject({
      kind: 'elsewhere',
      explanation: { id: 'logs.firelensGroup' },
      queried: { group: '/fluent', region: 'us-east-2' },
    });
  });

  it('of FireLens into another account is not looked for in this one', () => {
    const options = { Name: 'cloudwatch_logs', log_group_name: '/fluent', log_stream_prefix: 'x' };
    const role = (account: string): JsonObject => ({ role_arn: `arn:aws:iam::${account}:role/logs` });
    expect(fireLensPlace({ ...options, ...role('999988887777') })).toMatchObject({
      kind: 'elsewhere',
      explanation: { id: 'logs.firelens' },
    });
    expect(fireLensPlace({ ...options, ...role('111122223333') })).toMatchObject({ kind: 'firelens' });
  });

  it.each([
    [
      'FireLens with names that its router fills in',
      {
        logDriver: 'awsfirelens',
        options: { Name: 'cloudwatch', log_group_name: '/a/$(ecs_cluster)', log_stream_prefix: 'x' },
      },
      'cloudwatch (/a/$(ecs_cluster))',
    ],
    ['FireLens', { logDriver: 'awsfirelens', options: { Name: 'datadog' } }, 'datadog'],
    ['FireLens with a file', { logDriver: 'awsfirelens' }, 'the destination in its configuration file'],
    ['an instance’s own files', { logDriver: 'json-file' }, 'on the container instance'],
    ['fluentd', { logDriver: 'fluentd', options: { 'fluentd-address': 'tcp://10.0.0.7:24224' } }, '10.0.0.7'],
    ['awslogs without a group', { logDriver: 'awslogs', options: {} }, 'awslogs-group'],
    ['a driver nobody knows', { logDriver: 'carrier-pigeon' }, 'carrier-pigeon'],
    ['no driver', undefined, 'names no log driver'],
    ['a driver that keeps nothing', { logDriver: 'none' }, 'kept nowhere'],
    ['the way into a container that logs elsewhere', { logDriver: 'gelf' }, 'Open Shell in Container'],
    [
      'a group whose name is a secret',
      {
        logDriver: 'awslogs',
        options: { 'awslogs-region': 'eu-west-1' },
        secretOptions: [{ name: 'awslogs-group', valueFrom: 'arn:aws:ssm:eu-west-1:1:parameter/group' }],
      },
      '"awslogs-group" of its log driver from a secret',
    ],
    [
      'a region that is a secret, instead of guessing one',
      {
        logDriver: 'awslogs',
        options: { 'awslogs-group': '/ecs/web' },
        secretOptions: [{ name: 'awslogs-region', valueFrom: 'region' }],
      },
      '"awslogs-region"',
    ],
  ])('explains %s', (_name, configuration, words) => {
    expect(explanation(configuration)).toContain(words);
  });

  it('never shows tokens or passwords of a driver’s options', () => {
    const text = explanation({
      logDriver: 'splunk',
      options: {
        'splunk-url': 'https://me:secret1@splunk.example.com:8088/x?token=secret2',
        'splunk-token': 'secret3',
      },
    });
    expect(text).toContain('https://splunk.example.com:8088/x');
    expect(text).not.toContain('secret');
  });

  it.each([{}, { containerDefinitions: null }, { containerDefinitions: ['x', null] }])(
    'reads nothing out of a body that is no task definition: %j',
    (body) => {
      expect(readContainerLogs(body, 'eu-west-1')).toEqual([]);
    },
  );
});

describe('the streams of a task', () => {
  const cloud = new FakeCloud(new VirtualTime());
  cloud.startTask('aaaaaa11', 7);
  const task = cloud.tasks.get(taskArn('aaaaaa11'));
  if (task === undefined) throw new Error('the task is missing');

  it('are named by prefix, container and task id', () => {
    expect(locateLogs(task, readContainerLogs(awslogs('app', 'proxy'), 'eu-west-1')).streams).toMatchObject([
      { stream: 'ecs/app/aaaaaa11', source: { taskId: 'aaaaaa', revision: 7, container: 'app' } },
      { stream: 'ecs/proxy/aaaaaa11', source: { container: 'proxy' } },
    ]);
  });

  it('of FireLens are named by its prefix and the tag that ECS makes', () => {
    const logs = [{ kind: 'firelens', container: 'app', group: 'g', region: 'r', prefix: 'from-' } as const];
    expect(locateLogs(task, logs).streams).toMatchObject([{ stream: 'from-app-firelens-aaaaaa11' }]);
  });

  it('are named by runtime id without a prefix, once there is one', () => {
    const logs = [{ kind: 'cloudwatch', container: 'app', group: 'g', region: 'r' } as const];
    expect(locateLogs(task, logs).streams).toMatchObject([{ stream: 'aaaaaa11-docker' }]);
    const starting = { ...task, containers: [] };
    expect(locateLogs(starting, logs)).toEqual({ streams: [], unresolved: ['app'] });
  });
});

describe('the locator', () => {
  const signal = new AbortController().signal;

  it('asks once for a revision', async () => {
    const cloud = new FakeCloud(new VirtualTime());
    const locator = new LogLocator(cloud.connection.ecs, 'us-east-1');
    await Promise.all([locator.containers('web:1', signal), locator.containers('web:1', signal)]);
    await locator.containers('web:1', signal);
    expect(cloud.calls).toEqual(['describeTaskDefinition']);
  });

  it('asks again after a failure', async () => {
    const cloud = new FakeCloud(new VirtualTime());
    cloud.fail('describeTaskDefinition', 'unreachable', { times: 1 });
    const locator = new LogLocator(cloud.connection.ecs, 'us-east-1');
    await expect(locator.containers('web:1', signal)).rejects.toThrow(QuaysideError);
    await expect(locator.containers('web:1', signal)).resolves.toHaveLength(1);
  });
});
