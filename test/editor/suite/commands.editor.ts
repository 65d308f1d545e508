import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ServiceNode } from '../../../src/ui/explorer/nodes';
import { connectToSandbox, eventually } from './sandboxTree';

/** The text of the document in front, once there is one whose name fits. */
async function documentInFront(name: RegExp): Promise<string> {
  const front = (): vscode.TextDocument | undefined => vscode.window.activeTextEditor?.document;
  await eventually(() => name.test(front()?.uri.path ?? ''), `a document like ${String(name)} in front`);
  return front()?.getText() ?? '';
}

/** A row as the window's own tree would hand it to a command: it belongs to the profile of the workspace. */
async function serviceOfProfile(): Promise<ServiceNode> {
  const endpoint = process.env['QUAYSIDE_SANDBOX_ENDPOINT'] ?? '';
  const explorer = await connectToSandbox();
  try {
    const service = await explorer.child(await explorer.child(undefined, 'production'), 'shop-web');
    assert.ok(service.kind === 'service');
    return { ...service, connectionId: `profile:sandbox@us-east-1+${endpoint}` };
  } finally {
    explorer.dispose();
  }
}

describe('commands', () => {
  before(async () => {
    await vscode.commands.executeCommand('quayside.explorer.focus');
  });

  beforeEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('show the task definition of a row, in a document that cannot be changed', async () => {
    const service = await serviceOfProfile();
    // The window connects by itself; until then the command has nothing to show.
    let text = '';
    await eventually(async () => {
      await vscode.commands.executeCommand('quayside.showTaskDefinition', service);
      text = vscode.window.activeTextEditor?.document.getText() ?? '';
      return text !== '';
    }, 'the document');
    assert.equal((JSON.parse(text) as { family?: unknown }).family, 'shop-web');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    assert.equal(editor.document.uri.scheme, 'quayside-task-definition');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'x'));
    assert.equal(editor.document.getText(), text);
  });

  it('ask for cluster and service when nothing is selected', async () => {
    const running = vscode.commands.executeCommand('quayside.showTaskDefinition');
    let done = false;
    void Promise.resolve(running).then(() => (done = true));
    await eventually(async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return done;
    }, 'the answer to both questions');
    assert.match(await documentInFront(/\.json$/), /"family"/);
  });

  it('end in silence when a question is closed', async () => {
    const running = vscode.commands.executeCommand('quayside.switchRegion');
    let done = false;
    void Promise.resolve(running).then(() => (done = true));
    await eventually(async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return done;
    }, 'the end of the command');
  });

  it('do not fail their caller, whatever row they are given', async () => {
    await vscode.commands.executeCommand('quayside.refreshNode', { kind: 'nonsense' });
    await vscode.commands.executeCommand('quayside.refresh');
  });
});
