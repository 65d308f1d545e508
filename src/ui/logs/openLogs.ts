import type { Connections } from '../../core/aws/connections';
import type { Clock } from '../../core/lib/clock';
import type { Logger } from '../../core/lib/logger';
import type { State } from '../../platform/state';
import type { Contribution } from '../contribution';
import { InsightsPages } from './insightsPages';
import { LogSearches, type LogDocumentsDeps } from './logSearches';
import { SourceLinks } from './sourceLinks';
import { Tails } from './tails';
import { TailsView } from './tailsView';

/** Builds what shows logs: tails and their view, searches, queries, and the links in all of them. */
export function openLogs(deps: {
  readonly connections: Connections;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly state: State;
}): {
  readonly tails: Tails;
  readonly searches: LogSearches;
  readonly insights: InsightsPages;
  readonly contributions: readonly Contribution[];
} {
  const { connections, clock, logger, state } = deps;
  const use = { feature: 'logs', urgency: 'foreground' } as const;
  const connect: LogDocumentsDeps['connect'] = async (choice) => (await connections.open(choice)).as(use);
  const tails = new Tails({ clock, logger, state, connect });
  const searches = new LogSearches({ clock, connect });
  const insights = new InsightsPages({ clock, connect });
  return {
    tails,
    searches,
    insights,
    contributions: [tails, new TailsView(tails), searches, insights, new SourceLinks()],
  };
}
