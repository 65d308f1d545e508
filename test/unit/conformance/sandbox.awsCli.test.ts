import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsCli, findAwsCli } from '../../support/awsCli.mjs';
import { startTestSandbox, type TestSandbox } from '../../support/sandboxServer';

let sandbox: TestSandbox;
let aws: ReturnType<typeof awsCli>;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  aws = awsCli(sandbox);
});

afterAll(() => sandbox.dispose());

const WEB = ['--cluster', 'production', '--services', 'shop-web'] as const;
const nameOf = (arn: string): string => arn.split('/').at(-1) ?? '';

describe('the AWS CLI', () => {
  it('lists and describes clusters', async () => {
    const { clusterArns } = (await aws.json('ecs', 'list-clusters')) as { clusterArns: string[] };
    expect(clusterArns.map(nameOf)).toEqual(['production', 'staging']);
    const described: unknown = await aws.json('ecs', 'describe-clusters', '--clusters', ...clusterArns);
    expect(described).toMatchObject({
      clusters: [
        { clusterName: 'production', status: 'ACTIVE', activeServicesCount: 4 },
        { clusterName: 'staging', status: 'ACTIVE', activeServicesCount: 1 },
      ],
      failures: [],
    });
  });

  it('takes lists in pages', async () => {
    const pages = ['--page-size', '1', '--cluster', 'production'];
    const { serviceArns } = (await aws.json('ecs', 'list-services', ...pages)) as { serviceArns: string[] };
    expect(serviceArns.map(nameOf).toSorted()).toEqual(['shop-api', 'shop-mail', 'shop-web', 'shop-worker']);
  });

  it('describes a service and says what it misses', async () => {
    const names = [...WEB, 'no-such-service'];
    expect(await aws.json('ecs', 'describe-services', ...names)).toMatchObject({
      services: [{ serviceName: 'shop-web', desiredCount: 2, runningCount: 2 }],
      failures: [{ reason: 'MISSING' }],
    });
  });

  it('lists the tasks of a service and describes their containers', async () => {
    const of = ['--cluster', 'production', '--service-name', 'shop-web'];
    const { taskArns } = (await aws.json('ecs', 'list-tasks', ...of)) as { taskArns: string[] };
    const tasks = ['--cluster', 'production', '--tasks', ...taskArns];
    const running = { lastStatus: 'RUNNING', containers: [{ name: 'app', lastStatus: 'RUNNING' }] };
    expect(await aws.json('ecs', 'describe-tasks', ...tasks)).toMatchObject({ tasks: [running, running] });
  });

  it('registers what it described, updates the service with it, and sees it become stable', async () => {
    const family = ['--task-definition', 'shop-web'];
    const { taskDefinition } = (await aws.json('ecs', 'describe-task-definition', ...family)) as {
      taskDefinition: { containerDefinitions: object[]; cpu: string; memory: string; revision: number };
    };
    const { taskDefinition: registered } = (await aws.json(
      ...['ecs', 'register-task-definition', '--family', 'shop-web', '--network-mode', 'awsvpc'],
      ...['--requires-compatibilities', 'FARGATE', '--cpu', taskDefinition.cpu],
      ...['--memory', taskDefinition.memory],
      ...['--container-definitions', JSON.stringify(taskDefinition.containerDefinitions)],
    )) as { taskDefinition: { taskDefinitionArn: string; revision: number } };
    expect(registered.revision).toBe(taskDefinition.revision + 1);

    const update = ['--cluster', 'production', '--service', 'shop-web'];
    const revision = registered.taskDefinitionArn;
    const updated: unknown = await aws.json(
      'ecs',
      'update-service',
      ...update,
      '--task-definition',
      revision,
    );
    const rollsOut = (rolloutState: string) => ({ taskDefinition: revision, rolloutState });
    expect(updated).toMatchObject({ service: { deployments: [rollsOut('IN_PROGRESS'), {}] } });
    await sandbox.clock.advance(180_000);
    await aws.text('ecs', 'wait', 'services-stable', ...WEB);
    expect(await aws.json('ecs', 'describe-services', ...WEB)).toMatchObject({
      services: [{ deployments: [rollsOut('COMPLETED')] }],
    });
  });

  it('knows the deployments of a service, where it is new enough', async () => {
    const of = ['--cluster', 'production', '--service', 'shop-mail'];
    const listed = await aws.attempt('ecs', 'list-service-deployments', ...of);
    if (/Invalid choice|invalid choice/.test(listed.output)) {
      // Older ones see them in the service.
      const mail = ['--cluster', 'production', '--services', 'shop-mail'];
      const answer: unknown = await aws.json('ecs', 'describe-services', ...mail);
      expect(answer).toMatchObject({ services: [{ deployments: [{ rolloutState: 'COMPLETED' }] }] });
      return;
    }
    expect(listed.code, listed.output).toBe(0);
    const { serviceDeployments } = JSON.parse(listed.output) as {
      serviceDeployments: { serviceDeploymentArn: string; status: string }[];
    };
    expect(serviceDeployments.map(({ status }) => status)).toContain('ROLLBACK_SUCCESSFUL');
    const arns = serviceDeployments.map(({ serviceDeploymentArn }) => serviceDeploymentArn);
    const which = ['--service-deployment-arns', ...arns];
    expect(await aws.json('ecs', 'describe-service-deployments', ...which)).toMatchObject({ failures: [] });
  });

  it('finds repositories and images, and gets a password for docker', async () => {
    const shop = ['--repository-names', 'shop-web'];
    expect(await aws.json('ecr', 'describe-repositories', ...shop)).toMatchObject({
      repositories: [{ repositoryUri: `${sandbox.registry}/shop-web` }],
    });
    const tagged = ['--repository-name', 'shop-web', '--image-ids', 'imageTag=1.9.0'];
    expect(await aws.json('ecr', 'describe-images', ...tagged)).toMatchObject({
      imageDetails: [{ imageTags: ['1.9.0'] }],
    });
    const password = await aws.text('ecr', 'get-login-password');
    const authorization = `Basic ${Buffer.from(`AWS:${password}`).toString('base64')}`;
    const answer = await fetch(`http://${sandbox.registry}/v2/`, { headers: { authorization } });
    expect(answer.status).toBe(200);
  });

  it('sees the health of targets', async () => {
    const named = ['--names', 'shop-web'];
    const { TargetGroups } = (await aws.json('elbv2', 'describe-target-groups', ...named)) as {
      TargetGroups: { TargetGroupArn: string }[];
    };
    const group = ['--target-group-arn', TargetGroups[0]?.TargetGroupArn ?? ''];
    const healthy = { TargetHealth: { State: 'healthy' } };
    expect(await aws.json('elbv2', 'describe-target-health', ...group)).toMatchObject({
      TargetHealthDescriptions: [healthy, healthy],
    });
  });

  it('reads and tails logs', async () => {
    const group = ['--log-group-name', '/ecs/shop-worker', '--max-items', '5'];
    const { events } = (await aws.json('logs', 'filter-log-events', ...group)) as {
      events: { message: string }[];
    };
    expect(events).toHaveLength(5);
    const since = new Date(sandbox.clock.now() - 3_600_000).toISOString();
    const tailed = await aws.text('logs', 'tail', '/ecs/shop-worker', '--since', since);
    expect(tailed.split('\n').length).toBeGreaterThan(5);
  });

  it('runs a task, waits for it, stops it, and waits for its end', async () => {
    const of = ['--cluster', 'staging'];
    const run = [...of, '--task-definition', 'staging-shop-web', '--launch-type', 'FARGATE'];
    const network = 'awsvpcConfiguration={subnets=[subnet-0a1b2c3d4e5f60718]}';
    const { tasks } = (await aws.json('ecs', 'run-task', ...run, '--network-configuration', network)) as {
      tasks: { taskArn: string }[];
    };
    const task = tasks[0]?.taskArn ?? '';
    await sandbox.clock.advance(60_000);
    await aws.text('ecs', 'wait', 'tasks-running', ...of, '--tasks', task);
    const stop = ['--task', task, '--reason', 'enough'];
    expect(await aws.json('ecs', 'stop-task', ...of, ...stop)).toMatchObject({
      task: { desiredStatus: 'STOPPED', stoppedReason: 'enough', stopCode: 'UserInitiated' },
    });
    await sandbox.clock.advance(120_000);
    await aws.text('ecs', 'wait', 'tasks-stopped', ...of, '--tasks', task);
  });

  it('follows a log until it is interrupted', async () => {
    await sandbox.clock.advance(60_000);
    const since = new Date(sandbox.clock.now() - 3_600_000).toISOString();
    const where = ['--endpoint-url', sandbox.endpoint, '--region', sandbox.region];
    const options = ['--since', since, '--format', 'short', '--follow', ...where];
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_CONFIG_FILE: '/nowhere/config',
      PYTHONUNBUFFERED: '1',
    };
    const child = spawn(findAwsCli() ?? '', ['logs', 'tail', '/ecs/shop-worker', ...options], { env });
    let printed = '';
    const lines = (): readonly string[] => printed.split('\n').filter((line) => /^2026-/.test(line));
    await new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        if (lines().length > 5) child.kill('SIGINT');
      });
      child.on('close', () => resolve());
    });
    expect(lines().length).toBeGreaterThan(5);
  });

  it('reads load balancers, alarms and what scales', async () => {
    const api = ['--service-namespace', 'ecs', '--resource-ids', 'service/production/shop-api'];
    const activities = ['--service-namespace', 'ecs', '--page-size', '2'];
    const alarm = [
      '--alarm-name',
      'slow',
      '--metric-name',
      'Latency',
      '--namespace',
      'Shop',
      '--period',
      '60',
    ];
    const above = ['--statistic', 'Average', '--threshold', '1', '--evaluation-periods', '1'];
    const [balancers, targets, scaled] = await Promise.all([
      aws.json('elbv2', 'describe-load-balancers', '--page-size', '1'),
      aws.json('application-autoscaling', 'describe-scalable-targets', ...api),
      aws.json('application-autoscaling', 'describe-scaling-activities', ...activities),
      aws.text(
        ...['cloudwatch', 'put-metric-alarm', ...alarm, ...above],
        ...['--comparison-operator', 'GreaterThanThreshold'],
      ),
    ]);
    expect(balancers).toMatchObject({ LoadBalancers: [{ LoadBalancerName: 'shop', Type: 'application' }] });
    expect(targets).toMatchObject({ ScalableTargets: [{ MinCapacity: 2, MaxCapacity: 4 }] });
    expect((scaled as { ScalingActivities: unknown[] }).ScalingActivities.length).toBeGreaterThan(2);
    expect(await aws.json('cloudwatch', 'describe-alarms', '--alarm-names', 'slow')).toMatchObject({
      MetricAlarms: [{ AlarmName: 'slow', Threshold: 1, StateValue: 'INSUFFICIENT_DATA' }],
    });
  });

  it('learns who it is, and what it did wrong', async () => {
    expect(await aws.json('sts', 'get-caller-identity')).toMatchObject({ Account: sandbox.accountId });
    const missing = ['--cluster', 'no-such-cluster'];
    const { code, output } = await aws.attempt('ecs', 'list-services', ...missing);
    expect(code).toBeGreaterThan(0);
    expect(output).toContain('(ClusterNotFoundException) when calling the ListServices operation');
  });
});
