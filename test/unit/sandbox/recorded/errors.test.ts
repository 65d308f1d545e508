import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLUSTER, NETWORK, rawCall, setStage, type Stage } from '../ecs/builders';

/* Errors that were recorded from the real service, word by word. */

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => stage.dispose());

const CLASSES = { IPE: 'InvalidParameterException', CE: 'ClientException' } as const;

/** The call is refused with HTTP 400, in this class and with these words. */
async function refused(operation: string, input: object, name: string, message: string): Promise<void> {
  const { status, body } = await rawCall(stage.sandbox, operation, input);
  const type = name in CLASSES ? CLASSES[name as keyof typeof CLASSES] : name;
  expect({ operation, input, status, ...body }).toEqual({
    operation,
    input,
    status: 400,
    __type: type,
    message,
  });
}

const allowed = async (operation: string, input: object): Promise<Record<string, unknown>> => {
  const { status, body } = await rawCall(stage.sandbox, operation, input);
  expect([operation, status, body]).toMatchObject([operation, 200, {}]);
  return body;
};

const AWSVPC = "Network Configuration must be provided when networkMode 'awsvpc' is specified.";
const service = (more: object): object => ({
  cluster: CLUSTER,
  serviceName: 'web',
  taskDefinition: 'job',
  desiredCount: 0,
  launchType: 'FARGATE',
  networkConfiguration: NETWORK,
  ...more,
});

describe('services are refused in the words of AWS:', () => {
  test('to create', async () => {
    await stage.register('job');
    await refused('CreateService', service({ networkConfiguration: undefined }), 'IPE', AWSVPC);
    await refused(
      'CreateService',
      service({ networkConfiguration: undefined, schedulingStrategy: 'DAEMON', desiredCount: undefined }),
      'IPE',
      AWSVPC,
    );
    await refused('CreateService', service({ taskDefinition: 'none' }), 'CE', 'TaskDefinition not found.');
    await refused(
      'CreateService',
      service({ clientToken: 'x'.repeat(37) }),
      'IPE',
      'idempotency token longer than 36.',
    );
    await allowed('CreateService', service({ clientToken: 'a' }));
    await allowed('CreateService', service({ clientToken: 'a' }));
    await stage.register('other');
    const twice = 'Creation of service was not idempotent.';
    await refused('CreateService', service({}), 'IPE', twice);
    await refused('CreateService', service({ clientToken: 'b' }), 'IPE', twice);
    await refused('CreateService', service({ clientToken: 'a', desiredCount: 1 }), 'IPE', twice);
    await refused('CreateService', service({ clientToken: 'a', taskDefinition: 'other' }), 'IPE', twice);
    await allowed('DeleteService', { cluster: CLUSTER, service: 'web' });
    await refused('CreateService', service({}), 'IPE', 'Unable to Start a service that is still Draining.');
  });

  test('to update, list and describe', async () => {
    await stage.register('job');
    await allowed('CreateService', service({}));
    const web = { cluster: CLUSTER, service: 'web' };
    await refused(
      'UpdateService',
      { ...web, deploymentConfiguration: { maximumPercent: 100 } },
      'IPE',
      "The service couldn't be updated because Availability Zone Rebalancing does not support maximumPercent <= 100 % " +
        'as deployment configuration. Update deployment configuration and try again.',
    );
    await refused(
      'ListServices',
      { cluster: CLUSTER, maxResults: 101 },
      'IPE',
      'Max results can not be greater than 100',
    );
    await refused(
      'ListServices',
      { cluster: CLUSTER, launchType: 'BOGUS' },
      'IPE',
      'launch type should be one of [EC2,FARGATE,EXTERNAL,FMI,MANAGED_INSTANCES]',
    );
  });

  test('to describe their revisions, while they are deleted and afterwards', async () => {
    await stage.register('job');
    const { service: created } = (await allowed('CreateService', service({}))) as {
      service: { currentServiceRevisions: { arn: string }[] };
    };
    const revisions = { serviceRevisionArns: created.currentServiceRevisions.map(({ arn }) => arn) };
    await allowed('DeleteService', { cluster: CLUSTER, service: 'web' });
    await allowed('DescribeServiceRevisions', revisions);
    await stage.sandbox.clock.advance(60_000);
    await refused(
      'DescribeServiceRevisions',
      revisions,
      'IPE',
      'Cannot call DescribeServiceRevisions for a service that is INACTIVE',
    );
    await refused(
      'DescribeServiceRevisions',
      { serviceRevisionArns: revisions.serviceRevisionArns.map((arn) => arn.replace('/web/', '/none/')) },
      'ServiceNotFoundException',
      'Service not found.',
    );
    await allowed('CreateService', service({}));
    expect(await allowed('DescribeServiceRevisions', revisions)).toEqual({
      serviceRevisions: [],
      failures: [{ arn: revisions.serviceRevisionArns[0], reason: 'MISSING' }],
    });
    await allowed('DeleteService', { cluster: CLUSTER, service: 'web' });
    await stage.sandbox.clock.advance(60_000);
    await allowed('DeleteCluster', { cluster: CLUSTER });
    await refused(
      'DescribeServiceRevisions',
      revisions,
      'ClusterNotFoundException',
      'The referenced cluster was inactive.',
    );
  });
});

