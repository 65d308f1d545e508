import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/core/aws/connection';
import type { Connections } from '../../../src/core/aws/connections';
import { startTestSandbox, type TestSandbox } from '../../support/sandboxServer';
import { collect, live, testConnections } from './setup';

describe('a connection to the sandbox', () => {
  let sandbox: TestSandbox;
  let connections: Connections;
  let connection: Connection;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    ({ connections } = testConnections());
    await connections.use({ kind: 'sandbox', endpoint: sandbox.endpoint, region: sandbox.region });
    connection = connections.current();
  });
  afterAll(async () => {
    connections.dispose();
    await sandbox.dispose();
  });

  it('knows its account', () => {
    expect(connection.info.accountId).toBe(sandbox.accountId);
  });

  it('reads clusters, their services, tasks and target health', async () => {
    const { ecs, elb } = connection;
    const arns = await collect(ecs.listClusters(live()));
    const { clusters } = await ecs.describeClusters(arns, live());
    expect(clusters.length).toBe(2);
    const busiest = [...clusters].sort((left, right) => right.activeServices - left.activeServices)[0];
    const cluster = busiest?.arn ?? '';
    const serviceArns = await collect(ecs.listServices(cluster, live()));
    expect(serviceArns).toHaveLength(busiest?.activeServices ?? 0);
    const { services, failures } = await ecs.describeServices(cluster, serviceArns.slice(0, 10), live());
    expect(failures).toEqual([]);
    const balanced = services.find(({ loadBalancers, running }) => loadBalancers.length > 0 && running > 0);
    const taskArns = await collect(
      ecs.listTasks({ cluster, service: balanced?.name ?? '', desiredStatus: 'RUNNING' }, live()),
    );
    const { tasks } = await ecs.describeTasks(cluster, taskArns, live());
    expect(tasks).toHaveLength(balanced?.running ?? 0);
    expect(tasks.every(({ group }) => group === `service:${balanced?.name ?? ''}`)).toBe(true);
    const group = balanced?.loadBalancers[0]?.targetGroupArn ?? '';
    expect((await elb.describeTargetGroups([group], live()))[0]?.arn).toBe(group);
    expect(await elb.deregistrationDelay(group, live())).toBeGreaterThanOrEqual(0);
    expect((await elb.describeTargetHealth(group, live())).length).toBeGreaterThan(0);
  });

  it('copies a task definition with a member that no SDK knows', async () => {
    const { ecs } = connection;
    const body = {
      family: 'copied',
      containerDefinitions: [
        { name: 'app', image: 'a/b:1', memory: 128, essential: true, fromTheFuture: { kept: '' } },
      ],
    };
    const { arn, revision } = await ecs.registerTaskDefinition(body, live());
    expect(revision).toBe(1);
    expect((await ecs.describeTaskDefinition(arn, live())).body).toMatchObject(body);
  });

  it('fails with what the sandbox refuses', async () => {
    const { ecs } = connection;
    await expect(collect(ecs.listServices('no-such-cluster', live()))).rejects.toMatchObject({
      code: 'notFound',
      details: { awsCode: 'ClusterNotFoundException' },
    });
    expect(await connection.ecr.describeRepository({ name: 'no-such' }, live())).toBeUndefined();
    expect(await connection.logs().lastEvents({ group: 'no-such', stream: 's', limit: 5 }, live())).toEqual(
      [],
    );
  });

  it('signs in to its registry', async () => {
    const login = await connection.ecr.login(live());
    expect(login).toMatchObject({ username: 'AWS', server: sandbox.registry });
    expect(login.password).not.toBe('');
  });
});
