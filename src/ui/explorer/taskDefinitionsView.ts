import {
  Disposable,
  EventEmitter,
  l10n,
  window,
  type CancellationToken,
  type ProviderResult,
  type TreeDataProvider,
  type TreeItem,
} from 'vscode';
import type { InventoryChange } from '../../core/inventory/change';
import { familiesOf } from '../../core/inventory/families';
import type { Inventory } from '../../core/inventory/inventory';
import type { Clock } from '../../core/lib/clock';
import { parseTaskDefinition } from '../../core/model/arn';
import { toAbortSignal } from '../../platform/abort';
import type { Contribution } from '../contribution';
import type { CurrentInventory } from './currentInventory';
import { drawRow } from './drawRow';
import { NodeSpace } from './nodeSpace';
import type { ExplorerNode, FamilyNode } from './nodes';
import { Redraw } from './redraw';
import { toTreeItem } from './row';
import { tooltipOf } from './tooltips';
import { troubles } from './troubles';

const TASK_DEFINITIONS_VIEW = 'quayside.taskDefinitions';
/** So many revisions of an opened family are read: each takes a call. The others are read when somebody rests on them. */
const MOST_READ = 10;

/** The view "Task Definitions": families and their revisions, of the connection that is worked with. */
export class TaskDefinitionsView implements Contribution, TreeDataProvider<ExplorerNode> {
  readonly #current: CurrentInventory;
  readonly #clock: Clock;
  readonly #changed = new EventEmitter<ExplorerNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #redraw = new Redraw((rows) => this.#changed.fire(rows));
  #inventory: Inventory | undefined;
  #nodes = new NodeSpace('');
  #listening: { dispose(): void } | undefined;
  /** Revisions for which a list was read again: deregistered ones are in none. */
  #missed = new Set<string>();
  /** Families whose lists are read again as soon as somebody looks. */
  readonly #outdated = new Set<string>();
  #visible = false;

  constructor(options: { readonly current: CurrentInventory; readonly clock: Clock }) {
    this.#current = options.current;
    this.#clock = options.clock;
  }

  register(): Disposable {
    const view = window.createTreeView(TASK_DEFINITIONS_VIEW, {
      treeDataProvider: this,
      showCollapseAll: true,
      // To compare two revisions.
      canSelectMany: true,
    });
    this.#visible = view.visible;
    this.#follow();
    return Disposable.from(
      view,
      this.#changed,
      { dispose: () => this.#redraw.dispose() },
      { dispose: () => this.#listening?.dispose() },
      this.#current.onDidChange(() => this.#follow()),
      view.onDidChangeVisibility(() => {
        this.#visible = view.visible;
        if (view.visible) void this.#current.settled();
        this.#catchUp();
      }),
    );
  }

  getTreeItem(node: ExplorerNode): TreeItem {
    const inventory = this.#inventory;
    if (inventory === undefined || inventory.connection.info.id !== node.connectionId)
      return toTreeItem(node.id, { label: '', spoken: '', contextValue: '', children: 'none' });
    return toTreeItem(
      node.id,
      drawRow(node, {
        inventory,
        now: this.#clock.now(),
        aws: inventory.connection.info.endpoint === undefined,
        current: true,
        filtered: false,
        tag: undefined,
        isPinned: () => false,
      }),
    );
  }

  getParent(node: ExplorerNode): ExplorerNode | undefined {
    return node.parent;
  }

  async getChildren(node?: ExplorerNode): Promise<ExplorerNode[]> {
    const inventory = this.#inventory;
    const nodes = this.#nodes;
    if (inventory === undefined) return [];
    const children =
      node === undefined
        ? await this.#families(inventory, nodes)
        : node.kind === 'family'
          ? await this.#revisions(node, inventory, nodes)
          : [];
    if (inventory !== this.#inventory) return [];
    nodes.retain(node, children);
    return [...children];
  }

  resolveTreeItem(item: TreeItem, node: ExplorerNode, token: CancellationToken): ProviderResult<TreeItem> {
    const inventory = this.#inventory;
    if (inventory === undefined) return item;
    return tooltipOf(node, inventory, this.#clock.now(), toAbortSignal(token)).then((tooltip) => {
      if (tooltip !== undefined) item.tooltip = tooltip;
      return item;
    });
  }

  async #families(inventory: Inventory, nodes: NodeSpace): Promise<readonly ExplorerNode[]> {
    const { taskDefinitions } = inventory;
    await taskDefinitions.firstFamilies();
    const { families } = taskDefinitions;
    const rows = (families.data ?? []).map((family) => nodes.family(family));
    const empty = families.error === undefined && rows.length === 0;
    return [
      ...troubles(undefined, families, { inventory, nodes }),
      ...rows,
      ...(empty ? [nodes.message(undefined, 'info', l10n.t('No task definitions in this region'))] : []),
    ];
  }

  async #revisions(
    node: FamilyNode,
    inventory: Inventory,
    nodes: NodeSpace,
  ): Promise<readonly ExplorerNode[]> {
    const { taskDefinitions } = inventory;
    await taskDefinitions.firstRevisions(node.family);
    const slot = taskDefinitions.revisions(node.family);
    const arns = slot.data ?? [];
    taskDefinitions.describe(arns.slice(0, MOST_READ)).catch(() => undefined);
    return [...troubles(node, slot, { inventory, nodes }), ...arns.map((arn) => nodes.revision(node, arn))];
  }

