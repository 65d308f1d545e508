import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Connection } from '../../../src/core/aws/connection';
import type { Connections } from '../../../src/core/aws/connections';
import { imageOf, sandboxConnections } from './sandboxConnection';
import { advanceUntil, until } from './sandboxTime';

const MAIL = { name: 'suite', cluster: 'production', service: 'shop-mail' };

/** The product's own tasks, run by the editor as from `tasks.json`. */
describe('deploy tasks in a real editor', () => {
  let connections: Connections;
  let connection: Connection;

  before(async () => {
    connections = sandboxConnections();
    connection = await connections.open({ kind: 'profile', profile: 'sandbox' });
  });
  afterEach(() => save(undefined));
  after(() => connections.dispose());

  it('are offered for each saved target', async () => {
    await save([{ ...MAIL, image: 'nowhere.example/none:1' }]);
    const offered = await vscode.tasks.fetchTasks({ type: 'quayside' });
    assert.deepEqual(
      offered.map(({ name, definition }) => [name, definition['target'] as unknown]),
      [['deploy suite', 'suite']],
    );
  });

  it('end with 0 once the deployment has succeeded', async () => {
    await save([{ ...MAIL, image: await image('2.3.0') }]);
    assert.equal(await run(), 0);
    const { services } = await connection.ecs.describeServices('production', ['shop-mail'], signal());
    const { body } = await connection.ecs.describeTaskDefinition(
      services[0]?.taskDefinitionArn ?? '',
      signal(),
    );
    assert.match(JSON.stringify(body), /shop-mail@sha256:/);
  });

  it('end with 3 when ECS rolls it back', async () => {
    await save([{ ...MAIL, image: await image('2.5.0-broken') }]);
    assert.equal(await run(), 3);
  });

  it('end with 2 when no plan can be made', async () => {
    await save([{ ...MAIL, service: 'no-such-service', image: 'nowhere.example/none:1' }]);
    assert.equal(await run(), 2);
  });

  it('do not deploy when the task that the target names first fails', async () => {
    const codes: (number | undefined)[] = [];
    const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name === 'check') codes.push(exitCode);
    });
    const checks = vscode.tasks.registerTaskProvider('suite-check', {
      provideTasks: () => [failing('check')],
      resolveTask: () => undefined,
    });
    try {
      await save([{ ...MAIL, image: await image('2.4.0'), preDeployTask: 'check' }]);
      const before = await revision();
      assert.equal(await run(), 2);
      await until(() => codes.length > 0);
      assert.deepEqual(codes, [7]);
      assert.equal(await revision(), before);
    } finally {
      checks.dispose();
      listening.dispose();
    }
  });

  async function revision(): Promise<string | undefined> {
    const { services } = await connection.ecs.describeServices('production', ['shop-mail'], signal());
    return services[0]?.taskDefinitionArn;
  }

  async function image(tag: string): Promise<string> {
    return (await imageOf(connection, { taskDefinitionArn: (await revision()) ?? '' }, tag)).image;
  }
});

function signal(): AbortSignal {
  return new AbortController().signal;
}

async function save(targets: readonly unknown[] | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration('quayside')
    .update('targets', targets, vscode.ConfigurationTarget.Workspace);
}

/** A task of another extension that ends with 7. */
function failing(name: string): vscode.Task {
  const execution = new vscode.ProcessExecution(process.execPath, ['-e', 'process.exit(7)'], {
    env: { ELECTRON_RUN_AS_NODE: '1' },
  });
  return new vscode.Task({ type: 'suite-check' }, vscode.TaskScope.Workspace, name, 'suite', execution);
}

/** Runs the saved target's task as the editor does, while the sandbox's time passes; answers its exit code. */
async function run(): Promise<number | undefined> {
  const [task] = await vscode.tasks.fetchTasks({ type: 'quayside' });
  assert.ok(task, 'the target has a task');
  let end: vscode.TaskProcessEndEvent | undefined;
  const listening = vscode.tasks.onDidEndTaskProcess((event) => {
    if (event.execution.task.definition.type === 'quayside') end = event;
  });
  try {
    await vscode.tasks.executeTask(task);
    await advanceUntil(() => end !== undefined);
  } finally {
    listening.dispose();
  }
  return end?.exitCode;
}
