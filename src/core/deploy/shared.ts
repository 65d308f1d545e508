import { setMaxListeners } from 'node:events';

/** Calls that one signal stops at once; Node takes more than ten listeners for a leak otherwise. */
const PARALLEL = 100;

/** A signal that many calls at a time may listen to. */
export function shared(signal: AbortSignal): AbortSignal {
  setMaxListeners(PARALLEL, signal);
  return signal;
}

/** A signal that never fires, for calls whose answers several wait for: however many they are. */
export function neverAborted(): AbortSignal {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return signal;
}
