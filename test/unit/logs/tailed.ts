import type { Clock } from '../../../src/core/lib/clock';
import { formatMessage } from '../../../src/core/lib/message';
import { silentLogger } from '../../../src/core/lib/logger';
import type { LogSubject, TailItem } from '../../../src/core/logs/model';
import { tail, type TailDeps } from '../../../src/core/logs/tail';
import { CLUSTER, SERVICE } from './fakeCloud';

/** A tail that runs, and what came out of it so far. */
export class Tailed {
  readonly items: TailItem[] = [];
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  ended = false;

  constructor(
    connection: TailDeps['connection'],
    clock: Clock,
    { subject = {}, since = clock.now() - 900_000, ...rest }: TailedOptions = {},
  ) {
    const deps = { connection, clock, logger: silentLogger, since, ...rest };
    const whole: LogSubject = { clusterArn: CLUSTER, serviceArn: SERVICE, ...subject };
    this.#running = (async () => {
      for await (const items of tail(whole, deps, this.#stop.signal)) this.items.push(...items);
      this.ended = true;
    })();
  }

  get texts(): readonly string[] {
    return this.items.filter((item) => item.kind === 'line').map(({ text }) => text);
  }

  get notes(): readonly string[] {
    return this.items.filter((item) => item.kind === 'note').map(({ text }) => text.id);
  }

  /** Lines and notes as they would be read. */
  get transcript(): readonly string[] {
    return this.items.map((item) =>
      item.kind === 'line'
        ? `${item.source.taskId} r${item.source.revision} ${item.source.container} ${item.text}`
        : `-- ${formatMessage(item.text)}`,
    );
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}

interface TailedOptions extends Pick<TailDeps, 'dedupe' | 'pattern' | 'linkOf' | 'only'> {
  readonly subject?: Partial<LogSubject>;
  readonly since?: number;
}
