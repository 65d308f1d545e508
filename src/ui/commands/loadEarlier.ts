import type { Disposable } from 'vscode';
import type { LogSearches } from '../logs/logSearches';
import { SEARCH_SCHEME } from '../logs/logUri';
import { documentGiven } from './documentGiven';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Lines before the first one of a search; on a search from before a reload it searches anew. */
export function registerLoadEarlier(deps: CommandDeps & { readonly searches: LogSearches }): Disposable {
  return registerCommand(COMMANDS.loadEarlier, deps, async (document) => {
    const uri = documentGiven(document, SEARCH_SCHEME);
    if (uri !== undefined) await deps.searches.step(uri, 'earlier');
  });
}
