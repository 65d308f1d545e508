/** Seconds between looks at the service: fast at first, when refusals are instant, and slower the longer it takes. */
const STEPS: readonly (readonly [untilMs: number, intervalMs: number])[] = [
  [10_000, 2000],
  [180_000, 5000],
  [900_000, 10_000],
];
const LATER_MS = 15_000;
/** Nobody looks: as rare as it ever gets. */
const UNATTENDED_MS = 15_000;
const JITTER = 0.2;

/** The service deployment alone is asked this often while somebody may be waiting for its end. */
const WATCHED_MS = 2000;
const WATCHED_UNTIL_MS = 900_000;

export const MAX_BACK_OFF_MS = 32_000;

export interface PaceFacts {
  /** Milliseconds since watching began. */
  readonly age: number;
  readonly attended: boolean;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
}

/** Milliseconds until the service, its tasks and targets are looked at again. */
export function serviceInterval(facts: PaceFacts): number {
  const step = STEPS.find(([until]) => facts.age < until)?.[1] ?? LATER_MS;
  return jitter(facts.attended ? step : Math.max(step, UNATTENDED_MS), facts.random);
}

/** Milliseconds until the service deployment is looked at again. */
export function deploymentInterval(facts: PaceFacts): number {
  if (facts.attended && facts.age < WATCHED_UNTIL_MS) return WATCHED_MS;
  return jitter(LATER_MS, facts.random);
}

/** Doubles with every refusal in a row. */
export function backOff(refusals: number, random: () => number): number {
  return jitter(Math.min(MAX_BACK_OFF_MS, WATCHED_MS * 2 ** Math.min(refusals, 10)), random);
}

function jitter(ms: number, random: () => number): number {
  return Math.round(ms * (1 - JITTER + 2 * JITTER * random()));
}
