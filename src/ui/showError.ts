import { commands, l10n, window } from 'vscode';
import { describeError, QuaysideError } from '../core/lib/errors';
import { COMMANDS } from './commands/ids';
import { explain, type Explanation } from './errors';

/** One message: what failed, what to do, and at most two buttons that do something. The log has the rest. */
export async function showError(error: unknown): Promise<void> {
  const { what, next, remedy } = QuaysideError.is(error) ? explain(error) : unexpected(error);
  const showLog = l10n.t('Show Log');
  const buttons = remedy === undefined ? [showLog] : [remedy.label, showLog];
  const chosen = await window.showErrorMessage(next === undefined ? what : `${what} ${next}`, ...buttons);
  if (chosen === showLog) await commands.executeCommand(COMMANDS.showLog);
  else if (chosen !== undefined && remedy !== undefined)
    await commands.executeCommand(remedy.command, ...(remedy.args ?? []));
}

function unexpected(error: unknown): Explanation {
  return { what: l10n.t('That should not have happened: {0}', describeError(error)) };
}
