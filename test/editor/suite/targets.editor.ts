import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { SavedTargets } from '../../../src/ui/targets/savedTargets';

const PRODUCTION = {
  name: 'production',
  cluster: 'production',
  service: 'shop-web',
  dockerfile: 'Dockerfile',
};

describe('deploy targets in the settings of a real editor', () => {
  const targets = new SavedTargets();

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await write(undefined);
  });

  it('are read with paths of the workspace', async () => {
    await write([PRODUCTION, { name: 'broken' }]);
    const { targets: found, problems } = targets.read();
    const dockerfile = path.join(folder().uri.fsPath, 'Dockerfile');
    assert.deepEqual(found, [
      {
        name: 'production',
        target: {
          name: 'production',
          cluster: 'production',
          service: 'shop-web',
          source: { kind: 'build', dockerfile, context: folder().uri.fsPath },
        },
      },
    ]);
    assert.deepEqual(
      problems.map(({ id }) => id),
      ['targets.missing'],
    );
  });

  it('are missed by nothing that the settings say beside them', async () => {
    await write([]);
    assert.deepEqual(targets.read(), { targets: [], problems: [] });
  });

  it('are checked by their schema while they are written', async () => {
    await write([
      { ...PRODUCTION, dockerFile: 'Dockerfile' },
      { name: 'x', cluster: 'c', service: 's' },
    ]);
    const document = await vscode.workspace.openTextDocument(settingsFile());
    await vscode.window.showTextDocument(document);
    const problems = (): readonly string[] =>
      vscode.languages.getDiagnostics(document.uri).map(({ message }) => message);
    await until(() => problems().some((text) => text.includes('dockerFile')));
    assert.ok(
      problems().some((text) => /dockerfile/.test(text)),
      `an entry without a source is marked too: ${problems().join(' | ')}`,
    );
  });

  it('are offered whole where one can be written', async () => {
    await write([]);
    const document = await vscode.workspace.openTextDocument(settingsFile());
    await vscode.window.showTextDocument(document);
    const inside = document.getText().indexOf('[', document.getText().indexOf('quayside.targets')) + 1;
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      document.positionAt(inside),
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(
      labels.some((label) => label.includes('Dockerfile')),
      `completions: ${labels.join(' | ')}`,
    );
  });
});

function folder(): vscode.WorkspaceFolder {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first, 'a folder is open');
  return first;
}

function settingsFile(): vscode.Uri {
  return vscode.Uri.joinPath(folder().uri, '.vscode', 'settings.json');
}

async function write(value: readonly unknown[] | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration('quayside')
    .update('targets', value, vscode.ConfigurationTarget.Workspace);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
}
