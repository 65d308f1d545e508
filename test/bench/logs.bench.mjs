// Reading logs: a million lines of history, lines as they come, and whether any is lost or doubled when things go wrong.
import { setUp } from '../support/setup.mjs';
import { measureHistory, SPAN_MS } from './logs/history.mjs';
import { measureLive } from './logs/live.mjs';
import { measureLosses, TIME_SCALE } from './logs/losses.mjs';
import { openWorld } from './logs/world.mjs';

export const about = 'History and live tail of one service of the sandbox, ours beside "aws logs tail".';

export async function run({ say }) {
  await setUp({ programs: ['aws'], say });
  const figures = await inWorld({ agoMs: SPAN_MS }, async (world) => ({
    ...(await measureHistory(world, say)),
    ...(await measureLive(world, say)),
  }));
  return {
    ...figures,
    ...(await inWorld({ timeScale: TIME_SCALE }, (world) => measureLosses(world, say))),
  };
}

async function inWorld(options, measure) {
  const world = await openWorld(options);
  try {
    return await measure(world);
  } finally {
    await world.dispose();
  }
}
