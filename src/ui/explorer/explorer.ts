import { Disposable, l10n, window, type TreeView } from 'vscode';
import type { Connections, ConnectionState } from '../../core/aws/connections';
import { Poller } from '../../core/inventory/poller';
import type { Clock } from '../../core/lib/clock';
import type { Logger } from '../../core/lib/logger';
import type { ConnectionInfo } from '../../core/model/connection';
import { setContextKey } from '../../platform/contextKeys';
import { onDidChangeSetting, readSetting } from '../../platform/settings';
import type { Contribution } from '../contribution';
import { facts } from '../words';
import type { CurrentInventory } from './currentInventory';
import { Expansion } from './expansion';
import type { ExplorerNode } from './nodes';
import { ExplorerTree } from './tree';
import { welcomeOf } from './welcome';

export const EXPLORER_VIEW = 'quayside.explorer';
/** How often rows that say "running 12 min" are drawn again; it costs no call. */
const REDRAW_TIMES_MS = 60_000;

/** A row that is opened shows what is at most this old, or is read again. */
const FRESH_MS = 10_000;

export interface ExplorerOptions {
  readonly connections: Connections;
  readonly current: CurrentInventory;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The view "Clusters": its tree, its description and welcome texts, and the poller that keeps it fresh while seen. */
export class Explorer implements Contribution {
  readonly #options: ExplorerOptions;
  readonly #expansion = new Expansion();
  #view: TreeView<ExplorerNode> | undefined;
  #poller: Poller | undefined;

  constructor(options: ExplorerOptions) {
    this.#options = options;
  }

