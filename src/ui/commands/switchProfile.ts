import type { Disposable } from 'vscode';
import type { Connections } from '../../core/aws/connections';
import { pickProfile } from '../prompts/pickProfile';
import { COMMANDS } from './ids';
import { openAwsConfig } from './openAwsConfig';
import { executeCommand, registerCommand, type CommandDeps } from './run';

export function registerSwitchProfile(deps: CommandDeps & { readonly connections: Connections }): Disposable {
  const { connections } = deps;
  return registerCommand(COMMANDS.switchProfile, deps, async () => {
    const choice = await pickProfile(connections);
    switch (choice.kind) {
      case 'profile':
        return connections.use({ kind: 'profile', profile: choice.profile });
      case 'sandbox':
        return executeCommand(COMMANDS.openSandbox);
      case 'edit':
        return openAwsConfig();
    }
  });
}
