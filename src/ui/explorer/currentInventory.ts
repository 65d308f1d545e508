import type { Connections, ConnectionState } from '../../core/aws/connections';
import { Inventory } from '../../core/inventory/inventory';
import type { Clock } from '../../core/lib/clock';
import type { Disposable } from '../../core/lib/disposable';
import { Emitter, type Event } from '../../core/lib/events';

export interface CurrentInventoryOptions {
  readonly connections: Connections;
  readonly clock: Clock;
  /** Takes up the connection of last time; called once, when a connection is first wanted. */
  readonly resume: () => Promise<void>;
}

/** The inventory of the connection that is looked at. A switch throws the old one away at once. */
export class CurrentInventory implements Disposable {
  readonly onDidChange: Event<void>;
  readonly #connections: Connections;
  readonly #clock: Clock;
  readonly #changed = new Emitter<void>();
  readonly #subscription: Disposable;
  readonly #resume: () => Promise<void>;
  #inventory: Inventory | undefined;
  #resumed: Promise<void> | undefined;

  constructor({ connections, clock, resume }: CurrentInventoryOptions) {
    this.#connections = connections;
    this.#clock = clock;
    this.#resume = resume;
    this.onDidChange = this.#changed.event;
    this.#subscription = connections.onDidChange((state) => this.#follow(state));
    this.#follow(connections.state);
  }

  get value(): Inventory | undefined {
    return this.#inventory;
  }

  /** Ends once it is known whether there is a connection: the first to ask takes up the one of last time. */
  async settled(): Promise<void> {
    if (this.#connections.state.kind === 'none') await (this.#resumed ??= this.#resume());
    while (this.#connections.state.kind === 'connecting') await next(this.#connections.onDidChange);
  }

  /** What a command works with; throws what stands in the way when there is no connection. */
  async ready(): Promise<Inventory> {
    await this.settled();
    this.#connections.current();
    if (this.#inventory === undefined) throw new Error('A connection without an inventory');
    return this.#inventory;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#inventory?.dispose();
    this.#inventory = undefined;
    this.#changed.dispose();
  }

  #follow(state: ConnectionState): void {
    const connection = state.kind === 'ready' ? state.connection : undefined;
    if (connection !== undefined && connection === this.#inventory?.connection) return;
    this.#inventory?.dispose();
    this.#inventory =
      connection === undefined ? undefined : new Inventory({ connection, clock: this.#clock });
    this.#changed.fire();
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
