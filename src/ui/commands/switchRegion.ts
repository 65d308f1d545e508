import type { Disposable } from 'vscode';
import { choiceOf } from '../../core/aws/choice';
import type { Connections } from '../../core/aws/connections';
import { infoOf } from '../explorer/explorer';
import { pickRegion } from '../prompts/pickRegion';
import { COMMANDS } from './ids';
import { executeCommand, registerCommand, type CommandDeps } from './run';

/** Looks at another region with the same profile. Without a connection the profile is the first question. */
export function registerSwitchRegion(deps: CommandDeps & { readonly connections: Connections }): Disposable {
  const { connections } = deps;
  return registerCommand(COMMANDS.switchRegion, deps, async () => {
    const info = infoOf(connections.state);
    if (info === undefined) return executeCommand(COMMANDS.switchProfile);
    const region = await pickRegion(info.region);
    await connections.use(choiceOf(info, region));
  });
}
