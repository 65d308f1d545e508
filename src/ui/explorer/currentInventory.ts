import type { Connections, ConnectionState } from '../../core/aws/connections';
import { Inventory } from '../../core/inventory/inventory';
import type { Clock } from '../../core/lib/clock';
import type { Disposable } from '../../core/lib/disposable';
import { Emitter, type Event } from '../../core/lib/events';

/** The inventory of the connection that is looked at. A switch throws the old one away at once. */
export class CurrentInventory implements Disposable {
  readonly onDidChange: Event<void>;
  readonly #connections: Connections;
  readonly #clock: Clock;
  readonly #changed = new Emitter<void>();
  readonly #subscription: Disposable;
  #inventory: Inventory | undefined;

  constructor({ connections, clock }: { readonly connections: Connections; readonly clock: Clock }) {
    this.#connections = connections;
    this.#clock = clock;
    this.onDidChange = this.#changed.event;
    this.#subscription = connections.onDidChange((state) => this.#follow(state));
    this.#follow(connections.state);
  }

  get value(): Inventory | undefined {
    return this.#inventory;
  }

  /** Throws what stands in the way when there is no connection. */
  require(): Inventory {
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
