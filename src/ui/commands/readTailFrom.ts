import { l10n, type Disposable } from 'vscode';
import type { Clock } from '../../core/lib/clock';
import type { Tails } from '../logs/tails';
import { pickSince } from '../prompts/pickSince';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';
import { tailGiven } from './tailGiven';

/** Reads a log anew from an earlier or later time on. */
export function registerReadTailFrom(
  deps: CommandDeps & { readonly tails: Tails; readonly clock: Clock },
): Disposable {
  return registerCommand(COMMANDS.readTailFrom, deps, async (row) => {
    const tail = await tailGiven(row, deps.tails, l10n.t('Read Tail From…'));
    const since = await pickSince(deps.clock.now());
    if (since === undefined) return;
    tail.readAnew({ since, ...(tail.pattern === undefined ? {} : { pattern: tail.pattern }) });
    tail.show();
  });
}
