import { isCancellation } from '../../lib/abort';
import { arnName, parseTaskDefinition } from '../../model/arn';
import { CauseFinder } from '../cause/causeFinder';
import { omit } from '../omit';
import type { WatchDeps } from '../deps';
import type { DeployEvent, Verdict, WatchReference } from '../event';
import { shared } from '../shared';
import { soft } from '../soft';
import { textOf } from '../taskDefinition';
import { hindranceOf, type Hindrance } from './hindrance';
import { judge, type Judgement } from './judge';
import { WatchDesk } from './desk';
import { RolloutObserver, type Look, type Sight } from './observer';
import { backOff, deploymentInterval, serviceInterval } from './pace';
import { registeredBy, watchEnded } from './verdicts';

/** Watches until the rollout has ended, or the signal fires. Nothing that AWS or the network do ends it otherwise. */
export async function* watch(
  reference: WatchReference,
  deps: WatchDeps,
  signal: AbortSignal,
): AsyncGenerator<DeployEvent> {
  try {
    yield* new Watcher(reference, deps, shared(signal)).run();
  } catch (error) {
    if (!isCancellation(error)) throw error;
    yield { type: 'verdict', at: deps.clock.now(), verdict: watchEnded() };
  }
}

/** How long the end waits for a log that is being read; only the log tells some causes, and a slow network needs its time. */
const LAST_LINES_MS = 3000;

/** The parts of a service are read one after the other, so that a first look may mix two moments. */
const MAX_CONFIRMING_LOOKS = 3;

class Watcher {
  readonly #deps: WatchDeps;
  readonly #signal: AbortSignal;
  readonly #observer: RolloutObserver;
  readonly #causes: CauseFinder;
  readonly #random: () => number;
  readonly #desk: WatchDesk;
  /** When watching began, or the deployment last moved on. */
  #lively: number;
  #nextService = 0;
  #nextDeployment = 0;
  #refusals = 0;
  #shownHindrance = '';
  #shownReference: WatchReference;

  constructor(reference: WatchReference, deps: WatchDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#random = deps.random ?? Math.random;
    this.#lively = deps.clock.now();
    this.#desk = deps.desk ?? new WatchDesk(deps.connection, deps.clock, this.#random());
    this.#observer = new RolloutObserver(reference, this.#desk, this.#lively, this.#random);
    this.#causes = new CauseFinder(deps.connection, deps.logger);
    this.#shownReference = reference;
  }

  async *run(): AsyncGenerator<DeployEvent> {
    const leave = this.#desk.join(this.#shownReference);
    try {
      yield* this.#watch();
    } finally {
      leave();
    }
  }

  async *#watch(): AsyncGenerator<DeployEvent> {
    for (;;) {
      const whole = this.#now() >= this.#nextService;
      const { stirred } = this.#observer;
      const sight = await this.#look({ service: whole || stirred, tasks: whole ? 'usual' : 'no' });
      const judgement = judge(this.#observer.reference, this.#observer.evidence(this.#now()));
      // What the last look shows is told with the end, and not as if it were another step on the way.
      const verdict = judgement.kind === 'ended' ? await this.#confirm(judgement) : undefined;
      if (verdict !== undefined) {
        yield* this.#reportReference();
        yield* this.#reportHindrance(this.#observer.standing);
        yield { type: 'observed', at: this.#now(), observation: this.#observer.observation() };
        if (verdict.tone === 'failure') yield* this.#lastCauses();
        yield { type: 'verdict', at: this.#now(), verdict };
        return;
      }
      yield* this.#report(sight);
      if (judgement.kind === 'follow') {
        this.#follow(judgement.rollout);
        yield* this.#reportReference();
      }
      if (this.#observer.stirred && !stirred && sight.passing.length === 0) {
        // What a service deployment hints at, the service says: it is asked at once.
        this.#lively = this.#now();
        continue;
      }
      this.#schedule(whole, sight.passing.length > 0);
      yield* this.#rest();
    }
  }

  #now(): number {
    return this.#deps.clock.now();
  }

  #look(look: Look): Promise<Sight> {
    return this.#observer.look(look, this.#now(), this.#signal);
  }

  *#report({ passing, blind }: Sight): Generator<DeployEvent> {
    yield* this.#reportReference();
    if (!blind) {
      yield { type: 'observed', at: this.#now(), observation: this.#observer.observation() };
      yield* this.#reportCauses();
    }
    const [refusal] = passing;
    yield* this.#reportHindrance(refusal === undefined ? this.#observer.standing : hindranceOf(refusal));
  }

