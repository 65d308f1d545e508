import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Connection } from '../../../src/core/aws/connection';
import type { Connections } from '../../../src/core/aws/connections';
import type { WatchReference } from '../../../src/core/deploy/event';
import type { DeployTarget } from '../../../src/core/deploy/target';
import { QuaysideError } from '../../../src/core/lib/errors';
import { parseTaskDefinition } from '../../../src/core/model/arn';
import { primaryRollout, type Service } from '../../../src/core/model/service';
import type { Deployments } from '../../../src/ui/deployment/deployments';
import type { DeploymentRecords } from '../../../src/ui/deployment/records';
import { sandboxConnections } from './sandboxConnection';
import { sandboxDeployments, type SandboxDeployments } from './sandboxDeployments';
import { until } from './sandboxTime';

/** Real tabs, a real sandbox: how the panel lives in the editor. What is inside it is tested in the webview suite. */
describe('the deployment panel in a real editor', () => {
  const { signal } = new AbortController();
  let connections: Connections;
  let connection: Connection;
  let service: Service;
  let deployments: Deployments;
  let window: SandboxDeployments;
  let records: DeploymentRecords;

  before(async () => {
    connections = sandboxConnections();
    connection = await connections.open({ kind: 'profile', profile: 'sandbox' });
    service = await steadyService(connection);
  });
  beforeEach(async () => {
    window = await sandboxDeployments(connections);
    ({ records, deployments } = window);
  });
  afterEach(() => window.dispose());
  after(() => connections.dispose());

  const target = async (): Promise<DeployTarget> => {
    const { body } = await connection.ecs.describeTaskDefinition(service.taskDefinitionArn, signal);
    const [container] = body['containerDefinitions'] as readonly { name: string; image: string }[];
    assert.ok(container, 'the task definition has a container');
    return {
      cluster: service.clusterArn,
      service: service.arn,
      container: container.name,
      source: { kind: 'image', image: container.image },
    };
  };

  it('opens with the plan, called after service and revisions, and waits', async () => {
    await deployments.start(await target(), connection);
    const { revision } = parseTaskDefinition(service.taskDefinitionArn);
    await until(() => panels()[0]?.label === `${service.name} ${revision} → new`);
    const [summary] = deployments.running;
    assert.equal(summary?.phase, 'review');
    assert.equal(summary.serviceArn, service.arn);
    const now = await describe1(connection, service);
    assert.equal(now.taskDefinitionArn, service.taskDefinitionArn, 'nothing was changed');
  });

  it('gives a plan up when its tab is closed', async () => {
    await deployments.start(await target(), connection);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await until(() => deployments.running.length === 0);
    await until(() => panels().length === 0);
  });

  it('watches a rollout in one tab, however often it is asked to, and keeps it for a reload', async () => {
    const reference = await forceRollout(connection, service);
    await deployments.watch(reference, connection);
    await deployments.watch(reference, connection);
    await until(() => panels().length === 1);
    await until(() => deployments.running[0]?.counts !== undefined);
    assert.match(deployments.running[0]?.counts ?? '', /^\d+\/\d+$/);
    assert.equal(panels().length, 1);
    await until(async () => JSON.stringify(await records.all()).includes(reference.rolloutId));
  });

  it('goes on watching when its tab is closed, and comes back with one call', async () => {
    const reference = await forceRollout(connection, service);
    await deployments.watch(reference, connection);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await until(() => panels().length === 0);
    const [summary] = deployments.running;
    assert.equal(summary?.phase, 'running');
    deployments.show(summary.id);
    await until(() => panels().length === 1);
  });

  it('says why no plan can be made, in the panel', async () => {
    await deployments.start({ ...(await target()), service: 'no-such-service' }, connection);
    await until(() => panels()[0]?.label === 'no-such-service');
    assert.deepEqual(deployments.running, []);
  });

  it('cannot find the sandbox of a rollout without its connection, and says so', async () => {
    const reference: WatchReference = { ...(await forceRollout(connection, service)), kind: 'sandbox' };
    await assert.rejects(deployments.watch(reference), (error) => QuaysideError.is(error, 'sandbox'));
  });
});

function panels(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputWebview && input.viewType.endsWith('quayside.deployment'),
    );
}

async function describe1(connection: Connection, { clusterArn, arn }: Service): Promise<Service> {
  const { signal } = new AbortController();
  const { services } = await connection.ecs.describeServices(clusterArn, [arn], signal);
  const [service] = services;
  assert.ok(service, 'the service is there');
  return service;
}

/** A service that runs what it should, so that a rollout of it can begin. */
async function steadyService(connection: Connection): Promise<Service> {
  const { signal } = new AbortController();
  for await (const clusters of connection.ecs.listClusters(signal)) {
    for (const cluster of clusters) {
      for await (const arns of connection.ecs.listServices(cluster, signal)) {
        const { services } = await connection.ecs.describeServices(cluster, arns.slice(0, 10), signal);
        const steady = services.find(
          ({ rollouts, desired, running }) => rollouts.length === 1 && desired > 0 && running === desired,
        );
        if (steady !== undefined) return steady;
      }
    }
  }
  throw new Error('The sandbox has no steady service');
}

async function forceRollout(connection: Connection, { clusterArn, arn }: Service): Promise<WatchReference> {
  const { signal } = new AbortController();
  const change = { cluster: clusterArn, service: arn, forceNewDeployment: true };
  const service = await connection.ecs.updateService(change, signal);
  const rollout = primaryRollout(service);
  assert.ok(rollout, 'the update began a rollout');
  const { profile, region } = connection.info;
  return {
    kind: 'profile',
    profile,
    region,
    clusterArn,
    serviceArn: arn,
    rolloutId: rollout.id,
    startedAt: rollout.createdAt,
    newRevision: { arn: rollout.taskDefinitionArn, ...parseTaskDefinition(rollout.taskDefinitionArn) },
  };
}
