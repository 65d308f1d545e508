import { Disposable, l10n, window, type TreeView } from 'vscode';
import type { CallLedger } from '../../core/aws/callLedger';
import type { Connections, ConnectionState } from '../../core/aws/connections';
import type { ServiceKey } from '../../core/inventory/inventory';
import { Poller } from '../../core/inventory/poller';
import type { Clock } from '../../core/lib/clock';
import type { Logger } from '../../core/lib/logger';
import type { ConnectionInfo } from '../../core/model/connection';
import { setContextKey } from '../../platform/contextKeys';
import { onDidChangeSetting, readSetting } from '../../platform/settings';
import type { Contribution } from '../contribution';
import type { TaskCauses } from '../explain/whyStopped';
import { explain } from '../errors';
import { facts } from '../words';
import type { Arrangement } from './arrangement';
import { registerBadges } from './badges';
import type { CurrentInventory } from './currentInventory';
import { Expansion } from './expansion';
import type { ExplorerNode } from './nodes';
import { refreshRow } from './refreshRow';
import { slowedLine } from './slowedLine';
import { ExplorerTree } from './tree';
import { welcomeOf } from './welcome';
import { whereWords } from './where';

export const EXPLORER_VIEW = 'quayside.explorer';
/** How often rows that say "running 12 min" are drawn again; it costs no call. */
const REDRAW_TIMES_MS = 60_000;
/** How soon the view looks whether AWS still wants us to be slow. */
const SLOWED_MS = 5_000;

/** A row that is opened shows what is at most this old, or is read again. */
const FRESH_MS = 10_000;

export interface ExplorerOptions {
  readonly connections: Connections;
  readonly current: CurrentInventory;
  readonly arrangement: Arrangement;
  readonly ledger: CallLedger;
  readonly causes?: TaskCauses;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The view "Clusters": its tree, its description and welcome texts, and the poller that keeps it fresh while seen. */
export class Explorer implements Contribution {
  readonly #options: ExplorerOptions;
  readonly #expansion: Expansion;
  #view: TreeView<ExplorerNode> | undefined;
  #tree: ExplorerTree | undefined;
  #poller: Poller | undefined;
  #throttledAt: number | undefined;

  constructor(options: ExplorerOptions) {
    this.#options = options;
    this.#expansion = new Expansion(options.arrangement);
  }

