import { getDefaultRoleAssumer, getDefaultRoleAssumerWithWebIdentity } from '@aws-sdk/client-sts';
import { fromIni, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Clock } from '../lib/clock';
import { QuaysideError } from '../lib/errors';
import type { MfaPrompt } from './connections';
import type { Environment } from './environment';
import { given } from './given';
import type { ConnectionSettings } from './settings';
import { sharedConfigPaths } from './sharedConfig';

type Provider = ReturnType<typeof fromIni>;
export type Identity = Awaited<ReturnType<Provider>>;

/** New credentials are fetched this long before the old ones end, so that no request is signed with dead ones. */
const REFRESH_MS = 5 * 60_000;
/** Credentials that are short-lived from the start are not asked for again with every request. */
const REFRESH_AT_MOST_EVERY_MS = 30_000;

export interface CredentialsOptions {
  readonly settings: ConnectionSettings;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly mfaPrompt: MfaPrompt;
  readonly requestHandler: NodeHttpHandler;
}

/**
 * The credentials of one connection, shared by its clients: resolved once, refreshed before they end, dropped when AWS or
 * the person says so. The SDK's own cache, one per client, would ask for an MFA code once per client and never look at
 * keys again that have no end.
 */
export class Credentials {
  readonly #resolve: () => Promise<Identity>;
  readonly #clock: Clock;
  #current: Identity | undefined;
  #fetchedAt = 0;
  /** Counts drops: what was asked for before one is not kept after it. */
  #era = 0;
  #pending: Promise<Identity> | undefined;
  #refused: QuaysideError | undefined;

  constructor(options: CredentialsOptions) {
    this.#clock = options.clock;
    this.#resolve = createProvider(options);
  }

  /** In the shape that SDK clients take; the mark keeps them from caching it themselves. */
  readonly provider = Object.assign(() => this.get(), { memoized: true });

  async get(): Promise<Identity> {
    // A person who closed the MFA prompt is not asked again by the next request, only by the next attempt to connect.
    if (this.#refused !== undefined) throw this.#refused;
    const current = this.#current;
    if (current !== undefined && this.#isFresh(current)) return current;
    const pending = (this.#pending ??= this.#fetch());
    try {
      return await pending;
    } catch (error) {
      if (current !== undefined && this.#lifetime(current) > 0) return current;
      throw error;
    }
  }

  drop(): void {
    this.#era += 1;
    this.#current = undefined;
    this.#pending = undefined;
    this.#refused = undefined;
  }

  async #fetch(): Promise<Identity> {
    const era = this.#era;
    const isCurrent = (): boolean => era === this.#era;
    try {
      const identity = await this.#resolve();
      if (isCurrent()) {
        this.#current = identity;
        this.#fetchedAt = this.#clock.now();
      }
      return identity;
    } catch (error) {
      if (isCurrent() && QuaysideError.is(error, 'mfaNeeded')) this.#refused = error;
      throw error;
    } finally {
      if (isCurrent()) this.#pending = undefined;
    }
  }

  #isFresh(identity: Identity): boolean {
    const lifetime = this.#lifetime(identity);
    if (lifetime > REFRESH_MS) return true;
    return lifetime > 0 && this.#clock.now() - this.#fetchedAt < REFRESH_AT_MOST_EVERY_MS;
  }

  #lifetime({ expiration }: Identity): number {
    return expiration === undefined ? Number.POSITIVE_INFINITY : expiration.getTime() - this.#clock.now();
  }
}

function createProvider({
  settings,
  environment,
  mfaPrompt,
  requestHandler,
}: CredentialsOptions): () => Promise<Identity> {
  const { credentials: plan, endpoints, info } = settings;
  if (plan.kind === 'sandbox')
    return () => Promise.resolve({ accessKeyId: 'quayside', secretAccessKey: 'quayside' });
  const profile = plan.kind === 'chain' ? plan.file : plan.profile;
  // The clients inside the providers look up endpoints by AWS_PROFILE; here they are told.
  const inner = { region: info.region, requestHandler, ignoreConfiguredEndpointUrls: true, maxAttempts: 3 };
  const sts = { ...inner, ...given('endpoint', endpoints.sts) };
  const init = {
    ...sharedConfigPaths(environment),
    ignoreCache: true,
    roleAssumer: getDefaultRoleAssumer(sts),
    roleAssumerWithWebIdentity: getDefaultRoleAssumerWithWebIdentity(sts),
    parentClientConfig: { region: info.region, requestHandler },
    // Goes to the single sign-on clients only, whose region is that of the session.
    clientConfig: {
      requestHandler,
      ignoreConfiguredEndpointUrls: true,
      ...given('endpoint', endpoints.sso),
    },
    mfaCodeProvider: async (serial: string) => {
      const code = await mfaPrompt({ profile, serial });
      if (code !== undefined && code !== '') return code;
      throw new QuaysideError('mfaNeeded', 'No MFA code was given', { details: { profile, serial } });
    },
  };
  if (plan.kind === 'profile') return () => fromIni({ ...init, profile })();
  // A chain of its own each time: it remembers the link that worked, also after that has gone. Without AWS_PROFILE the
  // profile is left out, because a given one makes the chain skip the environment's variables.
  const named = environment['AWS_PROFILE'] === undefined ? {} : { profile };
  return () => fromNodeProviderChain({ ...init, ...named })();
}
