import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionFamiliesCommand,
  ListTaskDefinitionsCommand,
  paginateListTaskDefinitions,
} from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rawCall, setStage, type Stage } from './builders';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => stage.dispose());

const CONTAINER = { name: 'app', image: 'a', memory: 64 };
const FARGATE = {
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  cpu: '256',
  memory: '512',
};

describe('a registered task definition', () => {
  test('keeps members that the sandbox does not know, at every depth, exactly', async () => {
    const input = {
      family: 'odd',
      futureMember: { nested: [1, 2.5, null, 'x', { deep: true }] },
      containerDefinitions: [
        {
          ...CONTAINER,
          futureFlag: false,
          logConfiguration: { logDriver: 'awslogs', options: {}, later: 1 },
        },
      ],
    };
    const registered = await rawCall(stage.sandbox, 'RegisterTaskDefinition', input);
    expect(registered.status).toBe(200);
    const { body } = await rawCall(stage.sandbox, 'DescribeTaskDefinition', { taskDefinition: 'odd' });
    expect(body['taskDefinition']).toEqual(registered.body['taskDefinition']);
    expect(body['taskDefinition']).toMatchObject({
      futureMember: input.futureMember,
      containerDefinitions: [
        { futureFlag: false, logConfiguration: { logDriver: 'awslogs', options: {}, later: 1 } },
      ],
    });
  });

  test('can be registered again from its own answer and differs only in what the answer adds', async () => {
    await stage.register('copy', FARGATE as object);
    const read = async (): Promise<Record<string, unknown>> => {
      const { body } = await rawCall(stage.sandbox, 'DescribeTaskDefinition', { taskDefinition: 'copy' });
      return body['taskDefinition'] as Record<string, unknown>;
    };
    const added = [
      'requiresAttributes',
      'taskDefinitionArn',
      'revision',
      'status',
      'compatibilities',
      'registeredAt',
      'registeredBy',
    ];
    const strip = (definition: Record<string, unknown>): Record<string, unknown> =>
      Object.fromEntries(Object.entries(definition).filter(([name]) => !added.includes(name)));
    const first = await read();
    await rawCall(stage.sandbox, 'RegisterTaskDefinition', strip(first));
    const second = await read();
    expect(second['revision']).toBe(2);
    expect(strip(second)).toEqual(strip(first));
  });

  test('is not changed by members that only answers have', async () => {
    const { body } = await rawCall(stage.sandbox, 'RegisterTaskDefinition', {
      family: 'sly',
      revision: 7,
      status: 'INACTIVE',
      registeredBy: 'me',
      deregisteredAt: 1,
      requiresAttributes: [{ name: 'x' }],
      containerDefinitions: [CONTAINER],
    });
    const definition = body['taskDefinition'] as Record<string, unknown>;
    expect(definition).toMatchObject({ revision: 1, status: 'ACTIVE' });
    expect(definition['registeredBy']).not.toBe('me');
    expect(definition).not.toHaveProperty('deregisteredAt');
    expect(definition).not.toHaveProperty('requiresAttributes');
  });

  test('names what an instance must be able to do', async () => {
    const { body } = await rawCall(stage.sandbox, 'RegisterTaskDefinition', {
      family: 'able',
      networkMode: 'awsvpc',
      executionRoleArn: 'arn:aws:iam::123456789012:role/x',
      containerDefinitions: [
        {
          ...CONTAINER,
          logConfiguration: { logDriver: 'awslogs', options: {} },
          secrets: [{ name: 'A', valueFrom: 'arn:aws:secretsmanager:us-east-1:1:secret:a' }],
        },
      ],
    });
    expect(body['taskDefinition']).toMatchObject({
      requiresAttributes: [
        { name: 'com.amazonaws.ecs.capability.docker-remote-api.1.19' },
        { name: 'com.amazonaws.ecs.capability.logging-driver.awslogs' },
        { name: 'ecs.capability.execution-role-awslogs' },
        { name: 'ecs.capability.secrets.asm.environment-variables' },
        { name: 'ecs.capability.task-eni' },
      ],
    });
  });

  test('is filled up as AWS fills it up', async () => {
    const { body } = await rawCall(stage.sandbox, 'RegisterTaskDefinition', {
      family: 'plain',
      networkMode: 'bridge',
      containerDefinitions: [{ ...CONTAINER, portMappings: [{ containerPort: 8080 }] }],
    });
    expect(body).not.toHaveProperty('tags');
    expect(body['taskDefinition']).toMatchObject({
      revision: 1,
      status: 'ACTIVE',
      volumes: [],
      placementConstraints: [],
      containerDefinitions: [
        {
          cpu: 0,
          essential: true,
          environment: [],
          mountPoints: [],
          volumesFrom: [],
          systemControls: [],
          portMappings: [{ containerPort: 8080, hostPort: 0, protocol: 'tcp' }],
        },
      ],
    });
    const { body: awsvpc } = await rawCall(stage.sandbox, 'RegisterTaskDefinition', {
      family: 'units',
      ...FARGATE,
      cpu: '0.25 vCPU',
      memory: '0.5 GB',
      containerDefinitions: [{ ...CONTAINER, portMappings: [{ containerPort: 8080 }] }],
      tags: [{ key: 'a', value: 'b' }],
    });
    expect(awsvpc['tags']).toEqual([{ key: 'a', value: 'b' }]);
    expect(awsvpc['taskDefinition']).toMatchObject({
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ portMappings: [{ hostPort: 8080 }] }],
    });
  });

  test.each([
    [
      { ...FARGATE, memory: '4096' },
      'No Fargate configuration exists for given values: 256 CPU, 4096 memory.',
    ],
    [{ ...FARGATE, networkMode: 'bridge' }, 'Fargate only supports network mode ‘awsvpc’.'],
    [{ ...FARGATE, cpu: undefined }, "Fargate requires that 'cpu' be defined at the task level."],
    [
      { containerDefinitions: [{ ...CONTAINER, essential: false }] },
      "Task definition doesn't have any essential container.",
    ],
    [
      { containerDefinitions: [{ name: 'app', image: 'a' }] },
      "Invalid setting for container 'app'. At least one of",
    ],
    [
      { containerDefinitions: [{ ...CONTAINER, stopTimeout: 1 }] },
      "Granular stop timeout on container 'app' must be at least",
    ],
    [
      { ...FARGATE, containerDefinitions: [{ ...CONTAINER, stopTimeout: 121 }] },
      'must have a container stop timeout of less than 120',
    ],
    [{ runtimePlatform: { cpuArchitecture: 'MIPS' } }, 'Invalid CPU architecture'],
    [
      { containerDefinitions: [{ ...CONTAINER, dependsOn: [{ containerName: 'app', condition: 'START' }] }] },
      'Container dependsOn contains a cycle',
    ],
    [{ containerDefinitions: [] }, 'Container list cannot be empty.'],
  ])('is refused as AWS refuses it: %j', async (extra, text) => {
    const { status, body } = await rawCall(stage.sandbox, 'RegisterTaskDefinition', {
      family: 'bad',
      containerDefinitions: [CONTAINER],
      ...extra,
    });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      __type: 'ClientException',
      message: expect.stringContaining(text) as string,
    });
  });
});