  register(): Disposable {
    const { connections, current, arrangement, ledger, clock, logger, causes } = this.#options;
    const tree = new ExplorerTree({
      current,
      arrangement,
      clock,
      ...(causes === undefined ? {} : { causes }),
      opened: (node) => this.#expansion.opened(node),
    });
    const view = window.createTreeView(EXPLORER_VIEW, {
      treeDataProvider: tree,
      showCollapseAll: true,
      // For what can be done with several rows: copy, pin, hide.
      canSelectMany: true,
    });
    const poller = new Poller({
      clock,
      logger,
      active: () => view.visible && window.state.focused && current.all.length > 0,
      interval: () => readSetting('explorer.refresh') * 1000,
      rolling: () => current.all.some((inventory) => this.#expansion.rolling(inventory).services.length > 0),
      refresh: () => this.refresh(),
      refreshRolling: async () => {
        await Promise.all(
          current.all.map((inventory) => inventory.refreshServices(this.#expansion.rolling(inventory))),
        );
      },
      throttledAt: () => this.#throttledAt,
    });
    this.#view = view;
    this.#tree = tree;
    this.#poller = poller;
    const times = setInterval(() => {
      if (view.visible && window.state.focused) tree.redrawTimes();
    }, REDRAW_TIMES_MS);
    const slowed = setInterval(() => {
      if (this.#throttledAt !== undefined) this.#describe();
    }, SLOWED_MS);

    let listening: readonly { dispose(): void }[] = [];
    const follow = (): void => {
      for (const one of listening) one.dispose();
      this.#expansion.keep(current.all.map(({ connection }) => connection.info.id));
      listening = current.all.map((inventory) =>
        inventory.onDidChange((changes) => {
          if (changes.some(({ kind }) => kind === 'clusters')) this.#describe();
          // A rollout that comes in sight is watched more closely.
          if (changes.some(({ kind }) => kind === 'service')) poller.wake();
        }),
      );
      this.#describe();
      poller.refreshed();
      poller.wake();
    };
    follow();
    this.#seen();
    return Disposable.from(
      view,
      tree,
      poller,
      registerBadges(),
      { dispose: () => clearInterval(times) },
      { dispose: () => clearInterval(slowed) },
      { dispose: () => void listening.map((one) => one.dispose()) },
      current.onDidChange(follow),
      connections.onDidChange((state) => {
        this.#describe();
        this.#showProgress(state);
      }),
      arrangement.onDidChange(() => this.#describe()),
      ledger.onDidThrottle(() => {
        this.#throttledAt = clock.now();
        this.#describe();
      }),
      view.onDidChangeVisibility(() => {
        this.#seen();
        if (view.visible) tree.redrawTimes();
        poller.wake();
      }),
      view.onDidExpandElement(({ element }) => {
        this.#expansion.opened(element);
        this.#freshen(element);
        poller.wake();
      }),
      view.onDidCollapseElement(({ element }) => this.#closed(element)),
      window.onDidChangeWindowState(({ focused }) => {
        if (focused && view.visible) tree.redrawTimes();
        poller.wake();
      }),
      onDidChangeSetting('explorer.refresh', () => poller.wake()),
    );
  }

  /** Reads again what is on screen with the fewest calls. */
  async refresh(): Promise<void> {
    await Promise.all(
      this.#options.current.all.map((inventory) => inventory.refresh(this.#expansion.visible(inventory))),
    );
  }

  /** Reads everything on screen again from the start, also the list of clusters. */
  async refreshAll(): Promise<void> {
    const { all } = this.#options.current;
    if (all.length === 0) return;
    this.#poller?.refreshed();
    await window.withProgress({ location: { viewId: EXPLORER_VIEW } }, () =>
      Promise.all(
        all.map(async (inventory) => {
          await inventory.clusters.load();
          inventory.scaling.expire();
          const part = this.#expansion.visible(inventory);
          await Promise.all([
            ...part.clusters.map((arn) => inventory.services.load(arn)),
            inventory.refresh({ ...part, clusters: [] }),
            inventory.taskDefinitions.refresh(),
          ]);
        }),
      ),
    );
    this.#describe();
  }

  /** Reads one row again, with what is open under it. */
  async refreshNode(node: ExplorerNode): Promise<void> {
    const inventory = this.#options.current.of(node.connectionId);
    if (inventory === undefined) return;
    await window.withProgress({ location: { viewId: EXPLORER_VIEW } }, async () => {
      const parent = node.kind === 'message' ? node.parent : node;
      await (parent === undefined ? this.refreshAll() : refreshRow(parent, inventory));
    });
  }

  /** Shows the row of a service, selected and in sight; what stands in its way is taken away. */
  async reveal(connectionId: string, key: ServiceKey): Promise<void> {
    const { arrangement, current } = this.#options;
    const inventory = current.of(connectionId);
    if (inventory === undefined || this.#view === undefined) return;
    const { clusterArn, serviceArn } = key;
    if (arrangement.isHidden(clusterArn) || arrangement.isHidden(serviceArn))
      arrangement.set({
        hidden: arrangement.hidden.filter((arn) => arn !== clusterArn && arn !== serviceArn),
      });
    if (arrangement.groupTag !== undefined) arrangement.groupBy(undefined);
    await inventory.services.first(clusterArn);
    if (!arrangement.arrange(inventory, clusterArn).shown.includes(serviceArn))
      arrangement.set({ filter: '' });
    const row = this.#tree?.serviceRow(connectionId, key);
    if (row !== undefined) await this.#view.reveal(row, { select: true, focus: true, expand: true });
  }

  get visible(): boolean {
    return this.#view?.visible === true;
  }

  /** The badge of the view: how many deployments of this window run. */
  showRunning(count: number): void {
    if (this.#view === undefined || (this.#view.badge?.value ?? 0) === count) return;
    const tooltip = count === 1 ? l10n.t('1 deployment running') : l10n.t('{0} deployments running', count);
    this.#view.badge = count === 0 ? undefined : { value: count, tooltip };
  }

  /** The row that is selected, for commands that are called from the palette. */
  get selection(): ExplorerNode | undefined {
    return this.#view?.selection[0];
  }

  #closed(node: ExplorerNode): void {
    this.#expansion.closed(node);
    // Events of services that nobody looks at are not kept.
    if (node.kind === 'service' || (node.kind === 'group' && node.group === 'events'))
      this.#options.current.of(node.connectionId)?.services.closeEvents(node.serviceArn);
  }

  /** What was closed for a while was not kept fresh. */
  #freshen(node: ExplorerNode): void {
    const { current, clock } = this.#options;
    const inventory = current.of(node.connectionId);
    const isOld = (at: number | undefined): boolean => at !== undefined && clock.now() - at > FRESH_MS;
    if (inventory === undefined) return;
    if (node.kind === 'cluster' && isOld(inventory.services.slot(node.clusterArn).at))
      void inventory.services.refresh(node.clusterArn);
    if (node.kind === 'service' && isOld(inventory.tasks.slot(node.clusterArn, node.serviceArn).at))
      void inventory.refreshServices({ services: [node], opened: [node] });
    if (node.kind === 'group' && node.group === 'scaling') void inventory.scaling.open(node);
    if (node.kind === 'clusterGroup' && node.group === 'instances')
      if (isOld(inventory.instances.slot(node.clusterArn).at)) void inventory.instances.load(node.clusterArn);
  }

  #seen(): void {
    if (this.#view?.visible === true) void this.#options.current.settled();
  }

  #describe(): void {
    const { connections, current, arrangement } = this.#options;
    const { state } = connections;
    const several = current.all.length > 1;
    setContextKey('quayside.welcome', several ? '' : (welcomeOf(state, current.value) ?? ''));
    setContextKey('quayside.connected', state.kind === 'ready');
    setContextKey('quayside.filtered', arrangement.filter !== undefined);
    setContextKey('quayside.hiding', arrangement.hidden.length > 0);
    setContextKey('quayside.severalConnections', several);
    if (this.#view === undefined) return;
    const info = infoOf(state);
    const where = info === undefined ? '' : whereWords(info);
    const rows = current.value?.clusters.slot.data?.length ?? 0;
    // The title has little room beside its buttons, so while there are rows a line above them says where we are. A line
    // above an empty view would hide the welcome text: the title says then what that text is about.
    const above = rows > 0 || several;
    this.#view.description = above ? '' : where;
    const problem = several && state.kind === 'problem' ? explain(state.error).what : undefined;
    this.#view.message = above
      ? [where, problem, ...this.#slowed()].filter((line) => line !== undefined).join('\n')
      : '';
    const subject = state.kind === 'ready' ? info?.region : info?.profile;
    this.#view.title = facts(l10n.t('Clusters'), rows > 0 ? undefined : subject);
  }

  /** That AWS wants fewer calls is told while it lasts. */
  #slowed(): readonly string[] {
    const { current, ledger } = this.#options;
    const line = slowedLine(current.all, ledger);
    if (line === undefined) this.#throttledAt = undefined;
    return line === undefined ? [] : [line];
  }

  /** An empty tree that is being connected shows the view's own progress bar. */
  #showProgress(state: ConnectionState): void {
    if (state.kind !== 'connecting') return;
    void window.withProgress(
      { location: { viewId: EXPLORER_VIEW }, title: l10n.t('Connecting') },
      () =>
        new Promise<void>((resolve) => {
          const subscription = this.#options.connections.onDidChange((next) => {
            if (next.kind === 'connecting') return;
            subscription.dispose();
            resolve();
          });
        }),
    );
  }
}

export function infoOf(state: ConnectionState): ConnectionInfo | undefined {
  switch (state.kind) {
    case 'none':
      return undefined;
    case 'connecting':
    case 'problem':
      return state.info;
    case 'ready':
      return state.connection.info;
  }
}
