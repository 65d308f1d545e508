import { describe, expect, it } from 'vitest';
import { QuaysideError } from '../../../src/core/lib/errors';
import { collect, connectTo, live } from './setup';
import { awsError, startStub } from './stubServer';

const serviceArn = (index: number): string => `arn:aws:ecs:eu-west-1:111122223333:service/shop/s${index}`;

describe('lists of ECS', () => {
  it.each([
    [0, 1],
    [10, 1],
    [11, 1],
    [100, 1],
    [101, 2],
  ])('reads %i services in %i calls of 100', async (count, calls) => {
    const all = Array.from({ length: count }, (_, index) => serviceArn(index));
    await using stub = await startStub(({ body }) => {
      const { maxResults = 10, nextToken = '0' } = JSON.parse(body) as {
        maxResults?: number;
        nextToken?: string;
      };
      const end = Number(nextToken) + maxResults;
      const more = end < all.length ? { nextToken: String(end) } : {};
      return { json: { serviceArns: all.slice(Number(nextToken), end), ...more } };
    });
    const { connection } = await connectTo(stub.endpoint);
    expect(await collect(connection.ecs.listServices('shop', live()))).toEqual(all);
    expect(stub.countOf('ListServices')).toBe(calls);
  });

  it('reads no page that nobody asks for', async () => {
    await using stub = await startStub(() => ({ json: { clusterArns: ['a'], nextToken: 'more' } }));
    const { connection } = await connectTo(stub.endpoint);
    for await (const page of connection.ecs.listClusters(live())) {
      expect(page).toEqual(['a']);
      break;
    }
    expect(stub.countOf('ListClusters')).toBe(1);
  });

  it('ends when a page repeats its own token', async () => {
    await using stub = await startStub(() => ({ json: { clusterArns: ['a'], nextToken: 'same' } }));
    const { connection } = await connectTo(stub.endpoint);
    expect(await collect(connection.ecs.listClusters(live()))).toEqual(['a', 'a']);
  });

  it('asks for the stopped tasks of one service', async () => {
    await using stub = await startStub(() => ({ json: { taskArns: [] } }));
    const { connection } = await connectTo(stub.endpoint);
    await collect(connection.ecs.listTasks({ cluster: 'c', service: 's', desiredStatus: 'STOPPED' }, live()));
    expect(JSON.parse(stub.calls[0]?.body ?? '')).toEqual({
      cluster: 'c',
      serviceName: 's',
      desiredStatus: 'STOPPED',
      maxResults: 100,
    });
  });

  it('reads every page of service deployments and puts the newest first', async () => {
    await using stub = await startStub(({ index }) => ({
      json: {
        serviceDeployments: [
          {
            serviceDeploymentArn: `d${index}`,
            createdAt: 1000 + index,
            status: 'SUCCESSFUL',
            targetServiceRevisionArn: `r${index}`,
          },
        ],
        ...(index === 0 ? { nextToken: 'more' } : {}),
      },
    }));
    const { connection } = await connectTo(stub.endpoint);
    const found = await connection.ecs.listServiceDeployments(
      { cluster: 'c', service: 's', createdAfter: 5000 },
      live(),
    );
    expect(found.map(({ arn, targetRevisionArn, createdAt }) => [arn, targetRevisionArn, createdAt])).toEqual(
      [
        ['d1', 'r1', 1_001_000],
        ['d0', 'r0', 1_000_000],
      ],
    );
    expect(JSON.parse(stub.calls[0]?.body ?? '')).toMatchObject({ createdAt: { after: 5 }, maxResults: 100 });
  });
});

