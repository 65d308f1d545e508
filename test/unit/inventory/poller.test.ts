import { afterEach, describe, expect, it } from 'vitest';
import { Poller } from '../../../src/core/inventory/poller';
import { QuaysideError } from '../../../src/core/lib/errors';
import type { Clock } from '../../../src/core/lib/clock';
import { silentLogger } from '../../../src/core/lib/logger';

/** A clock that stands still until it is told to go on. */
class SteppedClock implements Clock {
  #now = 0;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#sleepers.push({ at: this.#now + ms, wake: resolve });
      signal?.addEventListener('abort', () => reject(new QuaysideError('cancelled', 'Woken')));
    });
  }

  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      this.#now += 1000;
      const due = this.#sleepers.filter(({ at }) => at <= this.#now);
      this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#now);
      for (const { wake } of due) wake();
      // Lets everything that waited for this second happen.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function polled(world: { active: boolean; rolling: boolean; interval: number; throttledAt?: number }) {
  const clock = new SteppedClock();
  const reads: string[] = [];
  const read = (what: string) => () => {
    reads.push(`${what} ${clock.now() / 1000}`);
    return Promise.resolve();
  };
  const poller = new Poller({
    clock,
    logger: silentLogger,
    active: () => world.active,
    interval: () => world.interval,
    rolling: () => world.rolling,
    refresh: read('all'),
    refreshRolling: read('rolling'),
    throttledAt: () => world.throttledAt,
  });
  started.push(poller);
  return { clock, reads, poller };
}

const started: Poller[] = [];
afterEach(() => {
  for (const poller of started.splice(0)) poller.dispose();
});

describe('what is on screen', () => {
  it('is read again every interval', async () => {
    const { clock, reads } = polled({ active: true, rolling: false, interval: 30_000 });
    await clock.pass(61);
    expect(reads).toEqual(['all 30', 'all 60']);
  });

  it('costs nothing while nobody looks, and is read at once when they come back', async () => {
    const world = { active: false, rolling: true, interval: 30_000 };
    const { clock, reads, poller } = polled(world);
    await clock.pass(100);
    expect(reads).toEqual([]);
    world.active = true;
    poller.wake();
    await clock.pass(1);
    expect(reads).toEqual(['all 101']);
  });

  it('is read every five seconds where a rollout is in sight, beside the full refresh', async () => {
    const { clock, reads } = polled({ active: true, rolling: true, interval: 30_000 });
    await clock.pass(31);
    expect(reads).toEqual(['rolling 5', 'rolling 10', 'rolling 15', 'rolling 20', 'rolling 25', 'all 30']);
  });

  it('is never read by itself when that is turned off', async () => {
    const { clock, reads } = polled({ active: true, rolling: true, interval: 0 });
    await clock.pass(200);
    expect(reads).toEqual([]);
  });

  it('rests for a minute after AWS asked to slow down', async () => {
    const world: Parameters<typeof polled>[0] = { active: true, rolling: true, interval: 30_000 };
    const { clock, reads } = polled(world);
    await clock.pass(5);
    world.throttledAt = 5_000;
    await clock.pass(61);
    expect(reads).toEqual(['rolling 5', 'all 65']);
  });

  it('is not read again right after somebody read it by hand', async () => {
    const { clock, reads, poller } = polled({ active: true, rolling: false, interval: 30_000 });
    await clock.pass(20);
    poller.refreshed();
    await clock.pass(20);
    expect(reads).toEqual([]);
  });

  it('is left alone once the view is gone', async () => {
    const { clock, reads, poller } = polled({ active: true, rolling: false, interval: 30_000 });
    poller.dispose();
    await clock.pass(100);
    expect(reads).toEqual([]);
  });
});
