import type { DeployEvent } from './event';

/** Tells an event while work is going on. */
export type Tell = (event: DeployEvent) => void;

/** Runs work that tells events through a callback and yields them as they come, in order; answers what the work did. */
export async function* relay<T>(work: (tell: Tell) => Promise<T>): AsyncGenerator<DeployEvent, T> {
  const inbox = new Inbox();
  const running = work((event) => inbox.add(event));
  running.then(
    () => inbox.close(),
    () => inbox.close(),
  );
  while (await inbox.hasMore()) yield* inbox.take();
  return await running;
}

class Inbox {
  #events: DeployEvent[] = [];
  #closed = false;
  #wake: (() => void) | undefined;

  /** Lines of output that wait together become one event: a fast build makes no flood of them. */
  add(event: DeployEvent): void {
    const last = this.#events.at(-1);
    if (event.type === 'output' && last?.type === 'output' && last.stage === event.stage) {
      this.#events[this.#events.length - 1] = { ...last, lines: [...last.lines, ...event.lines] };
    } else {
      this.#events.push(event);
    }
    this.#wake?.();
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  take(): readonly DeployEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  async hasMore(): Promise<boolean> {
    while (this.#events.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.#events.length > 0;
  }
}
