import { l10n, type Command } from 'vscode';
import { COMMANDS } from '../commands/ids';
import { contextValue } from './contextValue';
import { ERROR_ICON, FILTER_ICON, INFO_ICON } from './icons';
import type { MessageNode } from './nodes';
import type { Row } from './row';

/** An error row does what helps when it is activated; trying again and the log are one button away. */
export function messageRow(node: MessageNode): Row {
  const error = node.level === 'error';
  return {
    label: node.message,
    spoken: error
      ? l10n.t('error: {0}', node.message)
      : node.opens === 'filter'
        ? l10n.t('filter: {0}', node.message.replaceAll(' · ', ', '))
        : node.message,
    icon: error ? ERROR_ICON : node.opens === 'filter' ? FILTER_ICON : INFO_ICON,
    contextValue: contextValue('message', { retry: error }),
    children: 'none',
    ...(error ? { command: remedy(node) } : commandOf(node)),
  };
}

function commandOf(node: MessageNode): Pick<Row, 'command'> {
  if (node.opens === undefined) return {};
  return { command: { command: COMMANDS[node.opens], title: node.message, arguments: [node] } };
}

function remedy(node: MessageNode): Command {
  return node.signIn === true
    ? { command: COMMANDS.signIn, title: l10n.t('Sign In') }
    : { command: COMMANDS.refreshNode, title: l10n.t('Try Again'), arguments: [node] };
}
