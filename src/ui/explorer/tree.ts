import {
  EventEmitter,
  type CancellationToken,
  type Disposable,
  type ProviderResult,
  type TreeDataProvider,
  type TreeItem,
} from 'vscode';
import type { InventoryChange } from '../../core/inventory/change';
import type { ServiceKey } from '../../core/inventory/inventory';
import type { Clock } from '../../core/lib/clock';
import type { Disposable as CoreDisposable } from '../../core/lib/disposable';
import { toAbortSignal } from '../../platform/abort';
import type { TaskCauses } from '../explain/whyStopped';
import { translate } from '../words';
import { asOf, readAt } from './age';
import type { Arrangement } from './arrangement';
import { childrenOf, serviceNode } from './children';
import type { CurrentInventory } from './currentInventory';
import { drawRow } from './drawRow';
import type { Family } from './family';
import { messageRow } from './messageRow';
import { NodeSpace } from './nodeSpace';
import type { ExplorerNode } from './nodes';
import { Redraw } from './redraw';
import { rowsOf } from './rowsOf';
import { toTreeItem } from './row';
import { tooltipOf } from './tooltips';

export interface ExplorerTreeOptions {
  readonly current: CurrentInventory;
  readonly arrangement: Arrangement;
  readonly clock: Clock;
  readonly causes?: TaskCauses;
  /** Called with each row whose children the editor asked for: it is expanded. */
  readonly opened: (node: ExplorerNode) => void;
}

/** Rows that say how long ago something was. */
const SHOWS_TIMES: ReadonlySet<ExplorerNode['kind']> = new Set(['task', 'rollout', 'event', 'scaling']);

/** Feeds the editor's tree from the inventories in sight, and has exactly those rows drawn again that changed. */
export class ExplorerTree implements TreeDataProvider<ExplorerNode>, Disposable {
  readonly #options: ExplorerTreeOptions;
  readonly #changed = new EventEmitter<ExplorerNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #redraw = new Redraw((rows) => this.#changed.fire(rows));
  readonly #subscriptions: readonly CoreDisposable[];
  #families: readonly Family[] = [];
  #listening: readonly CoreDisposable[] = [];

