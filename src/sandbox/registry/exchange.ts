import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Repository, RepositoryStore } from './repositories';

/** One authenticated request to one existing repository. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly store: RepositoryStore;
  readonly repository: Repository;
  /** The repository as the client spells it: `name`, or with the account in front. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Milliseconds since the epoch, world time. */
  readonly now: number;
}
