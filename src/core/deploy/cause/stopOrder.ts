import type { Task } from '../../model/task';

/**
 * Remembers in which order the containers of a task were seen to stop: AWS does not tell it afterwards. What stopped
 * between the same two looks with nothing left alive has no order.
 */
export class StopOrder {
  readonly #order = new Map<string, readonly string[]>();

  get order(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries(this.#order);
  }

  note(tasks: readonly Task[]): void {
    for (const { arn, lastStatus, containers } of tasks) {
      if (lastStatus === 'STOPPED') continue;
      const stopped = containers.filter((container) => container.lastStatus === 'STOPPED');
      if (stopped.length === 0 || stopped.length === containers.length) continue;
      const known = this.#order.get(arn) ?? [];
      const fresh = stopped.map(({ name }) => name).filter((name) => !known.includes(name));
      if (fresh.length > 0) this.#order.set(arn, [...known, ...fresh]);
    }
  }
}
