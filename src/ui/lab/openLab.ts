import path from 'node:path';
import type { ExtensionContext } from 'vscode';
import type { State } from '../../platform/state';
import { Lab, type LabOptions } from './lab';

/** The lab of this window, with the sandbox that the extension brings. */
export function openLab(
  { extensionPath, globalStorageUri }: Pick<ExtensionContext, 'extensionPath' | 'globalStorageUri'>,
  { connections, state, logger }: Pick<LabOptions, 'connections' | 'logger'> & { readonly state: State },
): Lab {
  return new Lab({
    program: path.join(extensionPath, 'dist', 'sandbox.js'),
    folder: path.join(globalStorageUri.fsPath, 'lab'),
    connections,
    remember: (choice) => void state.set('connection', choice),
    logger,
  });
}