  constructor(options: ExplorerTreeOptions) {
    this.#options = options;
    this.#subscriptions = [
      options.current.onDidChange(() => this.#rebuild()),
      options.arrangement.onDidChange(() => this.#rearrange()),
      ...(options.causes === undefined
        ? []
        : [options.causes.onDidChange(({ connectionId, tasks }) => this.#explained(connectionId, tasks))]),
    ];
    this.#rebuild();
  }

  getTreeItem(node: ExplorerNode): TreeItem {
    const family = this.#familyOf(node);
    // The editor may still ask about a row of a connection that was left.
    if (family === undefined) return toTreeItem(node.id, messageRow(asWords(node)));
    const { current, arrangement, clock, causes } = this.#options;
    return toTreeItem(
      node.id,
      drawRow(node, {
        inventory: family.inventory,
        now: clock.now(),
        aws: family.inventory.connection.info.endpoint === undefined,
        current: family.inventory === current.value,
        filtered: arrangement.filter !== undefined,
        tag: arrangement.groupTag,
        isPinned: (arn) => arrangement.isPinned(arn),
        whyStopped: (arn) => {
          const sentence = causes?.sentence(family.inventory.connection.info.id, arn);
          return sentence === undefined ? undefined : translate(sentence);
        },
      }),
    );
  }

  getParent(node: ExplorerNode): ExplorerNode | undefined {
    return node.parent;
  }

  async getChildren(node?: ExplorerNode): Promise<ExplorerNode[]> {
    if (node === undefined && this.#families.length > 1)
      return this.#families.map(({ nodes }) => nodes.connection());
    const family = node === undefined ? this.#families[0] : this.#familyOf(node);
    if (family === undefined) return [];
    if (node !== undefined) this.#options.opened(node);
    const children = await childrenOf(node, family);
    if (!this.#families.includes(family)) return [];
    family.nodes.retain(node, children);
    return [...children];
  }

  resolveTreeItem(item: TreeItem, node: ExplorerNode, token: CancellationToken): ProviderResult<TreeItem> {
    const inventory = this.#familyOf(node)?.inventory;
    if (inventory === undefined) return item;
    const { clock, causes } = this.#options;
    return tooltipOf(node, inventory, clock.now(), toAbortSignal(token), causes).then((tooltip) => {
      if (tooltip !== undefined) item.tooltip = tooltip;
      return item;
    });
  }

  /** The row of a service under its cluster, to be revealed; undefined when its connection is not in sight. */
  serviceRow(connectionId: string, { clusterArn, serviceArn }: ServiceKey): ExplorerNode | undefined {
    const family = this.#families.find(({ nodes }) => nodes.connectionId === connectionId);
    if (family === undefined) return undefined;
    const root = this.#families.length > 1 ? family.nodes.connection() : undefined;
    return serviceNode(family.nodes.cluster(clusterArn, root), serviceArn, family);
  }

  /** Draws again what shows how long something lasts, or how old it is. */
  redrawTimes(): void {
    const now = this.#options.clock.now();
    for (const { nodes, inventory } of this.#families)
      for (const node of nodes.all) {
        if (asOf(readAt(node, inventory), now) !== undefined || SHOWS_TIMES.has(node.kind))
          this.#redraw.row(node);
      }
  }

  dispose(): void {
    this.#redraw.dispose();
    for (const subscription of [...this.#subscriptions, ...this.#listening]) subscription.dispose();
    this.#changed.dispose();
  }

  #explained(connectionId: string, tasks: readonly string[]): void {
    const family = this.#families.find(({ nodes }) => nodes.connectionId === connectionId);
    for (const node of family?.nodes.all ?? [])
      if (node.kind === 'task' && tasks.includes(node.taskArn)) this.#redraw.row(node);
  }

  #familyOf(node: ExplorerNode): Family | undefined {
    return this.#families.find(({ nodes }) => nodes.connectionId === node.connectionId);
  }

  #rebuild(): void {
    const { current, arrangement } = this.#options;
    for (const listening of this.#listening) listening.dispose();
    const several = current.all.length > 1;
    this.#families = current.all.map((inventory) => {
      const { id } = inventory.connection.info;
      inventory.services.arrangeBy((cluster, arns) => {
        const { shown, unknown } = arrangement.arrange(inventory, cluster, arns);
        return [...shown, ...unknown];
      });
      const known = this.#families.find((family) => family.inventory === inventory);
      const stays = known?.nodes.arrangement === arrangement.key && several === this.#several;
      return { inventory, arrangement, nodes: stays ? known.nodes : new NodeSpace(id, arrangement.key) };
    });
    this.#several = several;
    this.#listening = this.#families.map((family) =>
      family.inventory.onDidChange((changes) => this.#draw(changes, family)),
    );
    this.#redraw.all();
  }

  #several = false;

  #draw(changes: readonly InventoryChange[], family: Family): void {
    const root = this.#families.length > 1 ? family.nodes.connection() : undefined;
    // Where a change may move rows, many come together while much is read.
    const calm = family.arrangement.moves;
    for (const change of changes)
      for (const node of rowsOf(change, family)) this.#redraw.row(node === 'root' ? root : node, calm);
  }

  #rearrange(): void {
    this.#rebuild();
    for (const { inventory } of this.#families)
      for (const cluster of inventory.services.listed) void inventory.services.see(cluster);
  }
}

function asWords(node: ExplorerNode): ExplorerNode & { readonly kind: 'message' } {
  if (node.kind === 'message') return node;
  return { kind: 'message', id: node.id, connectionId: node.connectionId, level: 'info', message: '' };
}
