import {
  EventEmitter,
  type CancellationToken,
  type Disposable,
  type ProviderResult,
  type TreeDataProvider,
  type TreeItem,
} from 'vscode';
import type { InventoryChange } from '../../core/inventory/change';
import type { Inventory } from '../../core/inventory/inventory';
import type { Clock } from '../../core/lib/clock';
import type { Disposable as CoreDisposable } from '../../core/lib/disposable';
import { toAbortSignal } from '../../platform/abort';
import { childrenOf } from './children';
import { clusterRow } from './clusterRow';
import type { CurrentInventory } from './currentInventory';
import { groupRow, targetRow } from './groupRow';
import { messageRow } from './messageRow';
import { NodeSpace } from './nodeSpace';
import type { ExplorerNode } from './nodes';
import { toTreeItem, type Row, type RowContext } from './row';
import { serviceRow } from './serviceRow';
import { containerRow, taskRow } from './taskRow';
import { tooltipOf } from './tooltips';

/** Changes that come together are drawn together. */
const GATHER_MS = 40;

/** Feeds the editor's tree from the current inventory, and has exactly those rows drawn again that changed. */
export class ExplorerTree implements TreeDataProvider<ExplorerNode>, Disposable {
  readonly #current: CurrentInventory;
  readonly #clock: Clock;
  readonly #changed = new EventEmitter<ExplorerNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  /** Called with each row whose children the editor asked for: it is expanded. */
  readonly #opened: (node: ExplorerNode) => void;
  #family: { readonly inventory: Inventory; readonly nodes: NodeSpace } | undefined;
  readonly #subscription: CoreDisposable;
  #listening: CoreDisposable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pending = new Set<ExplorerNode | undefined>();

  constructor(options: {
    readonly current: CurrentInventory;
    readonly clock: Clock;
    readonly opened: (node: ExplorerNode) => void;
  }) {
    this.#current = options.current;
    this.#clock = options.clock;
    this.#opened = options.opened;
    this.#subscription = options.current.onDidChange(() => this.#switch());
    this.#switch();
  }

  getTreeItem(node: ExplorerNode): TreeItem {
    return toTreeItem(node.id, this.#row(node));
  }

  getParent(node: ExplorerNode): ExplorerNode | undefined {
    return node.parent;
  }

  async getChildren(node?: ExplorerNode): Promise<ExplorerNode[]> {
    const family = this.#family;
    if (family === undefined || (node !== undefined && node.connectionId !== family.nodes.connectionId))
      return [];
    if (node !== undefined) this.#opened(node);
    const children = await childrenOf(node, family);
    if (this.#family !== family) return [];
    family.nodes.retain(node, children);
    return [...children];
  }

  resolveTreeItem(item: TreeItem, node: ExplorerNode, token: CancellationToken): ProviderResult<TreeItem> {
    const inventory = this.#family?.inventory;
    if (inventory === undefined) return item;
    return tooltipOf(node, inventory, this.#clock.now(), toAbortSignal(token)).then((tooltip) => {
      if (tooltip !== undefined) item.tooltip = tooltip;
      return item;
    });
  }

  /** Draws again what shows how long something lasts. */
  redrawTimes(): void {
    for (const node of this.#family?.nodes.all ?? []) if (node.kind === 'task') this.#redraw(node);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#listening?.dispose();
    this.#changed.dispose();
  }

  #row(node: ExplorerNode): Row {
    if (node.kind === 'message' || this.#family === undefined) return this.#wordsOnly(node);
    const { inventory } = this.#family;
    const context: RowContext = {
      inventory,
      now: this.#clock.now(),
      aws: inventory.connection.info.endpoint === undefined,
    };
    switch (node.kind) {
      case 'cluster':
        return clusterRow(node, context);
      case 'service':
        return serviceRow(node, context);
      case 'group':
        return groupRow(node, context);
      case 'task':
        return taskRow(node, context);
      case 'container':
        return containerRow(node, context);
      case 'target':
        return targetRow(node, context);
    }
  }

  /** The editor may still ask about a row of a connection that was left. */
  #wordsOnly(node: ExplorerNode): Row {
    return messageRow(
      node.kind === 'message'
        ? node
        : { kind: 'message', id: node.id, connectionId: node.connectionId, level: 'info', message: '' },
    );
  }

  #switch(): void {
    const inventory = this.#current.value;
    this.#listening?.dispose();
    this.#family = inventory && { inventory, nodes: new NodeSpace(inventory.connection.info.id) };
    this.#listening = inventory?.onDidChange((changes) => {
      for (const change of changes) for (const node of this.#rowsOf(change)) this.#redraw(node);
    });
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending.clear();
    this.#changed.fire(undefined);
  }

  #redraw(node: ExplorerNode | undefined): void {
    this.#pending.add(node);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const pending = this.#pending;
      this.#pending = new Set();
      if (pending.has(undefined)) this.#changed.fire(undefined);
      else
        this.#changed.fire(
          [...pending].filter((row) => row !== undefined && !hasAncestorIn(row, pending)) as ExplorerNode[],
        );
    }, GATHER_MS);
  }

  /** The rows that show what changed, as far as they were ever drawn. */
  #rowsOf(change: InventoryChange): readonly (ExplorerNode | undefined)[] {
    const nodes = this.#family?.nodes;
    if (nodes === undefined) return [];
    const drawn = (id: string): readonly ExplorerNode[] => {
      const node = nodes.find(id);
      return node === undefined ? [] : [node];
    };
    switch (change.kind) {
      case 'clusters':
        return [undefined];
      case 'cluster':
      case 'services':
        return drawn(nodes.clusterId(change.clusterArn));
      case 'service':
      case 'tasks':
        return drawn(nodes.serviceId(change.clusterArn, change.serviceArn));
      case 'task': {
        const service = nodes.serviceId(change.clusterArn, change.serviceArn);
        return ['tasks', 'stoppedTasks'].flatMap((group) => drawn(`${service} ${group} ${change.taskArn}`));
      }
      case 'targets':
        return [...nodes.all].filter(
          (node) => node.kind === 'group' && node.targetGroupArn === change.targetGroupArn,
        );
    }
  }
}

/** The editor draws a row together with all that is expanded under it. */
function hasAncestorIn(node: ExplorerNode, rows: ReadonlySet<ExplorerNode | undefined>): boolean {
  for (let parent = node.parent; parent !== undefined; parent = parent.parent)
    if (rows.has(parent)) return true;
  return false;
}
