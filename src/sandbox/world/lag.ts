import type { WorldClock } from '../clock';
import { isRead, type ServiceDefinition } from '../wire/service';
import { World } from './world';

/**
 * Reads that lag, as AWS's eventually consistent ones do: for some time after a change they show the world as it was
 * before. Copies the world at each change while it is switched on, which a large world takes its time for.
 */
export class Lag {
  readonly #world: World;
  readonly #clock: WorldClock;
  readonly #lagMs: () => number;
  #former: { readonly at: number; readonly world: World }[] = [];

  constructor(options: { world: World; clock: WorldClock; lagMs: () => number }) {
    this.#world = options.world;
    this.#clock = options.clock;
    this.#lagMs = options.lagMs;
  }

  /** The service with lagging reads; `make` gives it for a world. */
  of<T extends ServiceDefinition>(make: (world: World) => T): T {
    const present = make(this.#world);
    const past = new WeakMap<World, T>();
    const operations = Object.entries(present.operations).map(
      ([name, operation]): [string, typeof operation] => [
        name,
        (input, context) => {
          if (this.#lagMs() === 0) {
            // Switched off: the copies are not needed any more.
            this.#former = [];
            return operation(input, context);
          }
          if (!isRead(name)) {
            this.#remember();
            return operation(input, context);
          }
          const world = this.#seen();
          if (world === this.#world) return operation(input, context);
          const service = past.get(world) ?? make(world);
          past.set(world, service);
          return service.operations[name]?.(input, context) ?? {};
        },
      ],
    );
    return { ...present, operations: Object.fromEntries(operations) };
  }

  #remember(): void {
    const now = this.#clock.now();
    this.#seen();
    this.#former.push({ at: now, world: World.from(structuredClone(this.#world.toJSON(now))) });
  }

  /** The oldest world that a read may still see. */
  #seen(): World {
    const oldest = this.#clock.now() - this.#lagMs();
    this.#former = this.#former.filter(({ at }) => at > oldest);
    return this.#former[0]?.world ?? this.#world;
  }
}
