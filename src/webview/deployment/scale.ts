const SECOND = 1000;
const SPANS = [60, 90, 120, 180, 240, 300, 420, 600, 900, 1200, 1800, 2700, 3600];
const STEPS = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const MOST_TICKS = 6;

/** Maps time to places on the axis. Places are percentages, so the drawing needs to know no width. */
export interface Scale {
  readonly start: number;
  readonly end: number;
  /** Where a time lies, 0 to 100; what is outside is put at the edge. */
  at(time: number): number;
  readonly ticks: readonly number[];
}

/**
 * While it runs the axis ends at a round length and grows in steps, so bars grow into free space instead of everything
 * moving each second; when it is over the axis ends where the rollout did.
 */
export function timeScale(start: number, now: number, over: boolean): Scale {
  const elapsed = Math.max(1, (now - start) / SECOND);
  const span = over
    ? elapsed
    : (SPANS.find((length) => length >= elapsed * 1.04) ?? Math.ceil((elapsed * 1.04) / 1800) * 1800);
  const step =
    STEPS.find((length) => span / length <= MOST_TICKS) ?? Math.ceil(span / MOST_TICKS / 3600) * 3600;
  const ticks: number[] = [];
  // A tick too near to the end would run its label out of the drawing.
  for (let second = 0; second <= span * 0.98; second += step) ticks.push(start + second * SECOND);
  return {
    start,
    end: start + span * SECOND,
    at: (time) => Math.min(100, Math.max(0, ((time - start) / (span * SECOND)) * 100)),
    ticks,
  };
}

/** A place as SVG wants it; two decimals keep the text small and the drawing exact. */
export function percent(value: number): string {
  return `${Math.round(value * 100) / 100}%`;
}
