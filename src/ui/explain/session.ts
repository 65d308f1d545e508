import type { Explanation } from '../../core/deploy/cause/explain';
import { omit } from '../../core/deploy/omit';
import type { CauseView } from '../../core/deploy/state';
import { isCancellation } from '../../core/lib/abort';
import type { Clock } from '../../core/lib/clock';
import { describeError } from '../../core/lib/errors';
import { Emitter } from '../../core/lib/events';
import type { Logger } from '../../core/lib/logger';
import type { Message } from '../../core/lib/message';
import type { ExplainedThing } from '../../protocol/explanation';
import type { EvidenceStore, KeptExplanation } from './evidenceStore';

/** What a page shows of an explanation. */
export interface ExplanationState {
  readonly phase: 'asking' | 'following' | 'done';
  /** When what is shown was gathered, milliseconds since the epoch. */
  readonly at?: number;
  readonly cause?: CauseView;
  /** True when it is what was kept from earlier. */
  readonly kept: boolean;
  /** Why ECS itself told nothing: it forgot the task, or nothing is wrong now. */
  readonly silence?: 'forgotten' | 'calm';
  /** Normal stops and situations. */
  readonly noise: readonly Message[];
  readonly failure?: { readonly what: string; readonly next?: string };
  /** Why there are no lines of the log. */
  readonly withoutLog?: { readonly what: string; readonly next?: string };
  /** Where the log goes instead. */
  readonly logElsewhere?: Message;
  /** A rollout of the service runs: there is something to stop. */
  readonly rolling: boolean;
  /** The revision that failed. */
  readonly taskDefinitionArn?: string;
}

export interface ExplanationSessionOptions {
  readonly thing: ExplainedThing;
  readonly ask: (signal: AbortSignal) => AsyncIterable<Explanation>;
  /** What of a diagnosis is shown and kept. */
  readonly view: (diagnosis: Explanation['diagnosis']) => CauseView;
  readonly store: EvidenceStore;
  /** False where nothing is worth keeping, as of a world that is only played. */
  readonly keeps: () => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly words: (error: unknown) => { readonly what: string; readonly next?: string };
}

/** One explanation: asks, tells what is known so far, keeps it, and falls back on what was kept. */
export class ExplanationSession {
  readonly thing: ExplainedThing;
  readonly #options: ExplanationSessionOptions;
  readonly #changed = new Emitter<undefined>();
  #state: ExplanationState;
  #work = new AbortController();

  readonly onDidChange = this.#changed.event;

  constructor(options: ExplanationSessionOptions) {
    this.#options = options;
    this.thing = options.thing;
    this.#state = this.#kept({ phase: 'asking', kept: false, noise: [], rolling: false });
  }

  get state(): ExplanationState {
    return this.#state;
  }

  /** Asks ECS, again if need be; settles when nothing more will come. */
  async run(): Promise<void> {
    this.#work.abort();
    const work = new AbortController();
    this.#work = work;
    this.#set({ ...omit(this.#state, 'failure'), phase: 'asking' });
    try {
      for await (const explanation of this.#options.ask(work.signal)) {
        if (work.signal.aborted) return;
        this.#tell(explanation);
      }
      if (!work.signal.aborted) this.#set({ ...this.#state, phase: 'done' });
    } catch (error) {
      if (work.signal.aborted || isCancellation(error)) return;
      this.#options.logger.warn(`Not explained: ${describeError(error)}`);
      this.#set({ ...this.#kept(this.#state), phase: 'done', failure: this.#options.words(error) });
    }
  }

  dispose(): void {
    this.#work.abort();
    this.#changed.dispose();
  }

  #tell(explanation: Explanation): void {
    const { diagnosis, at, service, forgotten, linesMayFollow, logFailure, logElsewhere } = explanation;
    const phase = linesMayFollow ? 'following' : 'done';
    const noise = diagnosis.noise.map(({ title }) => title);
    const rolling = service?.rollouts.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS') === true;
    const taskDefinitionArn = revisionOf(explanation);
    const common = { phase, noise, rolling, kept: false } as const;
    if (diagnosis.causes.length === 0 && diagnosis.unrecognised === undefined) {
      const silence = forgotten.length > 0 ? 'forgotten' : 'calm';
      this.#set(this.#kept({ ...common, at, silence }));
      return;
    }
    const cause = this.#options.view(diagnosis);
    this.#set({
      ...common,
      at,
      cause,
      ...(taskDefinitionArn === undefined ? {} : { taskDefinitionArn }),
      ...(logElsewhere === undefined ? {} : { logElsewhere }),
      ...(logFailure === undefined ? {} : { withoutLog: this.#options.words(logFailure) }),
    });
    this.#keep(cause, explanation, taskDefinitionArn);
  }

  #keep(cause: CauseView, { at, diagnosis }: Explanation, taskDefinitionArn: string | undefined): void {
    if (!this.#options.keeps()) return;
    const { connection, clusterArn, serviceArn, taskArn } = this.thing;
    const told = (diagnosis.causes[0] ?? diagnosis.unrecognised)?.tasks ?? [];
    const kept: KeptExplanation = {
      connectionId: connection.id,
      clusterArn,
      at,
      cause,
      tasks: taskArn === undefined || told.includes(taskArn) ? told : [taskArn, ...told],
      ...(serviceArn === undefined ? {} : { serviceArn }),
      ...(taskDefinitionArn === undefined ? {} : { taskDefinitionArn }),
    };
    void this.#options.store.keep(kept);
  }

  /** The same with what was kept earlier, where there is any. */
  #kept(state: ExplanationState): ExplanationState {
    const { connection, serviceArn, taskArn } = this.thing;
    const found = this.#options.store.find({
      connectionId: connection.id,
      ...(serviceArn === undefined ? {} : { serviceArn }),
      ...(taskArn === undefined ? {} : { taskArn }),
    });
    if (found === undefined) return state;
    const { at, cause, taskDefinitionArn } = found;
    return {
      ...state,
      at,
      cause,
      kept: true,
      ...(taskDefinitionArn === undefined ? {} : { taskDefinitionArn }),
    };
  }

  #set(state: ExplanationState): void {
    this.#state = state;
    this.#changed.fire(undefined);
  }
}

/** Of the tasks that died of the first cause, the newest; else what the service runs. */
function revisionOf({ diagnosis, tasks, service }: Explanation): string | undefined {
  const dead = (diagnosis.causes[0] ?? diagnosis.unrecognised)?.tasks ?? [];
  const task = tasks.findLast(({ arn }) => dead.includes(arn));
  return task?.taskDefinitionArn ?? service?.taskDefinitionArn;
}