describe('batches of ECS', () => {
  it('asks nothing about nothing', async () => {
    await using stub = await startStub(() => ({ json: {} }));
    const { connection } = await connectTo(stub.endpoint);
    expect(await connection.ecs.describeClusters([], live())).toEqual({ clusters: [], failures: [] });
    expect(await connection.ecs.describeServices('c', [], live())).toEqual({ services: [], failures: [] });
    expect(await connection.ecs.describeTasks('c', [], live())).toEqual({ tasks: [], failures: [] });
    expect(await connection.ecs.describeServiceDeployments([], live())).toEqual([]);
    expect(await connection.ecs.describeServiceRevisions([], live())).toEqual([]);
    expect(stub.calls).toEqual([]);
  });

  it('refuses an eleventh service before it asks AWS', async () => {
    await using stub = await startStub(() => ({ json: {} }));
    const { connection } = await connectTo(stub.endpoint);
    const eleven = Array.from({ length: 11 }, (_, index) => serviceArn(index));
    await expect(connection.ecs.describeServices('c', eleven, live())).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(stub.calls).toEqual([]);
  });

  it('tells services that do not exist from those that do', async () => {
    await using stub = await startStub(() => ({
      json: {
        services: [{ serviceArn: serviceArn(1) }],
        failures: [{ arn: serviceArn(2), reason: 'MISSING' }],
      },
    }));
    const { connection } = await connectTo(stub.endpoint);
    const answer = await connection.ecs.describeServices('c', [serviceArn(1), serviceArn(2)], live());
    expect(answer.services.map(({ name }) => name)).toEqual(['s1']);
    expect(answer.failures).toEqual([{ arn: serviceArn(2), reason: 'MISSING' }]);
  });
});

describe('what ECS answers, as models', () => {
  it('fills in the defaults of a service that says little', async () => {
    await using stub = await startStub(() => ({
      json: { services: [{ serviceArn: serviceArn(1), schedulingStrategy: 'DAEMON' }] },
    }));
    const { connection } = await connectTo(stub.endpoint);
    const { services } = await connection.ecs.describeServices('c', ['s1'], live());
    expect(services[0]).toMatchObject({
      name: 's1',
      controller: 'ECS',
      strategy: 'ROLLING',
      express: false,
      minimumHealthyPercent: 0,
      maximumPercent: 100,
      circuitBreaker: { enabled: false, rollback: false },
      loadBalancers: [],
      rollouts: [],
    });
    expect(services[0]).not.toHaveProperty('currentServiceDeployment');
  });

  it('reads how the circuit breaker of a service counts, and keeps that when it is turned on', async () => {
    const thresholdConfiguration = { type: 'COUNT', value: 7 };
    const own = { thresholdConfiguration, resetOnHealthyTask: false };
    await using stub = await startStub(() => ({
      json: {
        services: [{ deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, ...own } } }],
        service: {},
      },
    }));
    const { connection } = await connectTo(stub.endpoint);
    const { services } = await connection.ecs.describeServices('c', ['s1'], live());
    const settings = services[0]?.circuitBreaker ?? { enabled: false, rollback: false };
    expect(settings).toEqual({
      ...{ enabled: false, rollback: false, resetOnHealthyTask: false },
      threshold: { type: 'COUNT', value: 7 },
    });
    const breaker = { ...settings, enabled: true, minimumHealthyPercent: 50, maximumPercent: 200 };
    await connection.ecs.updateService({ cluster: 'c', service: 's1', breaker }, live());
    expect(JSON.parse(stub.calls.at(-1)?.body ?? '')).toMatchObject({
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, ...own } },
    });
  });

  it('reads rollouts, events, times and target groups of a service', async () => {
    await using stub = await startStub(() => ({
      json: {
        services: [
          {
            serviceArn: serviceArn(1),
            serviceName: 's1',
            loadBalancers: [
              { targetGroupArn: 'tg', containerName: 'app', containerPort: 8080 },
              { loadBalancerName: 'classic', containerName: 'app', containerPort: 8080 },
            ],
            networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
            deployments: [
              {
                id: 'ecs-svc/1',
                status: 'PRIMARY',
                rolloutState: 'IN_PROGRESS',
                failedTasks: 2,
                createdAt: 1.78955434194e9,
              },
            ],
            events: [{ id: 'e1', createdAt: 1.5, message: '(service s1) has reached a steady state.' }],
            resourceManagementType: 'ECS',
          },
        ],
      },
    }));
    const { connection } = await connectTo(stub.endpoint);
    const { services } = await connection.ecs.describeServices('c', ['s1'], live());
    expect(services[0]).toMatchObject({
      express: true,
      networkMode: 'awsvpc',
      loadBalancers: [{ targetGroupArn: 'tg', containerName: 'app', containerPort: 8080 }],
      rollouts: [
        { id: 'ecs-svc/1', failedTasks: 2, createdAt: 1_789_554_341_940, updatedAt: 1_789_554_341_940 },
      ],
      events: [{ id: 'e1', at: 1500, message: '(service s1) has reached a steady state.' }],
    });
  });

  it('reads the address, the reasons and the containers of a task', async () => {
    await using stub = await startStub(() => ({
      json: {
        tasks: [
          {
            taskArn: 't1',
            lastStatus: 'STOPPED',
            stopCode: 'EssentialContainerExited',
            stoppedReason: 'Essential container in task exited',
            stoppedAt: 12,
            attachments: [
              {
                type: 'ElasticNetworkInterface',
                details: [{ name: 'privateIPv4Address', value: '10.0.0.7' }],
              },
            ],
            containers: [
              {
                name: 'app',
                exitCode: 0,
                networkBindings: [{ bindIP: '127.0.0.1', containerPort: 80, hostPort: 32768 }],
              },
            ],
          },
        ],
      },
    }));
    const { connection } = await connectTo(stub.endpoint);
    const { tasks } = await connection.ecs.describeTasks('c', ['t1'], live());
    expect(tasks[0]).toMatchObject({
      privateIp: '10.0.0.7',
      stoppedAt: 12_000,
      stopCode: 'EssentialContainerExited',
      health: 'UNKNOWN',
      containers: [
        {
          name: 'app',
          exitCode: 0,
          hostPorts: [{ containerPort: 80, hostPort: 32768, bindIp: '127.0.0.1' }],
        },
      ],
    });
    expect(tasks[0]).not.toHaveProperty('startedAt');
  });
});