describe('revisions', () => {
  test('are described by family, by revision and by ARN; the family alone means the latest active one', async () => {
    const { ecs } = stage;
    const first = await stage.register('web');
    const second = await stage.register('web');
    const arnOf = async (taskDefinition: string): Promise<string | undefined> =>
      (await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).taskDefinition
        ?.taskDefinitionArn;
    expect(await arnOf('web')).toBe(second);
    expect(await arnOf('web:1')).toBe(first);
    expect(await arnOf(second)).toBe(second);
    await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'web:2' }));
    expect(await arnOf('web')).toBe(first);
    expect(await arnOf('web:2')).toBe(second);
    await expect(arnOf('nothing')).rejects.toMatchObject({
      name: 'ClientException',
      message: 'Unable to describe task definition.',
    });
    await expect(arnOf('web:x')).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('are listed page by page, with the token that names the last one', async () => {
    const { ecs } = stage;
    const arns = [await stage.register('a'), await stage.register('b'), await stage.register('b')];
    const first = await ecs.send(new ListTaskDefinitionsCommand({ maxResults: 1 }));
    expect(first.nextToken).toBe('a::0000000001');
    const all: string[] = [];
    for await (const { taskDefinitionArns = [] } of paginateListTaskDefinitions(
      { client: ecs, pageSize: 1 },
      {},
    )) {
      all.push(...taskDefinitionArns);
    }
    expect(all).toEqual(arns);
    const newest = await ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: 'b', sort: 'DESC' }));
    expect(newest.taskDefinitionArns).toEqual([arns[2], arns[1]]);
    expect(newest.nextToken).toBeUndefined();
  });

  test('that are all inactive leave their family in the inactive list', async () => {
    const { ecs } = stage;
    await stage.register('gone');
    await stage.register('here');
    await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'gone:1' }));
    const list = async (status: 'ACTIVE' | 'INACTIVE' | 'ALL'): Promise<string[] | undefined> =>
      (await ecs.send(new ListTaskDefinitionFamiliesCommand({ status }))).families;
    expect([await list('ACTIVE'), await list('INACTIVE'), await list('ALL')]).toEqual([
      ['here'],
      ['gone'],
      ['gone', 'here'],
    ]);
  });
});
