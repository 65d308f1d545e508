import { toDisposable, type Disposable } from './disposable';

/** Subscribes a listener; structurally the same as the editor's own event type. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** Holds listeners and calls them in the order they came. Only its owner can fire it. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    // A wrapper of its own lets the same function subscribe twice.
    const entry = (value: T): void => listener(value);
    this.#listeners.add(entry);
    return toDisposable(() => this.#listeners.delete(entry));
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