describe('changes of ECS', () => {
  it('sends only the members of an update that were given', async () => {
    await using stub = await startStub(() => ({ json: { service: { serviceArn: serviceArn(1) } } }));
    const { connection } = await connectTo(stub.endpoint);
    await connection.ecs.updateService({ cluster: 'c', service: 's', taskDefinition: 'app:8' }, live());
    expect(JSON.parse(stub.calls[0]?.body ?? '')).toEqual({
      cluster: 'c',
      service: 's',
      taskDefinition: 'app:8',
    });
  });

  it('stops a service deployment by rolling it back', async () => {
    await using stub = await startStub(() => ({ json: { serviceDeploymentArn: 'd1' } }));
    const { connection } = await connectTo(stub.endpoint);
    await connection.ecs.stopServiceDeployment('d1', live());
    expect(JSON.parse(stub.calls[0]?.body ?? '')).toEqual({
      serviceDeploymentArn: 'd1',
      stopType: 'ROLLBACK',
    });
  });

  it('does not register twice when the answer got lost', async () => {
    await using stub = await startStub(() => ({ write: (response) => response.destroy() }));
    const { connection } = await connectTo(stub.endpoint);
    const failure = connection.ecs.registerTaskDefinition({ family: 'app' }, live());
    await expect(failure).rejects.toSatisfy((error) => QuaysideError.is(error, 'unreachable'));
    expect(stub.countOf('RegisterTaskDefinition')).toBe(1);
  });

  it('registers again after AWS refused because somebody else was registering', async () => {
    await using stub = await startStub(({ index }) =>
      index === 0
        ? awsError(
            'ClientException',
            'Too many concurrent attempts to create a new revision of the specified family.',
          )
        : { json: { taskDefinition: { taskDefinitionArn: 'arn:app:8', revision: 8 } } },
    );
    const { connection } = await connectTo(stub.endpoint);
    expect(await connection.ecs.registerTaskDefinition({ family: 'app' }, live())).toEqual({
      arn: 'arn:app:8',
      revision: 8,
    });
  });
});