test('RunTask is refused in the words of AWS', async () => {
  await stage.register('job');
  const run = (more: object): object => ({
    cluster: CLUSTER,
    taskDefinition: 'job',
    launchType: 'FARGATE',
    networkConfiguration: NETWORK,
    ...more,
  });
  const network = (more: object): object => ({
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], ...more } },
  });
  await refused('RunTask', run({ networkConfiguration: undefined }), 'IPE', AWSVPC);
  await refused(
    'RunTask',
    run({ launchType: undefined, ...network({ assignPublicIp: 'ENABLED' }) }),
    'IPE',
    'Assign public IP is not supported for this launch type.',
  );
  await refused(
    'RunTask',
    run({ capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] }),
    'IPE',
    'You may choose a capacity provider or a launch type but not both.',
  );
  await refused(
    'RunTask',
    run(network({ subnets: ['subnet-missing'] })),
    'IPE',
    "Error retrieving subnet information for [subnet-missing]: The subnet ID 'subnet-missing' does not exist " +
      '(ErrorCode: InvalidSubnetID.NotFound)',
  );
  await refused(
    'RunTask',
    run(network({ securityGroups: ['sg-missing'] })),
    'IPE',
    'Error retrieving security group information for [sg-missing]: Invalid id: "sg-missing" ' +
      '(ErrorCode: InvalidGroupId.Malformed)',
  );
  await allowed('RunTask', run({ clientToken: 'a' }));
  await allowed('DeregisterTaskDefinition', { taskDefinition: 'job:1' });
  await refused(
    'RunTask',
    run({ taskDefinition: 'job:1', clientToken: 'a' }),
    'IPE',
    'TaskDefinition is inactive',
  );
  await allowed('DeleteTaskDefinitions', { taskDefinitions: ['job:1'] });
  await refused(
    'RunTask',
    run({ taskDefinition: 'job:1', clientToken: 'a' }),
    'IPE',
    'TaskDefinition is being deleted',
  );
});

describe('task definitions are refused in the words of AWS:', () => {
  const container = { name: 'app', image: 'a', memory: 64 };
  const fargate = { networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '512' };

  test.each([
    [
      'CE',
      'No Fargate configuration exists for given values: 256 CPU, 4096 memory. See the Amazon ECS documentation for the valid values.',
      { ...fargate, memory: '4096' },
    ],
    ['CE', 'Fargate only supports network mode ‘awsvpc’.', { ...fargate, networkMode: 'bridge' }],
    ['CE', "Fargate requires that 'cpu' be defined at the task level.", { ...fargate, cpu: undefined }],
    [
      'CE',
      "Task definition doesn't have any essential container.",
      { containerDefinitions: [{ ...container, essential: false }] },
    ],
    [
      'CE',
      "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified.",
      { containerDefinitions: [{ ...container, memory: undefined }] },
    ],
    [
      'CE',
      "Granular stop timeout on container 'app' must be at least 2 seconds.",
      { containerDefinitions: [{ ...container, stopTimeout: 1 }] },
    ],
    [
      'CE',
      'Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.',
      { ...fargate, containerDefinitions: [{ ...container, stopTimeout: 121 }] },
    ],
    ['CE', 'Invalid CPU architecture', { runtimePlatform: { cpuArchitecture: 'MIPS' } }],
    [
      'CE',
      'Container dependsOn contains a cycle',
      { containerDefinitions: [{ ...container, dependsOn: [{ containerName: 'app', condition: 'START' }] }] },
    ],
    ['IPE', "Invalid 'cpu' setting for task.", { cpu: '' }],
  ])('to register, with %s "%s"', async (name, message, more) => {
    const input = { family: 'bad', containerDefinitions: [container], ...more };
    await refused('RegisterTaskDefinition', input, name, message);
  });

  test('to describe', async () => {
    await stage.register('job');
    const describeIt = (taskDefinition: string, name: string, message: string): Promise<void> =>
      refused('DescribeTaskDefinition', { taskDefinition }, name, message);
    await describeIt('none', 'CE', 'Unable to describe task definition.');
    await describeIt('job:bad', 'IPE', 'Invalid task definition: Invalid revision number.');
    await refused(
      'DescribeTaskDefinition',
      { taskDefinition: 'job', include: ['BOGUS'] },
      'CE',
      'BOGUS is not a valid value for include. The value must be one of [[TAGS]]',
    );
    await allowed('DeregisterTaskDefinition', { taskDefinition: 'job:1' });
    await describeIt('job', 'CE', 'Unable to describe task definition.');
    await allowed('DescribeTaskDefinition', { taskDefinition: 'job:1' });
    await allowed('DeleteTaskDefinitions', { taskDefinitions: ['job:1'] });
    await allowed('DescribeTaskDefinition', { taskDefinition: 'job:1' });
  });

  test('and those that are being deleted are listed under that status only', async () => {
    await stage.register('job');
    await allowed('DeregisterTaskDefinition', { taskDefinition: 'job:1' });
    await allowed('DeleteTaskDefinitions', { taskDefinitions: ['job:1'] });
    const listed = async (status: string): Promise<unknown> =>
      (await allowed('ListTaskDefinitions', { status }))['taskDefinitionArns'];
    expect([await listed('ACTIVE'), await listed('INACTIVE')]).toEqual([[], []]);
    expect(await listed('DELETE_IN_PROGRESS')).toHaveLength(1);
    const families = async (status: string): Promise<unknown> =>
      (await allowed('ListTaskDefinitionFamilies', { status }))['families'];
    expect([await families('ACTIVE'), await families('INACTIVE'), await families('ALL')]).toEqual([
      [],
      ['job'],
      ['job'],
    ]);
  });
});

