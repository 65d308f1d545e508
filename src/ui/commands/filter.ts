import { l10n, window, type Disposable } from 'vscode';
import type { Arrangement } from '../explorer/arrangement';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** So long nobody typed: the tree does not jump with every letter. */
const PAUSE_MS = 250;

/** Asks for a filter and shows what it does while it is typed; leaving takes back what was typed. */
export function registerFilter(deps: CommandDeps & { readonly arrangement: Arrangement }): Disposable {
  const { arrangement, logger } = deps;
  return registerCommand(COMMANDS.filter, { logger }, async () => {
    const before = arrangement.filter?.text ?? '';
    const box = window.createInputBox();
    box.title = l10n.t('Filter Services');
    box.placeholder = l10n.t('web · cluster:prod · image:1.4 · tag:team=orders · status:failing');
    box.prompt = l10n.t('Every word has to match. Without a word before the colon, name or cluster.');
    box.value = before;
    let timer: NodeJS.Timeout | undefined;
    const changed = box.onDidChangeValue((text) => {
      clearTimeout(timer);
      timer = setTimeout(() => arrangement.set({ filter: text }), PAUSE_MS);
    });
    const accepted = await new Promise<boolean>((resolve) => {
      box.onDidAccept(() => resolve(true));
      box.onDidHide(() => resolve(false));
      box.show();
    });
    clearTimeout(timer);
    const text = accepted ? box.value : before;
    changed.dispose();
    box.dispose();
    if (text !== (arrangement.filter?.text ?? '')) arrangement.set({ filter: text });
  });
}

export function registerClearFilter(deps: CommandDeps & { readonly arrangement: Arrangement }): Disposable {
  const { arrangement, logger } = deps;
  return registerCommand(COMMANDS.clearFilter, { logger }, () => arrangement.set({ filter: '' }));
}
