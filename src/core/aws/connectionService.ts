import { throwIfAborted } from '../lib/abort';
import type { Clock } from '../lib/clock';
import { DisposableStore } from '../lib/disposable';
import { describeError, QuaysideError } from '../lib/errors';
import { Emitter } from '../lib/events';
import type { Logger } from '../lib/logger';
import type { ConnectionInfo } from '../model/connection';
import { RequestBudget } from './budget';
import type { CallLedger } from './callLedger';
import type { Connection } from './connection';
import type {
  ConnectionChoice,
  Connections,
  ConnectionState,
  ConnectionStore,
  MfaPrompt,
  ProfileSummary,
} from './connections';
import type { OwnedConnection } from './createConnection';
import type { Environment } from './environment';
import { classify } from './errors';

export interface ConnectionsOptions {
  readonly logger: Logger;
  readonly environment: Environment;
  readonly store: ConnectionStore;
  readonly mfaPrompt: MfaPrompt;
  readonly clock: Clock;
  /** Of the product, for the user agent. */
  readonly version: string;
  /** Where what was spent is written down, for the page that shows it. */
  readonly ledger?: CallLedger;
}

export function createConnections(options: ConnectionsOptions): Connections {
  return new ConnectionService(options);
}

class ConnectionService implements Connections {
  readonly #options: ConnectionsOptions;
  readonly #changed = new Emitter<ConnectionState>();
  readonly #connections = new Map<string, OwnedConnection>();
  readonly #owned = new DisposableStore();
  readonly #budgets = new Map<string, RequestBudget>();
  #state: ConnectionState = { kind: 'none' };
  #choice: ConnectionChoice | undefined;
  #attempt: AbortController | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  current(): Connection {
    switch (this.#state.kind) {
      case 'ready':
        return this.#state.connection;
      case 'problem':
        throw this.#state.error;
      case 'connecting':
      case 'none':
        throw new QuaysideError('noCredentials', 'There is no connection', {
          details: { awsCode: this.#state.kind === 'none' ? 'NotConnected' : 'Connecting' },
        });
    }
  }

  async use(choice: ConnectionChoice, signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    // A later choice takes the place of one that is still under way.
    this.#attempt?.abort();
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#choice = choice;
    const either = signal === undefined ? attempt.signal : AbortSignal.any([attempt.signal, signal]);
    const isCurrent = (): boolean => this.#attempt === attempt;

    let info = provisionalInfo(choice);
    this.#set({ kind: 'connecting', info });
    try {
      const connection = await this.#open(choice);
      if (!isCurrent()) return;
      info = connection.info;
      this.#set({ kind: 'connecting', info });
      await connection.identify(either);
      if (!isCurrent()) return;
      this.#options.store.write(choice);
      this.#set({ kind: 'ready', connection });
      this.#options.logger.info(
        `Connected: ${info.profile}, ${info.region}, account ${connection.info.accountId ?? 'unknown'}`,
      );
    } catch (thrown) {
      if (!isCurrent()) return;
      if (signal?.aborted === true) {
        this.#set({ kind: 'none' });
        throw thrown;
      }
      const { error } = classify(thrown, { profile: info.profile, region: info.region });
      this.#options.logger.warn(`Not connected: ${info.profile}, ${info.region}: ${describeError(error)}`);
      this.#set({ kind: 'problem', info, error });
    }
  }

  async restore(
    { choice: wanted, region }: { readonly choice?: ConnectionChoice; readonly region?: string } = {},
    signal?: AbortSignal,
  ): Promise<void> {
    const choice = wanted ?? this.#options.store.read() ?? (await this.#suggestion());
    // A person may have chosen meanwhile.
    if (choice === undefined || this.#choice !== undefined) return;
    await this.use(
      region === undefined || choice.kind === 'sandbox' ? choice : { ...choice, region },
      signal,
    );
  }

  async open(choice: ConnectionChoice, identify?: AbortSignal): Promise<Connection> {
    const connection = await this.#open(choice);
    if (identify !== undefined && connection.info.accountId === undefined)
      await connection.identify(identify);
    return connection;
  }

  async retry(signal?: AbortSignal): Promise<void> {
    const choice = this.#choice;
    if (choice === undefined) return this.restore(undefined, signal);
    const { kind, profile } = provisionalInfo(choice);
    for (const connection of this.#connections.values()) {
      if (connection.info.kind === kind && connection.info.profile === profile) connection.dropCredentials();
    }
    await this.use(choice, signal);
  }

  async profiles(): Promise<readonly ProfileSummary[]> {
    const { loadSharedConfig, summarizeProfiles } = await import(
      /* webpackChunkName: "aws" */ './sharedConfig'
    );
    const { environment } = this.#options;
    return summarizeProfiles(await loadSharedConfig(environment), environment);
  }

  dispose(): void {
    this.#attempt?.abort();
    this.#attempt = undefined;
    this.#changed.dispose();
    this.#owned.dispose();
  }

  async #open(choice: ConnectionChoice): Promise<OwnedConnection> {
    const [{ loadSharedConfig }, { resolveSettings }, { createConnection }] = await Promise.all([
      import(/* webpackChunkName: "aws" */ './sharedConfig'),
      import(/* webpackChunkName: "aws" */ './settings'),
      import(/* webpackChunkName: "aws" */ './createConnection'),
    ]);
    const { environment, logger, clock, mfaPrompt, version, ledger } = this.#options;
    const settings = resolveSettings(choice, await loadSharedConfig(environment), environment);
    const known = this.#connections.get(settings.info.id);
    // The files may have changed under the same name: what is running keeps its object, what comes gets a new one.
    if (known !== undefined && JSON.stringify(known.settings) === JSON.stringify(settings)) return known;
    const budgetFor = (owner: string, region: string): RequestBudget => this.#budgetFor(owner, region);
    const connection = createConnection({
      settings,
      environment,
      logger,
      clock,
      mfaPrompt,
      version,
      ledger,
      budgetFor,
    });
    this.#connections.set(settings.info.id, connection);
    return this.#owned.add(connection);
  }

  #budgetFor(owner: string, region: string): RequestBudget {
    const key = `${owner}/${region}`;
    let budget = this.#budgets.get(key);
    if (budget === undefined) {
      budget = new RequestBudget(this.#options.clock);
      this.#options.ledger?.add({ owner, region }, budget);
      this.#budgets.set(key, budget);
    }
    return budget;
  }

  async #suggestion(): Promise<ConnectionChoice | undefined> {
    const { environment } = this.#options;
    const { loadSharedConfig } = await import(/* webpackChunkName: "aws" */ './sharedConfig');
    const { profiles } = await loadSharedConfig(environment);
    const named = environment['AWS_PROFILE'];
    if (named !== undefined && profiles.has(named)) return { kind: 'profile', profile: named };
    const hints = [
      'AWS_ACCESS_KEY_ID',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
      'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    ];
    const hinted = hints.some((name) => environment[name] !== undefined);
    return profiles.has('default') || hinted ? { kind: 'profile', profile: 'default' } : undefined;
  }

  #set(state: ConnectionState): void {
    this.#state = state;
    this.#changed.fire(state);
  }
}

/** What is known of a choice before the shared files are read. */
function provisionalInfo(choice: ConnectionChoice): ConnectionInfo {
  if (choice.kind === 'sandbox') {
    const { endpoint, region } = choice;
    return { id: 'connecting', kind: 'sandbox', profile: 'sandbox', region, endpoint };
  }
  return { id: 'connecting', kind: 'profile', profile: choice.profile, region: choice.region ?? '' };
}
