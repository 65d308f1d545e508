import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: {
    readonly commands?: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('quayside.quayside-ecs');
  assert.ok(found, 'the editor knows the extension');
  return found;
}

describe('the extension in a real editor', () => {
  it('activates', async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  it('registers the commands that it contributes, and no others', async () => {
    await extension().activate();
    const { contributes } = extension().packageJSON as Manifest;
    const contributed = (contributes.commands ?? []).map(({ command }) => command);
    const views = Object.values(contributes.views)
      .flat()
      .map(({ id }) => id);
    // The editor itself registers some for each view, such as `quayside.explorer.focus`.
    const registered = (await vscode.commands.getCommands(true)).filter(
      (id) => id.startsWith('quayside.') && !views.some((view) => id.startsWith(`${view}.`)),
    );
    assert.deepEqual(registered.sort(), contributed.sort());
  });

  it('opens its view', async () => {
    await vscode.commands.executeCommand('quayside.explorer.focus');
  });
});
