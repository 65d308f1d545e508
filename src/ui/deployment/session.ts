import type { DeployDeps } from '../../core/deploy/deps';
import type { PreparedDeploy, RollBackOutcome } from '../../core/deploy/engine';
import type { DeployEvent, DeployFailure, LoggedLine, WatchReference } from '../../core/deploy/event';
import { failureOf } from '../../core/deploy/failure';
import { omit } from '../../core/deploy/omit';
import { planPending, type PlanFixId } from '../../core/deploy/plan';
import { reduce } from '../../core/deploy/reducer';
import type { DeployState } from '../../core/deploy/state';
import type { DeployTarget } from '../../core/deploy/target';
import { isCancellation } from '../../core/lib/abort';
import { describeError, QuaysideError, type ErrorCode } from '../../core/lib/errors';
import { Emitter } from '../../core/lib/events';
import { message } from '../../core/lib/message';

/** What a session drives; core/deploy/engine in the product. */
export interface Engine {
  /** `onDraft` hears of a plan that is not complete, as often as more of it is known. */
  planDeploy(
    target: DeployTarget,
    deps: DeployDeps,
    signal: AbortSignal,
    onDraft: (draft: PreparedDeploy) => void,
  ): Promise<PreparedDeploy>;
  runDeploy(prepared: PreparedDeploy, deps: DeployDeps, signal: AbortSignal): AsyncIterable<DeployEvent>;
  watchRollout(reference: WatchReference, deps: DeployDeps, signal: AbortSignal): AsyncIterable<DeployEvent>;
  stopAndRollBack(reference: WatchReference, deps: DeployDeps, signal: AbortSignal): Promise<RollBackOutcome>;
  /** Goes on with what was cut off, as far as `resumable` says that this can be done. */
  resumeDeploy(deps: DeployDeps, signal: AbortSignal): AsyncIterable<DeployEvent>;
  readonly resumable: boolean;
  /** Forgets what was cut off. */
  drop(): Promise<void>;
  /** Leaves what is under way to whoever comes next. */
  release(): void;
}

/** Reads what the new tasks write; `RolloutLines` in the product. */
export interface LineReading {
  /** Reads while somebody looks at a rollout that goes on. */
  attend(looking: boolean, state: DeployState): void;
  /** Tells at once what waits to be told. */
  flush(): void;
}

export interface SessionOptions {
  readonly id: string;
  readonly engine: Engine;
  readonly deps: DeployDeps;
  readonly state: DeployState;
  readonly target?: DeployTarget;
  /** Makes what reads the lines of the new tasks; none are read where it is left out. */
  readonly readLines?: (tell: (lines: readonly LoggedLine[], more: number) => void) => LineReading;
  /** Words for an error that keeps a plan from being made. */
  readonly explain: (error: QuaysideError) => { readonly what: string; readonly next?: string };
}

/** One deployment of this window, from plan to verdict: drives the engine, folds its events, can be told to stop. */
export class DeploymentSession {
  readonly id: string;
  readonly target: DeployTarget | undefined;
  readonly #engine: Engine;
  readonly #deps: DeployDeps;
  readonly #explain: SessionOptions['explain'];
  readonly #changed = new Emitter<DeployEvent | undefined>();
  readonly #lines: LineReading | undefined;
  #looking = false;
  #state: DeployState;
  #prepared: PreparedDeploy | undefined;
  readonly #accepted = new Set<PlanFixId>();
  #plannedAt = 0;
  #work = new AbortController();
  #stopping = false;
  #hindrance: ErrorCode | undefined;

  /** After each event, and without one when something else about the session changed. */
  readonly onDidChange = this.#changed.event;