  /** Tells when the service deployment was found, or another rollout is followed, so that a reload can go on from there. */
  *#reportReference(): Generator<DeployEvent> {
    const { reference } = this.#observer;
    if (reference === this.#shownReference) return;
    this.#shownReference = reference;
    yield { type: 'updated', at: this.#now(), reference };
  }

  *#reportHindrance(hindrance: Hindrance | undefined): Generator<DeployEvent> {
    const shown = hindrance === undefined ? '' : JSON.stringify(hindrance.text);
    if (shown === this.#shownHindrance) return;
    this.#shownHindrance = shown;
    yield { type: 'hindrance', at: this.#now(), ...hindrance };
  }

  #follow(rollout: { readonly id: string; readonly createdAt: number }): void {
    const reference = omit(this.#observer.reference, 'serviceDeploymentArn');
    this.#observer.follow({ ...reference, rolloutId: rollout.id, startedAt: rollout.createdAt }, this.#now());
  }

  /**
   * An end counts only when two looks in a row say the same; until then it is a reading like any other. After a bad one
   * the look takes in everything: a rollback takes its evidence away within the hour.
   */
  async #confirm(first: Judgement): Promise<Verdict | undefined> {
    let last = first;
    for (let looks = 0; looks < MAX_CONFIRMING_LOOKS && last.kind === 'ended'; looks += 1) {
      const tasks = last.verdict.tone === 'failure' ? 'all' : 'usual';
      const { sure } = await this.#look({ service: true, tasks });
      if (!sure) return undefined;
      const next = judge(this.#observer.reference, this.#observer.evidence(this.#now()));
      if (next.kind === 'ended' && next.verdict.kind === last.verdict.kind) {
        return next.by === undefined ? next.verdict : await this.#named(next.verdict, next.by);
      }
      last = next;
    }
    return undefined;
  }

  /** Adds who registered the revision that came instead, where that may be read. */
  async #named(verdict: Verdict, taskDefinitionArn: string): Promise<Verdict> {
    const answer = await soft(
      this.#deps.connection.ecs.describeTaskDefinition(taskDefinitionArn, this.#signal),
    );
    const who = answer.ok ? textOf(answer.value.body, 'registeredBy') : undefined;
    if (who === undefined) return verdict;
    return registeredBy(verdict, parseTaskDefinition(taskDefinitionArn).revision, arnName(who));
  }

  #schedule(whole: boolean, refused: boolean): void {
    const now = this.#now();
    if (refused) {
      this.#refusals += 1;
      this.#nextService = this.#nextDeployment = now + backOff(this.#refusals, this.#random);
      return;
    }
    this.#refusals = 0;
    const pace = { age: now - this.#lively, attended: this.#deps.attended?.() ?? true };
    this.#nextDeployment = this.#desk.next(deploymentInterval(pace), 'deployment', now);
    if (whole) this.#nextService = this.#desk.next(serviceInterval(pace), 'whole', now);
  }

  /** Tells why tasks fail, as soon as the first one has, and again when more is known. */
  *#reportCauses(failed = false): Generator<DeployEvent> {
    const { reference, definition } = this.#observer;
    const observation = this.#observer.observation();
    const at = this.#now();
    const scene = { reference, observation, definition, at, failed };
    const diagnosis = this.#causes.examine(scene, this.#signal);
    if (diagnosis !== undefined) yield { type: 'diagnosed', at, diagnosis };
  }

  /** The end waits a moment for lines that are being read, but not for ever. */
  async *#lastCauses(): AsyncGenerator<DeployEvent> {
    yield* this.#reportCauses(true);
    const { arrival } = this.#causes;
    if (arrival === undefined) return;
    // Who stops watching now is told the end that is known already.
    const waited = this.#deps.clock.sleep(LAST_LINES_MS, this.#signal).catch(() => undefined);
    await Promise.race([arrival, waited]);
    yield* this.#reportCauses(true);
  }

  /** Rests until the next look; lines that arrive meanwhile are told at once. */
  async *#rest(): AsyncGenerator<DeployEvent> {
    const next = this.#observer.followsDeployment
      ? Math.min(this.#nextService, this.#nextDeployment)
      : this.#nextService;
    const rested = this.#deps.clock.sleep(Math.max(0, next - this.#now()), this.#signal).then(() => true);
    for (let arrival = this.#causes.arrival; arrival !== undefined; arrival = this.#causes.arrival) {
      if (await Promise.race([rested, arrival.then(() => false)])) return;
      yield* this.#reportCauses();
    }
    await rested;
  }
}
