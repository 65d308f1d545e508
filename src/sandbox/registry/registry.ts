import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject } from '../../core/lib/json';
import type { WorldClock } from '../clock';
import { BlobStore } from './blobs';
import { ANY_ACCOUNT, createHandler } from './handler';
import { PullThroughRules } from './pullThroughRules';
import { RepositoryStore } from './repositories';
import { temporaryFolder } from './temporaryFolder';
import { RegistryTokens } from './tokens';

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
  /** Called when somebody pushed something. */
  readonly onChange?: () => void;
}

/** The container registry: what docker speaks to under `/v2/`, and the images that the ECR service lists. */
export interface Registry {
  /** For every path that is `/v2` or starts with `/v2/`. Never rejects. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly repositories: RepositoryStore;
  readonly pullThroughRules: PullThroughRules;
  readonly tokens: RegistryTokens;
  /** A password (user AWS) with which the sandbox's own engine pulls images of every account. */
  enginePassword(): string;
  /** A reference that no repository has, and whether somebody has asked this registry for it. */
  probe(): { readonly reference: string; readonly reached: () => boolean };
  toJSON(): JsonObject;
  dispose(): Promise<void>;
}

export function createRegistry(options: RegistryOptions): Registry {
  const { clock, host, accountId, region, log } = options;
  const folder = options.folder ?? temporaryFolder('registry');
  const blobs = new BlobStore(folder);
  const repositories = new RepositoryStore(
    { host, home: { accountId, region } },
    blobs,
    options.state?.['repositories'],
  );
  const pullThroughRules = new PullThroughRules(options.state?.['pullThroughRules']);
  const key = options.state?.['tokenKey'];
  const tokens = new RegistryTokens(typeof key === 'string' ? key : undefined);
  const probes = new Map<string, boolean>();
  return {
    handle: createHandler({
      store: repositories,
      tokens,
      clock,
      log,
      onPushed: () => options.onChange?.(),
      onManifestRequest: (_path, reference) => {
        if (probes.has(reference)) probes.set(reference, true);
      },
    }),
    repositories,
    pullThroughRules,
    tokens,
    enginePassword: () => tokens.issue(ANY_ACCOUNT, clock.now()).password,
    probe: () => {
      const tag = randomUUID();
      probes.set(tag, false);
      return { reference: `${host()}/quayside/probe:${tag}`, reached: () => probes.get(tag) === true };
    },
    toJSON: () => ({
      tokenKey: tokens.key,
      repositories: repositories.toJSON(),
      pullThroughRules: pullThroughRules.toJSON(),
    }),
    dispose: async () => {
      await blobs.dispose();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
