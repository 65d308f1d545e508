import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject } from '../../core/lib/json';
import type { WorldClock } from '../clock';
import type { RepositoryStore } from './repositories';

export interface RegistryOptions {
  readonly clock: WorldClock;
  /** `127.0.0.1:PORT`, asked for when needed: the port is known only once the listener listens. */
  readonly host: () => string;
  /** Repositories of this account and region have no prefix in their address. */
  readonly accountId: string;
  readonly region: string;
  /** Where blobs live. Without it: a temporary folder, removed by `dispose`. */
  readonly folder?: string;
  /** What `toJSON` gave in an earlier life; the folder must be the same one then. */
  readonly state?: JsonObject;
  readonly log: (line: string) => void;
}

/** The container registry: what docker speaks to under `/v2/`, and the images that the ECR service lists. */
export interface Registry {
  /** For every path that is `/v2` or starts with `/v2/`. Never rejects. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly repositories: RepositoryStore;
  toJSON(): JsonObject;
  dispose(): Promise<void>;
}

export function createRegistry(_options: RegistryOptions): Registry {
  throw new Error('coming next');
}
