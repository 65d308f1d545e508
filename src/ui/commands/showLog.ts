import type { Disposable, LogOutputChannel } from 'vscode';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

export function registerShowLog(deps: CommandDeps & { readonly channel: LogOutputChannel }): Disposable {
  return registerCommand(COMMANDS.showLog, deps, () => deps.channel.show(true));
}
