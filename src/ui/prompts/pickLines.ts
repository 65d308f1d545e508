import { l10n, QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import type { ViewOptions } from '../../core/logs/logView';
import type { Level } from '../../core/logs/record';

/** Other lines of what is there, or other lines from the source: those are read anew. */
export type ChosenLines =
  | { readonly kind: 'view'; readonly view: ViewOptions }
  /** Empty for all lines. */
  | { readonly kind: 'source'; readonly pattern: string };

interface Item extends QuickPickItem {
  readonly choose?: () => Promise<ChosenLines | undefined>;
}

const CHOOSABLE: readonly Level[] = ['debug', 'info', 'warn', 'error'];

/** Asks which lines of a log to show, and how; undefined when the person leaves. */
export async function pickLines(
  view: ViewOptions,
  pattern: string | undefined,
): Promise<ChosenLines | undefined> {
  const picked = await window.showQuickPick<Item>(items(view, pattern ?? ''), {
    ignoreFocusOut: true,
    title: l10n.t('Filter Tail'),
    placeHolder: l10n.t('Which lines?'),
  });
  return picked?.choose?.();
}

function items(view: ViewOptions, pattern: string): readonly Item[] {
  const { text = '', rawJson = false } = view;
  const shown = (next: ViewOptions) => () => Promise.resolve<ChosenLines>({ kind: 'view', view: next });
  const current = l10n.t('now');
  return [
    { label: l10n.t('Level'), kind: QuickPickItemKind.Separator },
    {
      label: l10n.t('Every level'),
      ...(view.level === undefined ? { description: current } : {}),
      choose: shown({ text, rawJson }),
    },
    ...CHOOSABLE.map((level) => ({
      label: l10n.t('{0} and worse', level.toUpperCase()),
      ...(view.level === level ? { description: current } : {}),
      choose: shown({ ...view, level }),
    })),
    { label: l10n.t('Text'), kind: QuickPickItemKind.Separator },
    {
      label: l10n.t('Only lines that contain…'),
      ...(text === '' ? {} : { description: `"${text}"` }),
      choose: async () => {
        const typed = await window.showInputBox({
          ignoreFocusOut: true,
          title: l10n.t('Filter Tail'),
          prompt: l10n.t('Part of a line, in capitals or not. Empty shows every line.'),
          value: text,
        });
        return typed === undefined ? undefined : { kind: 'view', view: { ...view, text: typed.trim() } };
      },
    },
    {
      label: l10n.t('Only lines that match a CloudWatch pattern…'),
      detail: l10n.t('Chosen where the lines lie, and read anew: for logs with more lines than can be read.'),
      ...(pattern === '' ? {} : { description: pattern }),
      choose: async () => {
        const typed = await window.showInputBox({
          ignoreFocusOut: true,
          title: l10n.t('Filter Tail'),
          prompt: l10n.t(
            'Such as ERROR, "out of memory", -health or { $.status >= 500 }. Empty reads every line.',
          ),
          value: pattern,
        });
        return typed === undefined ? undefined : { kind: 'source', pattern: typed.trim() };
      },
    },
    { label: l10n.t('Form'), kind: QuickPickItemKind.Separator },
    {
      label: rawJson ? l10n.t('Reduce JSON lines to level and message') : l10n.t('Show JSON lines whole'),
      choose: shown({ ...view, rawJson: !rawJson }),
    },
  ];
}