  #follow(): void {
    const inventory = this.#current.value;
    if (inventory === this.#inventory) return;
    this.#listening?.dispose();
    this.#inventory = inventory;
    this.#nodes = new NodeSpace(inventory?.connection.info.id ?? '');
    this.#missed = new Set();
    this.#outdated.clear();
    this.#listening = inventory?.onDidChange((changes) => {
      for (const change of changes) for (const row of this.#rowsOf(change)) this.#redraw.row(row, true);
      this.#followServices(changes, inventory);
    });
    this.#redraw.all();
  }

  /** Rows say what runs them, and a revision that a service has may be newer than the list. */
  #followServices(changes: readonly InventoryChange[], inventory: Inventory): void {
    const services = changes.flatMap((change) =>
      change.kind === 'service' ? (inventory.services.get(change.serviceArn) ?? []) : [],
    );
    if (services.length === 0 || this.#nodes.size === 0) return;
    const families = new Set(services.flatMap((service) => [...familiesOf(service)]));
    for (const node of this.#nodes.all) {
      const family =
        node.kind === 'family'
          ? node.family
          : node.kind === 'revision'
            ? parseTaskDefinition(node.taskDefinitionArn).family
            : undefined;
      if (family !== undefined && families.has(family)) this.#redraw.row(node, true);
    }
    const { taskDefinitions } = inventory;
    for (const { taskDefinitionArn } of services) {
      const { family } = parseTaskDefinition(taskDefinitionArn);
      const known = taskDefinitions.revisions(family).data;
      if (known === undefined || known.includes(taskDefinitionArn) || this.#missed.has(taskDefinitionArn))
        continue;
      this.#missed.add(taskDefinitionArn);
      this.#outdated.add(family);
    }
    this.#catchUp();
  }

  #catchUp(): void {
    if (!this.#visible) return;
    for (const family of this.#outdated) void this.#inventory?.taskDefinitions.loadRevisions(family);
    this.#outdated.clear();
  }

  #rowsOf(change: InventoryChange): readonly (ExplorerNode | undefined)[] {
    switch (change.kind) {
      case 'families':
        return [undefined];
      case 'revisions':
        return [...this.#nodes.all].filter((node) => node.kind === 'family' && node.family === change.family);
      case 'revision':
        return [...this.#nodes.all].filter(
          (node) => node.kind === 'revision' && node.taskDefinitionArn === change.arn,
        );
      default:
        return [];
    }
  }
}
