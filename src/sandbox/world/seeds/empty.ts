import type { Seed } from './stage';

export const emptySeed: Seed = {
  pace: 'aws',
  pastMs: 0,
  failures: [],
  play: () => Promise.resolve(),
};
