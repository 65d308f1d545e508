import { choiceOf } from '../../core/aws/choice';
import type { Connection } from '../../core/aws/connection';
import type {
  ConnectionChoice,
  Connections,
  ConnectionState,
  MoreConnections,
} from '../../core/aws/connections';
import { Inventory } from '../../core/inventory/inventory';
import type { Clock } from '../../core/lib/clock';
import type { Disposable } from '../../core/lib/disposable';
import { Emitter, type Event } from '../../core/lib/events';
import { isExplorerNode } from './nodes';

export interface CurrentInventoryOptions {
  readonly connections: Connections;
  readonly clock: Clock;
  /** Takes up the connection of last time; called once, when a connection is first wanted. */
  readonly resume: () => Promise<void>;
  readonly more?: MoreConnections;
  /** Told when one that stands beside the current one cannot be opened. */
  readonly onProblem?: (error: unknown) => void;
}

/**
 * The inventory of the connection that is worked with, and those that stand beside it in the tree. A switch throws the old
 * one away at once, unless it stays in sight.
 */
export class CurrentInventory implements Disposable {
  readonly onDidChange: Event<void>;
  readonly #options: CurrentInventoryOptions;
  readonly #changed = new Emitter<void>();
  readonly #subscription: Disposable;
  readonly #lifetime = new AbortController();
  /** Those beside the current one, by the id of their connection; the order is that of the tree. */
  readonly #beside = new Map<string, Inventory>();
  #inventory: Inventory | undefined;
  #resumed: Promise<void> | undefined;
  #opened: Promise<void> | undefined;

  constructor(options: CurrentInventoryOptions) {
    const { connections } = options;
    this.#options = options;
    this.onDidChange = this.#changed.event;
    this.#subscription = connections.onDidChange((state) => this.#follow(state));
    this.#follow(connections.state);
  }

  get value(): Inventory | undefined {
    return this.#inventory;
  }

  /** All that are in sight, the current one first unless it stands among the others. */
  get all(): readonly Inventory[] {
    const current = this.#inventory;
    const beside = [...this.#beside.values()];
    return current === undefined || beside.includes(current) ? beside : [current, ...beside];
  }

  of(connectionId: string): Inventory | undefined {
    return this.all.find(({ connection }) => connection.info.id === connectionId);
  }

  /** Ends once it is known whether there is a connection: the first to ask takes up the one of last time. */
  async settled(): Promise<void> {
    const { connections, resume } = this.#options;
    void (this.#opened ??= this.#openBeside());
    if (connections.state.kind === 'none') await (this.#resumed ??= resume());
    while (connections.state.kind === 'connecting') await next(connections.onDidChange);
  }

  /** What a command works with; throws what stands in the way when there is no connection. */
  async ready(): Promise<Inventory> {
    await this.settled();
    this.#options.connections.current();
    if (this.#inventory === undefined) throw new Error('A connection without an inventory');
    return this.#inventory;
  }

  /**
   * A command on a row works with the row's connection: it becomes the current one, and the one before stays in sight. What
   * changes something therefore always happens in the account that the view names.
   */
  async enter([node]: readonly unknown[]): Promise<void> {
    if (!isExplorerNode(node) || node.connectionId === this.#inventory?.connection.info.id) return;
    const wanted = this.of(node.connectionId);
    if (wanted === undefined) return;
    if (this.#inventory !== undefined) this.#beside.set(this.#inventory.connection.info.id, this.#inventory);
    this.#remember();
    await this.#options.connections.use(choiceOf(wanted.connection.info));
  }

  /** Shows another account or region beside the current one. Rejects where there is no access. */
  async add(choice: ConnectionChoice, signal: AbortSignal): Promise<void> {
    const { connections } = this.#options;
    const connection = await connections.open(choice, signal);
    const { id } = connection.info;
    // What is worked with now stays in sight when another one is chosen later.
    if (this.#inventory !== undefined && this.#beside.size === 0)
      this.#beside.set(this.#inventory.connection.info.id, this.#inventory);
    if (!this.#beside.has(id)) this.#beside.set(id, this.#make(connection));
    this.#remember();
    this.#changed.fire();
  }

  /** Takes one out of sight; the current one stays, as the only one or in its place. */
  remove(connectionId: string): void {
    const inventory = this.#beside.get(connectionId);
    this.#beside.delete(connectionId);
    if (inventory !== this.#inventory) inventory?.dispose();
    const [last] = this.#beside.values();
    if (this.#beside.size === 1 && last === this.#inventory) this.#beside.clear();
    this.#remember();
    this.#changed.fire();
  }

  dispose(): void {
    this.#lifetime.abort();
    this.#subscription.dispose();
    for (const inventory of this.all) inventory.dispose();
    this.#beside.clear();
    this.#inventory = undefined;
    this.#changed.dispose();
  }

  async #openBeside(): Promise<void> {
    const { more, connections, onProblem } = this.#options;
    for (const choice of more?.read() ?? []) {
      try {
        const connection = await connections.open(choice, this.#lifetime.signal);
        if (this.#lifetime.signal.aborted) return;
        const { id } = connection.info;
        const current = this.#inventory?.connection.info.id === id ? this.#inventory : undefined;
        if (!this.#beside.has(id)) this.#beside.set(id, current ?? this.#make(connection));
        this.#changed.fire();
      } catch (error) {
        if (this.#lifetime.signal.aborted) return;
        onProblem?.(error);
      }
    }
  }

  #follow(state: ConnectionState): void {
    const connection = state.kind === 'ready' ? state.connection : undefined;
    const before = this.#inventory;
    if (connection !== undefined && connection === before?.connection) return;
    if (before !== undefined && !this.#beside.has(before.connection.info.id)) before.dispose();
    this.#inventory = undefined;
    if (connection !== undefined) {
      const { id } = connection.info;
      const known = this.#beside.get(id);
      // Under the same name there may be other settings now.
      const same = known?.connection === connection ? known : undefined;
      if (same === undefined) known?.dispose();
      this.#inventory = same ?? this.#make(connection);
      if (known !== undefined) this.#beside.set(id, this.#inventory);
    }
    this.#changed.fire();
  }

  #make(connection: Connection): Inventory {
    return new Inventory({ connection, clock: this.#options.clock });
  }

  #remember(): void {
    this.#options.more?.write([...this.#beside.values()].map(({ connection }) => choiceOf(connection.info)));
  }
}

async function next<T>(event: Event<T>): Promise<void> {
  await new Promise<void>((resolve) => {
    const subscription = event(() => {
      subscription.dispose();
      resolve();
    });
  });
}
