import type { DeployEvent } from '../../core/deploy/event';

/** What happens many times a second is written down rarely, everything else at once. */
const FREQUENT: readonly DeployEvent['type'][] = ['output', 'progress', 'logged'];
const INTERVAL_MS = 5000;

/** Says when a deployment is to be written down. */
export class SaveRhythm {
  readonly #savedAt = new Map<string, number>();

  isDue(id: string, { type }: DeployEvent, now: number): boolean {
    if (FREQUENT.includes(type) && now - (this.#savedAt.get(id) ?? -Infinity) < INTERVAL_MS) return false;
    this.#savedAt.set(id, now);
    return true;
  }

  forget(id: string): void {
    this.#savedAt.delete(id);
  }
}
