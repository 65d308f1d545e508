import type { Connection } from '../../core/aws/connection';
import type { DeployDeps, WatchDeps } from '../../core/deploy/deps';
import {
  planDeploy,
  stopAndRollBack,
  watchRollout,
  type PreparedDeploy,
  type RollBackOutcome,
} from '../../core/deploy/engine';
import type { DeployEvent, WatchReference } from '../../core/deploy/event';
import { failureOf, isUnheard } from '../../core/deploy/failure';
import { JOURNAL_VERSION, placeOfService, type JournalEntry } from '../../core/deploy/journal/entry';
import type { Journal, OwnedEntry } from '../../core/deploy/journal/journal';
import { agreedTo, follow, journaled, runJournaled } from '../../core/deploy/journal/journaled';
import { canContinue, resumeDeploy } from '../../core/deploy/journal/resume';
import type { RevisionRef } from '../../core/deploy/plan';
import { redeploy, type RedeployBase } from '../../core/deploy/redeploy';
import type { DeployTarget } from '../../core/deploy/target';
import type { Clock } from '../../core/lib/clock';
import { describeError, QuaysideError } from '../../core/lib/errors';
import type { Logger } from '../../core/lib/logger';
import type { ConnectionInfo } from '../../core/model/connection';
import { workspacePlace } from './place';
import type { Engine } from './session';

export interface JournaledEngineOptions {
  readonly id: string;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly logger: Logger;
  /** An entry that was taken up. */
  readonly owned?: OwnedEntry;
}

/** The engine of one deployment, with everything it does written into the journal first. */
export class JournaledEngine implements Engine {
  readonly #options: JournaledEngineOptions;
  #owned: OwnedEntry | undefined;

  constructor(options: JournaledEngineOptions) {
    this.#options = options;
    this.#owned = options.owned;
  }

  /** True while the journal has what it takes to go on with a deployment that was cut off. */
  get resumable(): boolean {
    const owned = this.#owned;
    return owned !== undefined && !owned.closed && owned.entry.kind !== 'watch' && canContinue(owned.entry);
  }

  planDeploy(
    target: DeployTarget,
    deps: DeployDeps,
    signal: AbortSignal,
    onDraft: (draft: PreparedDeploy) => void,
  ): Promise<PreparedDeploy> {
    return planDeploy(target, deps, signal, onDraft);
  }

  async *runDeploy(
    prepared: PreparedDeploy,
    deps: DeployDeps,
    signal: AbortSignal,
  ): AsyncGenerator<DeployEvent> {
    let owned: OwnedEntry;
    try {
      owned = await this.#begin({ kind: 'deploy', ...agreedTo(prepared) }, deps.connection.info);
    } catch (error) {
      const failure = failureOf('plan', error);
      yield { type: 'failed', at: deps.clock.now(), failure };
      return;
    }
    yield* runJournaled(prepared, deps, owned, signal);
  }

  async *watchRollout(
    reference: WatchReference,
    deps: DeployDeps,
    signal: AbortSignal,
  ): AsyncGenerator<DeployEvent> {
    const events = watchRollout(reference, deps, signal);
    const owned = await this.#holdWatch(reference, deps.connection.info);
    yield* owned === undefined ? events : follow(events, owned, deps);
  }

  async *resumeDeploy(deps: DeployDeps, signal: AbortSignal): AsyncGenerator<DeployEvent> {
    const owned = this.#owned?.held === true ? this.#owned : await this.#takeAgain();
    yield* resumeDeploy(owned, deps, signal);
  }

  stopAndRollBack(reference: WatchReference, deps: WatchDeps, signal: AbortSignal): Promise<RollBackOutcome> {
    return stopAndRollBack(reference, deps, signal);
  }

  /** Points a service at another revision, or forces a deployment; what it began is watched with this engine. */
  async redeploy(
    base: RedeployBase,
    revision: RevisionRef | undefined,
    connection: Connection,
    signal: AbortSignal,
  ): Promise<WatchReference> {
    const place = placeOfService(base.service);
    const owned = await this.#begin({ kind: 'redeploy', ...place }, connection.info);
    try {
      return await redeploy(base, revision, journaled(connection, owned, this.#options.logger), signal);
    } catch (error) {
      // Heard or not: that is found out later.
      if (isUnheard(error, 'UpdateService')) owned.release();
      else await owned.close();
      throw error;
    }
  }

  async drop(): Promise<void> {
    if (this.#owned?.closed === true) return;
    const owned = this.#owned?.held === true ? this.#owned : await this.#takeAgain();
    await owned.close();
  }

  release(): void {
    this.#owned?.release();
  }

  async #begin(
    what: Pick<JournalEntry, 'kind' | 'clusterArn' | 'serviceArn'> & Partial<JournalEntry>,
    connection: ConnectionInfo,
  ): Promise<OwnedEntry> {
    const { id, journal, clock } = this.#options;
    const place = workspacePlace();
    this.#owned = await journal.begin({
      version: JOURNAL_VERSION,
      id,
      step: 'started',
      at: clock.now(),
      connection,
      ...(place === undefined ? {} : { workspace: place }),
      ...what,
    });
    return this.#owned;
  }

  /** To watch changes nothing: it goes on without a journal, but then not over a reload. */
  async #holdWatch(reference: WatchReference, connection: ConnectionInfo): Promise<OwnedEntry | undefined> {
    if (this.#owned?.held === true) return this.#owned;
    const { clusterArn, serviceArn } = reference;
    try {
      return await this.#begin(
        { kind: 'watch', clusterArn, serviceArn, step: 'updated', reference },
        connection,
      );
    } catch (error) {
      this.#options.logger.warn(`A rollout is watched without a journal: ${describeError(error)}`);
      return undefined;
    }
  }

  async #takeAgain(): Promise<OwnedEntry> {
    const { id, journal } = this.#options;
    const owned = await journal.take(id);
    if (owned === undefined)
      throw new QuaysideError('conflict', 'Another window has this deployment, or it is over', {
        details: { deployment: id },
      });
    this.#owned = owned;
    return owned;
  }
}
