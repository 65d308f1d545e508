/** Milliseconds between looks at the service: short at first, when refusals are instant, and longer the longer it takes. */
const STEPS: readonly (readonly [untilMs: number, intervalMs: number])[] = [
  [10_000, 2000],
  [180_000, 5000],
  [900_000, 10_000],
];
const LATER_MS = 15_000;
/** Nobody looks: as rare as it ever gets. */
const UNATTENDED_MS = 15_000;

/** Looks are spread by so much of their interval either way, so that many windows do not ask at once. */
export const JITTER = 0.2;

/** The service deployment alone is asked this often while somebody may be waiting for its end. */
export const BEAT_MS = 2000;
const WATCHED_UNTIL_MS = 900_000;

export const MAX_BACK_OFF_MS = 32_000;

export interface PaceFacts {
  /** Milliseconds since watching began, or since the deployment last moved on. */
  readonly age: number;
  readonly attended: boolean;
}

/** Milliseconds between two looks at the service, its tasks and targets. */
export function serviceInterval({ age, attended }: PaceFacts): number {
  const step = STEPS.find(([until]) => age < until)?.[1] ?? LATER_MS;
  return attended ? step : Math.max(step, UNATTENDED_MS);
}

/** Milliseconds between two looks at the service deployment. */
export function deploymentInterval({ age, attended }: PaceFacts): number {
  return attended && age < WATCHED_UNTIL_MS ? BEAT_MS : LATER_MS;
}

/** Doubles with every refusal in a row. `random` is 0 ≤ n < 1. */
export function backOff(refusals: number, random: () => number): number {
  const pause = Math.min(MAX_BACK_OFF_MS, BEAT_MS * 2 ** Math.min(refusals, 10));
  return Math.round(pause * (1 - JITTER + 2 * JITTER * random()));
}
