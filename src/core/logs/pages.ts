import { setImmediate } from 'node:timers/promises';
import type { LogPage } from '../aws/api';
import type { Clock } from '../lib/clock';
import { backOffMs, troubleOf } from './trouble';

/** Asks for one page; `more` holds the token of one that is not the first. */
export type AskForPage = (more: { readonly nextToken?: string }) => Promise<LogPage>;

/** One page of events. Waits out throttling, for as long as it takes; everything else is thrown. */
export async function readPage(
  ask: () => Promise<LogPage>,
  clock: Clock,
  signal: AbortSignal,
): Promise<LogPage> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (troubleOf(error).kind !== 'throttled') throw error;
      await clock.sleep(backOffMs(attempt), signal);
    }
  }
}

/** Page after page; the next one is on its way while the last is read. */
export async function* pagesOf(ask: AskForPage, clock: Clock, signal: AbortSignal): AsyncGenerator<LogPage> {
  let coming: Promise<LogPage> | undefined = readPage(() => ask({}), clock, signal);
  while (coming !== undefined) {
    const page: LogPage = await coming;
    const { nextToken } = page;
    coming = undefined;
    if (nextToken !== undefined) {
      coming = readPage(() => ask({ nextToken }), clock, signal);
      // Nobody waits for it when the reader leaves.
      coming.catch(() => undefined);
      // Taking a page apart keeps this thread busy: the request goes out first.
      await setImmediate();
    }
    yield page;
  }
}
