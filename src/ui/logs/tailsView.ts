import {
  Disposable,
  EventEmitter,
  l10n,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  window,
  type TreeDataProvider,
} from 'vscode';
import type { Contribution } from '../contribution';
import { contextValue } from '../explorer/contextValue';
import { facts } from '../words';
import type { Tails } from './tails';
import type { TailSession } from './tailSession';
import { describeOptions } from './viewWords';

const TAILS_VIEW = 'quayside.tails';

/** A row of the view of tails. */
export interface TailRow {
  readonly kind: 'tail';
  readonly tail: TailSession;
}

/** What comes from the view's menus and what comes from elsewhere are told apart by this. */
export function isTailRow(value: unknown): value is TailRow {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'tail';
}

/** The view "Log Tails": those of this window, with what can be done about each. */
export class TailsView implements Contribution, TreeDataProvider<TailRow> {
  readonly #tails: Tails;
  readonly #changed = new EventEmitter<undefined>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(tails: Tails) {
    this.#tails = tails;
  }

  register(): Disposable {
    const listening = this.#tails.onDidChange(() => this.#changed.fire(undefined));
    return Disposable.from(
      window.createTreeView<TailRow>(TAILS_VIEW, { treeDataProvider: this }),
      this.#changed,
      new Disposable(() => listening.dispose()),
    );
  }

  getChildren(row?: TailRow): TailRow[] {
    return row === undefined ? this.#tails.all.map((tail) => ({ kind: 'tail', tail })) : [];
  }

  getTreeItem(row: TailRow): TreeItem {
    const { tail } = row;
    const item = new TreeItem(tail.name);
    const state = stateOf(tail);
    item.id = tail.id;
    item.description = facts(state, describeOptions(tail.view), tail.pattern);
    item.iconPath = iconOf(tail);
    item.accessibilityInformation = { label: `${tail.name}, ${item.description}` };
    item.contextValue = contextValue('tail', {
      running: tail.isRunning,
      paused: tail.isPaused,
    });
    item.command = { command: 'quayside.showTail', title: l10n.t('Show Tail'), arguments: [row] };
    return item;
  }
}

/** What a tail does now, in words. */
export function stateOf(tail: TailSession): string {
  if (!tail.isRunning) return l10n.t('stopped');
  return tail.isPaused ? l10n.t('paused, {0} lines wait', tail.held) : l10n.t('running');
}

function iconOf(tail: TailSession): ThemeIcon {
  if (!tail.isRunning) return new ThemeIcon('circle-slash', new ThemeColor('disabledForeground'));
  return tail.isPaused
    ? new ThemeIcon('debug-pause', new ThemeColor('charts.yellow'))
    : new ThemeIcon('list-flat', new ThemeColor('charts.green'));
}
