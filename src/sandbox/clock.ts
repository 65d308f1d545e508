/** The world's time. It can run faster than the real one (`--time-scale`), and tests can step it by hand. */
export interface WorldClock {
  /** Milliseconds since the epoch, in the world's time. */
  now(): number;
  /** Runs `action` after `ms` milliseconds of the world's time; the returned function takes it back. */
  after(ms: number, action: () => void): () => void;
}
