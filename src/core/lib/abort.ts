import { QuaysideError } from './errors';

/** True for every shape in which "the user changed their mind" arrives: ours, the web's AbortError, the editor's. */
export function isCancellation(error: unknown): boolean {
  if (QuaysideError.is(error, 'cancelled')) return true;
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled');
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new QuaysideError('cancelled', 'Cancelled', { cause: signal.reason });
}

/** Settles as `promise` does, or rejects as cancelled when the signal fires first. The work itself is not stopped. */
export async function raceAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  // Nobody waits for it then: its failure is nobody's surprise.
  if (signal.aborted) promise.catch(() => undefined);
  throwIfAborted(signal);
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(new QuaysideError('cancelled', 'Cancelled', { cause: signal.reason }));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}
