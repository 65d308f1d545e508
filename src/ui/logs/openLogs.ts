import type { Connections } from '../../core/aws/connections';
import type { Clock } from '../../core/lib/clock';
import type { Logger } from '../../core/lib/logger';
import type { State } from '../../platform/state';
import type { Contribution } from '../contribution';
import { explain } from '../errors';
import { InsightsPages } from './insightsPages';
import { LogSearches, type LogDocumentsDeps } from './logSearches';
import { SignInAsk } from './signInAsk';
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
  const signIn = new SignInAsk();
  const tails = new Tails({
    clock,
    logger,
    state,
    connect,
    signedOut: (profile, log) => void signIn.ask(profile, log),
    explain: (error) => explain(error).what,
  });
  const searches = new LogSearches({ clock, connect });
  const insights = new InsightsPages({ clock, connect });
  return {
    tails,
    searches,
    insights,
    contributions: [tails, new TailsView(tails), searches, insights, new SourceLinks()],
  };
}