  register(): Disposable {
    const { connections, current, clock, logger } = this.#options;
    const tree = new ExplorerTree({ current, clock, opened: (node) => this.#expansion.opened(node) });
    const view = window.createTreeView(EXPLORER_VIEW, {
      treeDataProvider: tree,
      showCollapseAll: true,
      // For Copy ARN; the menu has nothing else for several rows.
      canSelectMany: true,
    });
    const poller = new Poller({
      clock,
      logger,
      active: () => view.visible && window.state.focused && current.value !== undefined,
      interval: () => readSetting('explorer.refresh') * 1000,
      rolling: () =>
        current.value !== undefined && this.#expansion.rolling(current.value).services.length > 0,
      refresh: () => this.refresh(),
      refreshRolling: async () => {
        if (current.value !== undefined)
          await current.value.refreshServices(this.#expansion.rolling(current.value));
      },
      throttledAt: () => current.value?.throttledAt,
    });
    this.#view = view;
    this.#poller = poller;
    const times = setInterval(() => {
      if (view.visible && window.state.focused) tree.redrawTimes();
    }, REDRAW_TIMES_MS);

    let listening: { dispose(): void } | undefined;
    const follow = (): void => {
      listening?.dispose();
      this.#expansion.clear();
      listening = current.value?.onDidChange((changes) => {
        if (changes.some(({ kind }) => kind === 'clusters')) this.#describe();
        // A rollout that comes in sight is watched more closely.
        if (changes.some(({ kind }) => kind === 'service')) poller.wake();
      });
      poller.refreshed();
      poller.wake();
    };
    follow();
    this.#describe();
    this.#seen();
    return Disposable.from(
      view,
      tree,
      poller,
      { dispose: () => clearInterval(times) },
      { dispose: () => listening?.dispose() },
      current.onDidChange(follow),
      connections.onDidChange((state) => {
        this.#describe();
        this.#showProgress(state);
      }),
      view.onDidChangeVisibility(() => {
        this.#seen();
        poller.wake();
      }),
      view.onDidExpandElement(({ element }) => {
        this.#expansion.opened(element);
        this.#freshen(element);
        poller.wake();
      }),
      view.onDidCollapseElement(({ element }) => this.#expansion.closed(element)),
      window.onDidChangeWindowState(() => poller.wake()),
      onDidChangeSetting('explorer.refresh', () => poller.wake()),
    );
  }

  /** Reads again what is on screen with the fewest calls. */
  async refresh(): Promise<void> {
    const inventory = this.#options.current.value;
    if (inventory !== undefined) await inventory.refresh(this.#expansion.visible(inventory));
  }

  /** Reads everything on screen again from the start, also the list of clusters. */
  async refreshAll(): Promise<void> {
    const inventory = this.#options.current.value;
    if (inventory === undefined) return;
    this.#poller?.refreshed();
    const { clusters, services, targetGroups } = this.#expansion.visible(inventory);
    await window.withProgress({ location: { viewId: EXPLORER_VIEW } }, async () => {
      await inventory.clusters.load();
      await Promise.all([
        ...clusters.map((arn) => inventory.services.load(arn)),
        ...services.map(({ clusterArn, serviceArn }) => inventory.tasks.load(clusterArn, serviceArn)),
        ...targetGroups.map((arn) => inventory.targets.load(arn)),
      ]);
    });
    this.#describe();
  }

  /** Reads one row again, with what is open under it. */
  async refreshNode(node: ExplorerNode): Promise<void> {
    const inventory = this.#options.current.value;
    if (inventory === undefined || node.connectionId !== inventory.connection.info.id) return;
    await window.withProgress({ location: { viewId: EXPLORER_VIEW } }, async () => {
      switch (node.kind) {
        case 'cluster':
          await inventory.clusters.refresh();
          return inventory.services.load(node.clusterArn);
        case 'service':
          return inventory.refreshServices({ services: [node], opened: [node] });
        case 'group':
          return node.targetGroupArn === undefined
            ? inventory.tasks.load(node.clusterArn, node.serviceArn)
            : inventory.targets.load(node.targetGroupArn);
        case 'task':
        case 'container':
          return node.serviceArn === undefined
            ? undefined
            : inventory.tasks.load(node.clusterArn, node.serviceArn);
        case 'target':
          return inventory.targets.load(node.targetGroupArn);
        case 'message':
          return node.parent === undefined ? this.refreshAll() : this.refreshNode(node.parent);
      }
    });
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

  /** What was closed for a while was not kept fresh. */
  #freshen(node: ExplorerNode): void {
    const { current, clock } = this.#options;
    const inventory = current.value;
    const isOld = (at: number | undefined): boolean => at !== undefined && clock.now() - at > FRESH_MS;
    if (inventory === undefined) return;
    if (node.kind === 'cluster' && isOld(inventory.services.slot(node.clusterArn).at))
      void inventory.services.refresh(node.clusterArn);
    if (node.kind === 'service' && isOld(inventory.tasks.slot(node.clusterArn, node.serviceArn).at))
      void inventory.refreshServices({ services: [node], opened: [node] });
  }

  #seen(): void {
    if (this.#view?.visible === true) void this.#options.current.settled();
  }

  #describe(): void {
    const { connections, current } = this.#options;
    const { state } = connections;
    setContextKey('quayside.welcome', welcomeOf(state, current.value) ?? '');
    setContextKey('quayside.connected', state.kind === 'ready');
    if (this.#view === undefined) return;
    const info = infoOf(state);
    const where = info === undefined ? '' : whereWords(info);
    const rows = current.value?.clusters.slot.data?.length ?? 0;
    // The only view of a container lends it its title, and its description is not shown then. While there are rows a
    // line above them says where we are. A line above an empty view would hide the welcome text: the title, which has
    // little room, says then what that text is about.
    this.#view.description = where;
    this.#view.message = rows > 0 ? where : '';
    const subject = state.kind === 'ready' ? info?.region : info?.profile;
    this.#view.title = facts(l10n.t('Clusters'), rows > 0 ? undefined : subject);
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

/** Where we are: profile, account and region. */
export function whereWords({ kind, profile, accountId, region }: ConnectionInfo): string {
  return facts(kind === 'sandbox' ? l10n.t('Sandbox') : profile, accountId, region);
}
