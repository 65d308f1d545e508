import { l10n, type Disposable } from 'vscode';
import type { Clock } from '../../core/lib/clock';
import type { Tails } from '../logs/tails';
import { pickLines } from '../prompts/pickLines';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';
import { tailGiven } from './tailGiven';

export interface FilterTailDeps extends CommandDeps {
  readonly tails: Tails;
  readonly clock: Clock;
}

/** Chooses which lines of a log are shown, or read at all, and in which form. */
export function registerFilterTail(deps: FilterTailDeps): Disposable {
  return registerCommand(COMMANDS.filterTail, deps, async (row) => {
    const tail = await tailGiven(row, deps.tails, l10n.t('Filter Tail'));
    const chosen = await pickLines(tail.view, tail.pattern);
    if (chosen === undefined) return;
    if (chosen.kind === 'view') tail.choose(chosen.view);
    else
      tail.readAnew({ since: tail.readFrom, ...(chosen.pattern === '' ? {} : { pattern: chosen.pattern }) });
    tail.show();
  });
}
