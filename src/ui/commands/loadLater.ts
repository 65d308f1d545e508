import type { Disposable } from 'vscode';
import type { LogSearches } from '../logs/logSearches';
import { SEARCH_SCHEME } from '../logs/logUri';
import { documentGiven } from './documentGiven';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Lines after the last one of a search. */
export function registerLoadLater(deps: CommandDeps & { readonly searches: LogSearches }): Disposable {
  return registerCommand(COMMANDS.loadLater, deps, async (document) => {
    const uri = documentGiven(document, SEARCH_SCHEME);
    if (uri !== undefined) await deps.searches.step(uri, 'later');
  });
}