  constructor({ id, engine, deps, state, target, explain, readLines }: SessionOptions) {
    this.id = id;
    this.target = target;
    this.#engine = engine;
    this.#deps = deps;
    this.#state = state;
    this.#explain = explain;
    this.#lines = readLines?.((lines, more) =>
      this.#apply({ type: 'logged', at: deps.clock.now(), lines, more }),
    );
  }

  get state(): DeployState {
    return this.#state;
  }

  /** True from asking for a roll back until the rollout has ended. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** True when this deployment was cut off, and can be continued or dropped. */
  get resumable(): boolean {
    return this.#state.phase === 'ended' && this.#engine.resumable;
  }

  /** What stands in the way now: of the last hindrance, or of the failure. */
  get problem(): ErrorCode | undefined {
    return this.#state.failure?.code ?? this.#hindrance;
  }

  /** Makes the plan. Rejects only with `containerNotFound`, which a choice can solve; all else becomes the state. */
  async plan(target: DeployTarget): Promise<void> {
    const { signal } = this.#work;
    try {
      const show = (prepared: PreparedDeploy): void => {
        if (!signal.aborted) this.#show(prepared);
      };
      show(await this.#engine.planDeploy(target, this.#deps, signal, show));
    } catch (error) {
      if (signal.aborted || isCancellation(error)) {
        this.#cancelled();
        return;
      }
      if (QuaysideError.is(error, 'containerNotFound') && error.details['candidates'] !== undefined)
        throw error;
      this.#apply({ type: 'failed', at: this.#deps.clock.now(), failure: this.#planFailure(error) });
    }
  }

  /** What was accepted in a draft stays accepted in the plan that comes after it. */
  #show(prepared: PreparedDeploy): void {
    this.#prepared = [...this.#accepted].reduce((plan, fix) => plan.accept(fix, true), prepared);
    this.#plannedAt = this.#deps.clock.now();
    this.#apply({ type: 'planned', at: this.#plannedAt, plan: this.#prepared.plan });
  }

  accept(fix: PlanFixId, accepted: boolean): void {
    if (this.#state.phase !== 'review' || this.#prepared === undefined) return;
    if (accepted) this.#accepted.add(fix);
    else this.#accepted.delete(fix);
    this.#prepared = this.#prepared.accept(fix, accepted);
    this.#apply({ type: 'planned', at: this.#plannedAt, plan: this.#prepared.plan });
  }

  /** Does what the plan says, once all of it is known, and settles when the deployment has ended. */
  async confirm(): Promise<void> {
    if (this.#state.phase !== 'review' || this.#prepared === undefined) return;
    if (planPending(this.#prepared.plan)) return;
    this.#apply({ type: 'confirmed', at: this.#deps.clock.now() });
    await this.#consume(this.#engine.runDeploy(this.#prepared, this.#deps, this.#work.signal));
  }

  /** Watches a rollout that runs already, and settles when it has ended. */
  async watch(reference: WatchReference): Promise<void> {
    this.#work = new AbortController();
    this.#state = omit(this.#state, 'verdict', 'failure', 'endedAt');
    // Said at once, and not only when the engine says it: who asks now is to find this rollout here.
    this.#apply({ type: 'resumed', at: this.#deps.clock.now(), reference });
    await this.#consume(this.#engine.watchRollout(reference, this.#deps, this.#work.signal));
  }

  /** Goes on with what was cut off, and settles when the deployment has ended. */
  async resume(): Promise<void> {
    if (!this.resumable) return;
    this.#work = new AbortController();
    this.#state = omit(this.#state, 'verdict', 'failure', 'endedAt');
    this.#apply({ type: 'confirmed', at: this.#deps.clock.now() });
    await this.#consume(this.#engine.resumeDeploy(this.#deps, this.#work.signal));
  }

  /** Forgets what was cut off: what stands of it stays as it is. */
  async drop(): Promise<void> {
    if (!this.resumable) return;
    await this.#engine.drop();
    this.#changed.fire(undefined);
  }

  /** Told when a person begins or ends to look: lines of the new tasks are read only meanwhile. */
  attend(looking: boolean): void {
    this.#looking = looking;
    this.#lines?.attend(looking, this.#state);
  }

  /** Ends with the window: what is under way is left to whoever comes next. */
  abandon(): void {
    this.attend(false);
    this.#engine.release();
    this.cancel();
  }

  /** Stops what this window does: before the update that cancels the deployment, after it only the watching. */
  cancel(): void {
    const { phase } = this.#state;
    if (phase === 'ended') return;
    this.#work.abort();
    if (phase !== 'running') this.#cancelled();
  }

  /** Asks ECS to bring the old revision back; watching goes on and tells how it ends. */
  async stopAndRollBack(): Promise<RollBackOutcome | undefined> {
    const { reference } = this.#state;
    if (reference === undefined || this.#stopping) return undefined;
    this.#setStopping(true);
    try {
      // Not bound to the watching: who stops watching in this moment still wants the roll back.
      const outcome = await this.#engine.stopAndRollBack(reference, this.#deps, new AbortController().signal);
      if (outcome.kind === 'alreadyEnded') this.#setStopping(false);
      return outcome;
    } catch (error) {
      this.#setStopping(false);
      throw error;
    }
  }

  async #consume(events: AsyncIterable<DeployEvent>): Promise<void> {
    try {
      for await (const event of events) {
        if (event.type !== 'resumed') this.#apply(event);
      }
    } catch (error) {
      this.#deps.logger.error('A deployment could not go on', error);
      this.#brokenOff(error);
    } finally {
      this.#setStopping(false);
    }
  }

  #apply(event: DeployEvent): void {
    // Late events of an engine that is winding down must not wake up what has ended.
    if (this.#state.phase === 'ended' && event.type !== 'resumed' && event.type !== 'confirmed') return;
    if (event.type === 'verdict') this.#lines?.flush();
    if (event.type === 'hindrance') this.#hindrance = event.text === undefined ? undefined : event.code;
    if (event.type === 'verdict' || event.type === 'resumed') this.#hindrance = undefined;
    this.#state = reduce(this.#state, event);
    this.#lines?.attend(this.#looking, this.#state);
    this.#changed.fire(event);
  }

  #setStopping(stopping: boolean): void {
    if (this.#stopping === stopping) return;
    this.#stopping = stopping;
    this.#changed.fire(undefined);
  }

  /** The engine tells all ends but that of its own: without this one it would seem to run for ever. */
  #brokenOff(error: unknown): void {
    const at = this.#deps.clock.now();
    if (this.#state.reference !== undefined) {
      const title = message('session.watchBroke', 'Watching broke off');
      const detail = message(
        'session.watchBrokeDetail',
        'ECS goes on with this deployment. {0}',
        describeError(error),
      );
      this.#apply({ type: 'verdict', at, verdict: { kind: 'interrupted', tone: 'warning', title, detail } });
      return;
    }
    const active = this.#state.stages.find(({ status }) => status === 'active' || status === 'failed');
    const left = message('session.leftUnclear', 'What stands of it is not known: look at the service.');
    this.#apply({ type: 'failed', at, failure: failureOf(active?.id ?? 'plan', error, left) });
  }

  #cancelled(): void {
    this.#apply({
      type: 'verdict',
      at: this.#deps.clock.now(),
      verdict: {
        kind: 'cancelled',
        tone: 'neutral',
        title: message('session.cancelled', 'Cancelled'),
        detail: message('session.cancelledDetail', 'Nothing was built or changed.'),
      },
    });
  }

  #planFailure(error: unknown): DeployFailure {
    this.#deps.logger.error('The plan could not be made', error);
    const known = QuaysideError.is(error) ? error : undefined;
    const words = known === undefined ? { what: describeError(error) } : this.#explain(known);
    return {
      stage: 'plan',
      code: known?.code ?? 'awsError',
      title: message('session.planFailed', 'The plan could not be made'),
      advice: message('session.planReason', '{0}', [words.what, words.next ?? ''].join(' ').trim()),
      quote: describeError(error),
      lines: [],
      left: message('session.planLeft', 'Nothing was changed.'),
    };
  }
}