describe('clusters and tags are refused in the words of AWS:', () => {
  test('clusters that are not empty, and deleted ones', async () => {
    await stage.register('job');
    await allowed('CreateService', service({ desiredCount: 1 }));
    const remove = { cluster: CLUSTER };
    await refused(
      'DeleteCluster',
      remove,
      'ClusterContainsServicesException',
      'The Cluster cannot be deleted while Services are active.',
    );
    await stage.sandbox.clock.advance(60_000);
    await allowed('DeleteService', { cluster: CLUSTER, service: 'web', force: true });
    await refused(
      'DeleteCluster',
      remove,
      'ClusterContainsTasksException',
      'The Cluster cannot be deleted while Tasks are active.',
    );
    await stage.sandbox.clock.advance(60_000);
    const { cluster } = await allowed('DeleteCluster', remove);
    expect(cluster).toMatchObject({ status: 'INACTIVE', tags: [] });
    await refused('UpdateCluster', remove, 'CE', 'Cluster was not ACTIVE.');
    await allowed('DeleteCluster', remove);
    const arn = `arn:aws:ecs:us-east-1:123456789012:cluster/${CLUSTER}`;
    const inactive = 'The specified cluster is inactive. Specify an active cluster and try again.';
    await refused('ListTagsForResource', { resourceArn: arn }, 'IPE', inactive);
    const again = await allowed('CreateCluster', {
      clusterName: CLUSTER,
      tags: [{ key: 'a', value: 'b' }],
    });
    expect(again['cluster']).toMatchObject({ status: 'ACTIVE', tags: [{ key: 'a', value: 'b' }] });
  });

  test('a wrong include, and only where there is something to describe', async () => {
    await refused(
      'DescribeClusters',
      { clusters: [CLUSTER], include: ['BOGUS'] },
      'IPE',
      'include should be one of [ATTACHMENTS,CONFIGURATIONS,SETTINGS,STATISTICS,TAGS]',
    );
    await allowed('DescribeClusters', { clusters: ['none'], include: ['BOGUS'] });
  });

  test('tags without a value, and those of stopped tasks', async () => {
    const definition = await stage.register('job');
    const cluster = `arn:aws:ecs:us-east-1:123456789012:cluster/${CLUSTER}`;
    const tags = [{ key: 'a', value: 'b' }, { key: 'c' }];
    await refused('TagResource', { resourceArn: cluster, tags }, 'IPE', 'Tag value can not be null.');
    await refused('TagResource', { resourceArn: definition, tags }, 'CE', 'Tag value can not be null.');
    expect(await allowed('ListTagsForResource', { resourceArn: cluster })).toEqual({ tags: [] });
    const { tasks } = (await allowed('RunTask', {
      cluster: CLUSTER,
      taskDefinition: 'job',
      launchType: 'FARGATE',
      networkConfiguration: NETWORK,
    })) as { tasks: { taskArn: string }[] };
    const task = tasks[0]?.taskArn;
    await allowed('StopTask', { cluster: CLUSTER, task });
    await stage.sandbox.clock.advance(60_000);
    await refused(
      'ListTagsForResource',
      { resourceArn: task },
      'IPE',
      'The specified task is stopped. Specify a running task and try again.',
    );
  });
});
