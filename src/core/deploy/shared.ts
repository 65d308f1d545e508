import { setMaxListeners } from 'node:events';

/** Calls that one signal stops at once; Node takes more than ten listeners for a leak otherwise. */
const PARALLEL = 100;

/** A signal that many calls at a time may listen to. */
export function shared(signal: AbortSignal): AbortSignal {
  setMaxListeners(PARALLEL, signal);
  return signal;
}
