import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { DeployTarget } from '../../../src/core/deploy/target';
import { silentLogger } from '../../../src/core/lib/logger';
import { DeployStarter } from '../../../src/ui/commands/deployStarter';
import { registerDeployToServices } from '../../../src/ui/commands/deployToServices';
import type { Explorer } from '../../../src/ui/explorer/explorer';
import type { ExplorerNode } from '../../../src/ui/explorer/nodes';
import { answering, handlerOf } from './questions';
import { callsOf } from './sandboxCalls';
import { emptyState, sandboxDeployments, type SandboxDeployments } from './sandboxDeployments';
import { connectToSandbox, type SandboxTree } from './sandboxTree';

/** From the questions to the plan of the first service; only a person who confirms goes beyond. */
describe('a deployment to several services in a real editor', () => {
  let explorer: SandboxTree;
  let window: SandboxDeployments;
  let started: DeployTarget[];
  let deploy: (...args: readonly unknown[]) => Promise<void>;

  before(async () => {
    explorer = await connectToSandbox();
  });
  beforeEach(async () => {
    window = await sandboxDeployments(explorer.connections);
    started = [];
    const state = emptyState();
    const deployments = {
      start: async (...[target, connection]: Parameters<typeof window.deployments.start>) => {
        started.push(target);
        await window.deployments.start(target, connection);
      },
    };
    deploy = handlerOf(() =>
      registerDeployToServices({
        logger: silentLogger,
        current: explorer.current,
        state,
        // It is asked only for what is selected, which is nothing.
        explorer: { selection: undefined } as unknown as Explorer,
        starter: new DeployStarter({ deployments, state }),
      }),
    );
  });
  afterEach(() => window.dispose());
  after(() => explorer.dispose());

  it('asks for cluster, services and Dockerfile, plans the first service, and changes nothing yet', async () => {
    const changes = await changesSoFar();
    const [cluster, services, dockerfile, ...others] = await answering(
      ['production', ['shop-web', 'shop-worker'], 'Dockerfile'],
      () => deploy(),
    );
    assert.deepEqual(others, []);
    assert.equal(cluster?.text, 'Which cluster?');
    assert.equal(services?.text, 'Which services of production get the image?');
    assert.match(services.detail, /^Deploy to Selected Services · .*123456789012/);
    assert.deepEqual(services.choices, ['shop-api', 'shop-mail', 'shop-web', 'shop-worker']);
    assert.equal(dockerfile?.text, 'Which Dockerfile?');

    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    assert.deepEqual(started.map(named), [
      {
        cluster: 'production',
        service: 'shop-web',
        also: ['shop-worker'],
        source: { kind: 'build', dockerfile: path.join(folder, 'Dockerfile'), context: folder },
      },
    ]);
    assert.deepEqual(
      window.deployments.running.map(({ phase }) => phase),
      ['review'],
    );
    assert.deepEqual(await changesSoFar(), changes);
  });

  it('takes the rows that are selected without asking, in their order', async () => {
    const rows = [await row('shop-worker'), await row('shop-mail')];
    const asked = await answering(['Dockerfile'], () => deploy(rows[0], rows));
    assert.deepEqual(
      asked.map(({ text }) => text),
      ['Which Dockerfile?'],
    );
    assert.deepEqual(
      started.map(named).map(({ service, also }) => [service, also]),
      [['shop-worker', ['shop-mail']]],
    );
  });

  it('refuses services of two clusters, and starts nothing when a question is left', async () => {
    const staging = await explorer.child(await explorer.child(undefined, 'staging'), 'shop-web');
    const rows = [staging, await row('shop-web')];
    const [refusal] = await answering([undefined], () => deploy(staging, rows));
    assert.match(refusal?.text ?? '', /One image goes to services of one cluster at a time\./);
    await answering(['production', undefined], () => deploy());
    await answering(['production', []], () => deploy());
    await answering(['production', ['shop-web'], undefined], () => deploy());
    assert.deepEqual(started, []);
  });

  async function row(name: string): Promise<ExplorerNode> {
    return explorer.child(await explorer.child(undefined, 'production'), name);
  }
});

/** The target with names instead of ARNs. */
function named({ cluster, service, also = [], source }: DeployTarget) {
  const name = (arn: string): string => arn.split('/').at(-1) ?? '';
  return { cluster: name(cluster), service: name(service), also: also.map(name), source };
}

/** How often each call was made that changes something. */
async function changesSoFar(): Promise<readonly number[]> {
  return Promise.all(
    ['ecs:UpdateService', 'ecs:RegisterTaskDefinition', 'ecr:InitiateLayerUpload', 'ecr:PutImage'].map(
      callsOf,
    ),
  );
}
