import { l10n } from 'vscode';
import { COMMANDS } from '../commands/ids';
import { contextValue } from './contextValue';
import { ERROR_ICON, INFO_ICON } from './icons';
import type { MessageNode } from './nodes';
import type { Row } from './row';

/** An error row tries again when it is activated; its log is one button away. */
export function messageRow(node: MessageNode): Row {
  const error = node.level === 'error';
  return {
    label: node.message,
    spoken: error ? l10n.t('error: {0}', node.message) : node.message,
    icon: error ? ERROR_ICON : INFO_ICON,
    contextValue: contextValue('message', { retry: error }),
    children: 'none',
    ...(error
      ? { command: { command: COMMANDS.refreshNode, title: l10n.t('Try Again'), arguments: [node] } }
      : {}),
  };
}
