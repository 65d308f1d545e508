import type { Seed } from './stage';

export const emptySeed: Seed = {
  title: 'Nothing at all',
  pace: 'aws',
  pastMs: 0,
  failures: [],
  play: () => Promise.resolve(),
};
