import { Disposable, env, l10n, window, workspace, type Uri, type WebviewPanel } from 'vscode';
import { choiceOf } from '../../core/aws/choice';
import type { Connection } from '../../core/aws/connection';
import type { Connections } from '../../core/aws/connections';
import type { Explanation } from '../../core/deploy/cause/explain';
import type { CallError } from '../../core/diagnose/evidence';
import type { Clock } from '../../core/lib/clock';
import { describeError, QuaysideError } from '../../core/lib/errors';
import type { Logger } from '../../core/lib/logger';
import type { ConnectionInfo } from '../../core/model/connection';
import { isExplainedThing, type ExplainedThing, type FromExplanation } from '../../protocol/explanation';
import type { Contribution } from '../contribution';
import { explain, SIGN_IN_HELPS } from '../errors';
import { showError } from '../showError';
import { ago } from '../words';
import type { EvidenceStore } from './evidenceStore';
import { EXPLANATION_VIEW_TYPE, ExplanationPanel } from './explanationPanel';
import type { ExplanationActions } from './explanationActions';
import { ExplanationSession } from './session';
import { snapshotOf, titleOf } from './snapshot';

export interface ExplanationsOptions {
  readonly extensionUri: Uri;
  readonly store: EvidenceStore;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly actions: ExplanationActions;
  /** A world that is only played: nothing of it is worth keeping. */
  readonly isPlayed: (info: ConnectionInfo) => boolean;
}

interface Open {
  readonly session: ExplanationSession;
  readonly panel: ExplanationPanel;
}

/** The explanations of this window: why a service is in trouble, why a task stopped. */
export class Explanations implements Contribution {
  readonly #options: ExplanationsOptions;
  readonly #open = new Map<string, Open>();

  constructor(options: ExplanationsOptions) {
    this.#options = options;
  }

  register(): Disposable {
    return Disposable.from(
      window.registerWebviewPanelSerializer(EXPLANATION_VIEW_TYPE, {
        deserializeWebviewPanel: async (panel, saved: unknown) => {
          if (isExplainedThing(saved)) await this.#show(saved, panel);
          else panel.dispose();
        },
      }),
      new Disposable(() => {
        for (const { session, panel } of [...this.#open.values()]) {
          session.dispose();
          panel.dispose();
        }
        this.#open.clear();
      }),
    );
  }

  /** Explains it in a tab of its own; asks again where there is one already. */
  async open(thing: ExplainedThing): Promise<void> {
    const known = this.#open.get(keyOf(thing));
    if (known === undefined) await this.#show(thing);
    else {
      known.panel.reveal();
      await known.session.run();
    }
  }

  /** Explains why something could not be done with a task; asking again explains the task itself. */
  async openFailure(thing: ExplainedThing, failure: CallError): Promise<void> {
    this.#open.get(keyOf(thing))?.panel.close();
    const { diagnose, NO_EVIDENCE } = await import(/* webpackChunkName: "explain" */ './door');
    const at = this.#options.clock.now();
    const diagnosis = diagnose({ ...NO_EVIDENCE, errors: [failure] });
    await this.#show(thing, undefined, { at, diagnosis, tasks: [], forgotten: [], linesMayFollow: false });
  }

  /** Closes the explanations of a world that is gone. */
  close(isGone: (info: ConnectionInfo) => boolean): void {
    for (const { session, panel } of [...this.#open.values()])
      if (isGone(session.thing.connection)) panel.close();
  }

  async #show(thing: ExplainedThing, restored?: WebviewPanel, known?: Explanation): Promise<void> {
    let first = known;
    // What was handed in stands for itself; only what ECS answers is kept.
    let asked = known === undefined;
    const { extensionUri, store, clock, logger, isPlayed } = this.#options;
    const door = await import(/* webpackChunkName: "explain" */ './door');
    const key = keyOf(thing);
    // Two clicks while the door was opened are one page.
    const meanwhile = this.#open.get(key);
    if (meanwhile !== undefined) {
      restored?.dispose();
      meanwhile.panel.reveal();
      return;
    }
    const session = new ExplanationSession({
      thing,
      store,
      clock,
      logger,
      keeps: () => asked && !isPlayed(thing.connection),
      view: door.viewCause,
      words: (error) => {
        // The page has words for it; signing in takes a button.
        if (restored === undefined && QuaysideError.is(error) && SIGN_IN_HELPS.includes(error.code))
          void showError(error);
        return wordsOf(error);
      },
      ask: (signal) => {
        const told = first;
        first = undefined;
        asked = told === undefined;
        return told === undefined ? this.#ask(thing, signal) : only(told);
      },
    });
    const snapshot = (): ReturnType<typeof snapshotOf> =>
      snapshotOf(thing, session.state, {
        now: clock.now(),
        locale: env.language,
        l10n,
        ago,
        build: workspace.workspaceFolders !== undefined,
      });
    const title = l10n.t('Why: {0}', titleOf(thing, l10n));
    const panel = new ExplanationPanel(extensionUri, title, snapshot, restored);
    this.#open.set(key, { session, panel });
    session.onDidChange(() => panel.update());
    panel.onDidReceive((message) => this.#receive(session, message));
    panel.onDidClose(() => {
      session.dispose();
      this.#open.delete(key);
    });
    await session.run();
  }

  async *#ask(thing: ExplainedThing, signal: AbortSignal): AsyncGenerator<Explanation> {
    const { clock, logger } = this.#options;
    const { explainService, explainTask } = await import(/* webpackChunkName: "explain" */ './door');
    const connection = await this.#connect(thing);
    const deps = { connection, clock, logger };
    const { clusterArn, serviceArn, taskArn } = thing;
    if (taskArn !== undefined) {
      const asked = { clusterArn, taskArn, ...(serviceArn === undefined ? {} : { serviceArn }) };
      yield* explainTask(deps, asked, signal);
    } else if (serviceArn !== undefined) yield* explainService(deps, { clusterArn, serviceArn }, signal);
  }

  #connect({ connection }: ExplainedThing): Promise<Connection> {
    return this.#options.connections.open(choiceOf(connection));
  }

  #receive(session: ExplanationSession, message: FromExplanation): void {
    if (message.type !== 'action') return;
    const { action } = message;
    const work =
      action === 'again'
        ? session.run()
        : this.#connect(session.thing).then((connection) =>
            this.#options.actions.act(action, session, connection),
          );
    void work.catch((error: unknown) => {
      this.#options.logger.error('An explanation could not go on', error);
      void showError(error);
    });
  }
}

async function* only(explanation: Explanation): AsyncGenerator<Explanation> {
  yield await Promise.resolve(explanation);
}

function wordsOf(error: unknown): { readonly what: string; readonly next?: string } {
  if (!QuaysideError.is(error)) return { what: describeError(error) };
  const { what, next } = explain(error);
  return next === undefined ? { what } : { what, next };
}

function keyOf({ connection, clusterArn, serviceArn, taskArn }: ExplainedThing): string {
  return [connection.id, clusterArn, serviceArn ?? '', taskArn ?? ''].join(' ');
}
