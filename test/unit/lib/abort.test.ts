import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { raceAbort } from '../../../src/core/lib/abort';
import { QuaysideError } from '../../../src/core/lib/errors';

test('work that nobody waits for any more may fail without a word', async () => {
  const surprises: unknown[] = [];
  const note = (reason: unknown): unknown => surprises.push(reason);
  process.on('unhandledRejection', note);
  const work = setImmediate().then(() => {
    throw new Error('too late');
  });
  await expect(raceAbort(work, AbortSignal.abort())).rejects.toSatisfy((error) =>
    QuaysideError.is(error, 'cancelled'),
  );
  await setImmediate();
  await setImmediate();
  process.off('unhandledRejection', note);
  expect(surprises).toEqual([]);
});
