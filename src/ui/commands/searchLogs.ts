import { l10n, window, type Disposable } from 'vscode';
import { choiceOf } from '../../core/aws/choice';
import type { Clock } from '../../core/lib/clock';
import type { Explorer } from '../explorer/explorer';
import type { LogSearches } from '../logs/logSearches';
import { pickRange } from '../prompts/pickSince';
import type { PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { logSubjectGiven } from './logSubjectGiven';
import { registerCommand, type CommandDeps } from './run';

/** Searches the history of a service, a task or a container over a range of time. */
export function registerSearchLogs(
  deps: CommandDeps &
    PickDeps & { readonly explorer: Explorer; readonly searches: LogSearches; readonly clock: Clock },
): Disposable {
  return registerCommand(COMMANDS.searchLogs, deps, async (node) => {
    const title = l10n.t('Search Logs');
    const { connection, subject } = await logSubjectGiven(deps, node, title);
    const range = await pickRange(title, deps.clock.now());
    if (range === undefined) return;
    const text = await window.showInputBox({
      ignoreFocusOut: true,
      title,
      prompt: l10n.t(
        'Only lines that match, such as ERROR, "out of memory", -health or { $.status >= 500 }. Empty finds every line.',
      ),
    });
    if (text === undefined) return;
    await deps.searches.open({
      connection: choiceOf(connection.info),
      subject,
      ...range,
      text: text.trim(),
    });
  });
}
