// Reading logs: a million lines of history, lines as they come, and whether any is lost or doubled when things go wrong.
import { setUp } from '../support/setup.mjs';
import { measureHistory, SPAN_MS } from './logs/history.mjs';
import { openWorld } from './logs/world.mjs';

export const about = 'History and live tail of one service of the sandbox, ours beside "aws logs tail".';

export async function run({ say }) {
  await setUp({ programs: ['aws'], say });
  const world = await openWorld({ agoMs: SPAN_MS });
  try {
    return { ...(await measureHistory(world, say)) };
  } finally {
    await world.dispose();
  }
}
