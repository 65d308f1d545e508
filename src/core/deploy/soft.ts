import { isCancellation } from '../lib/abort';
import { QuaysideError } from '../lib/errors';

/** An answer, or why there is none: for reads whose refusal does not stop the work. */
export type Soft<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: QuaysideError };

/** Turns a refusal into a value; being cancelled is none, and neither is a bug. */
export async function soft<T>(promise: Promise<T>): Promise<Soft<T>> {
  try {
    return { ok: true, value: await promise };
  } catch (error) {
    if (isCancellation(error) || !QuaysideError.is(error)) throw error;
    return { ok: false, error };
  }
}
