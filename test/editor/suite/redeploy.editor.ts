import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/lib/logger';
import type { Service } from '../../../src/core/model/service';
import { registerForceNewDeployment } from '../../../src/ui/commands/forceNewDeployment';
import { registerRedeployRevision } from '../../../src/ui/commands/redeployRevision';
import type { ExplorerNode } from '../../../src/ui/explorer/nodes';
import { answering, handlerOf } from './questions';
import { callsOf } from './sandboxCalls';
import { emptyState, sandboxDeployments, type SandboxDeployments } from './sandboxDeployments';
import { advanceUntil } from './sandboxTime';
import { connectToSandbox, type SandboxTree } from './sandboxTree';

/** What is asked before a service is changed, and what of it reaches AWS. */
describe('a redeploy in a real editor', () => {
  let explorer: SandboxTree;
  let window: SandboxDeployments;
  let force: (...args: readonly unknown[]) => Promise<void>;
  let redeploy: (...args: readonly unknown[]) => Promise<void>;

  before(async () => {
    explorer = await connectToSandbox();
  });
  beforeEach(async () => {
    window = await sandboxDeployments(explorer.connections);
    const deps = {
      logger: silentLogger,
      current: explorer.current,
      state: emptyState(),
      connections: explorer.connections,
      deployments: window.deployments,
    };
    force = handlerOf(() => registerForceNewDeployment(deps));
    redeploy = handlerOf(() => registerRedeployRevision(deps));
  });
  afterEach(() => window.dispose());
  after(() => explorer.dispose());

  it('that is forced asks for the service, says what happens to it, and starts the same revision anew', async () => {
    const before = await service();
    const calls = await callsOf('ecs:UpdateService');
    const [cluster, name, question, ...others] = await answering(
      ['production', 'shop-web', 'Force New Deployment'],
      () => force(),
    );
    assert.deepEqual(others, []);
    assert.equal(cluster?.text, 'Which cluster?');
    assert.equal(name?.text, 'Which service of production?');
    assert.equal(question?.text, 'Force a new deployment of shop-web in production?');
    assert.deepEqual(question.choices, ['Force New Deployment']);
    assert.match(question.detail, /ECS replaces every task of the service by a new one of revision 3;/);
    assert.match(question.detail, /app: .*shop-web:1\.9\.0/);
    assert.match(question.detail, /123456789012 · us-east-1/);

    assert.equal(await callsOf('ecs:UpdateService'), calls + 1);
    const after = await service();
    assert.equal(after.taskDefinitionArn, before.taskDefinitionArn);
    assert.equal(after.desired, before.desired);
    assert.notEqual(after.rollouts[0]?.id, before.rollouts[0]?.id);
    await rolledOut();
    assert.equal((await window.records.all())[0]?.state.verdict?.kind, 'succeeded');
  });

  it('that is not agreed to changes nothing, and says nothing more', async () => {
    const node = await row();
    const before = await service();
    const calls = await callsOf('ecs:UpdateService');
    const asked = await answering([undefined], () => force(node));
    assert.equal(asked.length, 1);
    assert.equal((await answering(['revision 1', undefined], () => redeploy(node))).length, 2);
    assert.equal((await answering([undefined], () => redeploy(node))).length, 1);
    assert.equal(await callsOf('ecs:UpdateService'), calls);
    assert.equal((await service()).rollouts[0]?.id, before.rollouts[0]?.id);
  });

  it('to an earlier revision shows them all, what changes in the images, and points the service at it', async () => {
    const before = await service();
    const calls = await callsOf('ecs:UpdateService');
    const registered = await callsOf('ecs:RegisterTaskDefinition');
    const node = await row();
    const [list, question, ...others] = await answering(['revision 2', 'Deploy Revision 2'], () =>
      redeploy(node),
    );
    assert.deepEqual(others, []);
    assert.equal(list?.text, 'Which revision shall shop-web run?');
    assert.match(list.detail, /^Redeploy Earlier Revision · .*123456789012/);
    assert.deepEqual(list.choices, ['revision 3', 'revision 2', 'revision 1']);
    assert.equal(question?.text, 'Deploy revision 2 to shop-web in production?');
    assert.match(
      question.detail,
      /^The service goes from revision 3 to revision 2; no other setting is changed\.$/m,
    );
    assert.match(question.detail, /^app: .*shop-web:1\.9\.0 → .*shop-web:1\.8\.1$/m);

    assert.equal(await callsOf('ecs:UpdateService'), calls + 1);
    assert.equal(await callsOf('ecs:RegisterTaskDefinition'), registered);
    assert.match((await service()).taskDefinitionArn, /\/shop-web:2$/);
    await rolledOut();
    await answering(['revision 3', 'Deploy Revision 3'], () => redeploy(node));
    assert.equal((await service()).taskDefinitionArn, before.taskDefinitionArn);
    await rolledOut();
  });

  it('to the revision that runs is no change to ECS: a forced one is offered, and asked about', async () => {
    const node = await row();
    const calls = await callsOf('ecs:UpdateService');
    const [, offer, ...others] = await answering(['revision 3', undefined], () => redeploy(node));
    assert.deepEqual(others, []);
    assert.equal(offer?.text, 'shop-web runs revision 3 already.');
    assert.deepEqual(offer.choices, ['Force New Deployment']);
    assert.equal(await callsOf('ecs:UpdateService'), calls);
  });

  async function row(): Promise<ExplorerNode> {
    return explorer.child(await explorer.child(undefined, 'production'), 'shop-web');
  }

  async function service(): Promise<Service> {
    const { connection } = await explorer.current.ready();
    const { signal } = new AbortController();
    const { services } = await connection.ecs.describeServices('production', ['shop-web'], signal);
    assert.ok(services[0], 'shop-web is there');
    return services[0];
  }

  function rolledOut(): Promise<void> {
    return advanceUntil(() => window.deployments.running.length === 0);
  }
});
