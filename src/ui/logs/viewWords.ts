import { l10n } from 'vscode';
import type { ViewOptions } from '../../core/logs/logView';

export const LOG_LANGUAGE = 'quayside-log';

/** What is chosen of a log, in words; empty for everything. */
export function describeOptions({ level, text = '', rawJson = false }: ViewOptions): string {
  return [
    level === undefined ? undefined : l10n.t('{0} and worse', level.toUpperCase()),
    text === '' ? undefined : `"${text}"`,
    rawJson ? l10n.t('whole JSON') : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}
