import { Disposable, l10n, window } from 'vscode';
import { choiceOf } from '../../core/aws/choice';
import type { Connection } from '../../core/aws/connection';
import type { ConnectionChoice } from '../../core/aws/connections';
import type { Clock } from '../../core/lib/clock';
import { given } from '../../core/aws/given';
import type { QuaysideError } from '../../core/lib/errors';
import { Emitter } from '../../core/lib/events';
import type { Logger } from '../../core/lib/logger';
import { Absence } from '../../core/logs/absence';
import type { KeptTail } from '../../core/logs/keptTail';
import type { LogSubject } from '../../core/logs/model';
import { arnName } from '../../core/model/arn';
import { setContextKey } from '../../platform/contextKeys';
import { readSetting } from '../../platform/settings';
import type { State } from '../../platform/state';
import type { Contribution } from '../contribution';
import { fillLinkTemplate } from '../../core/logs/linkTemplate';
import { readKeptTails } from './keptTail';
import type { TailSession } from './tailSession';
import { subjectName } from './viewWords';

export interface TailRequest extends LogSubject {
  readonly connection: Connection;
}

export interface TailsDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Opens a connection, or gives the one there is; asked for at each start. */
  readonly connect: (choice: ConnectionChoice) => Promise<Connection>;
  readonly state: Pick<State, 'get' | 'set'>;
  /** Called when a log waits for the credentials of a profile. */
  readonly signedOut: (profile: string, log: string) => void;
  /** An error in words for people. */
  readonly explain: (error: QuaysideError) => string;
}

const MINUTE = 60_000;
const MOST_KEPT = 20;
/** Nobody reads a log for so long in a window that they are not in. */
const REST_AFTER_MS = 2 * 60 * MINUTE;

/**
 * All tails of this window, each with an output channel of its own. A stopped tail stays until it is closed; those that were
 * there before a reload can be taken up again.
 */
export class Tails implements Contribution {
  readonly #deps: TailsDeps;
  readonly #sessions = new Map<string, TailSession>();
  readonly #kept = new Map<string, KeptTail>();
  readonly #changes = new Emitter<undefined>();

  /** A tail came, went, started, stopped, or shows other lines. */
  readonly onDidChange = this.#changes.event;

  constructor(deps: TailsDeps) {
    this.#deps = deps;
  }

  /** Those that run, or those that are stopped, the newest first. */
  list(running: boolean): readonly TailSession[] {
    return this.all.filter(({ isRunning }) => isRunning === running);
  }

  get all(): readonly TailSession[] {
    return [...this.#sessions.values()].reverse();
  }

  /** Shows the tail of the subject; starts it, or lets it go on, where it does not run. */
  async open(request: TailRequest): Promise<void> {
    const session = await this.#session(request);
    session.start();
    session.show();
  }

  /** Closes a tail and its channel. */
  close(tail: TailSession): void {
    this.#sessions.delete(tail.id);
    this.#kept.delete(tail.id);
    tail.dispose();
    this.#changed();
  }

  /** Tails of this workspace from before the window was loaded, which are not open now. */
  get former(): readonly KeptTail[] {
    return [...this.#kept.values()].filter(({ id }) => !this.#sessions.has(id));
  }

  /** Takes a former tail up again, from the usual time on. */
  async restore(kept: KeptTail): Promise<void> {
    const session = await this.#start(kept);
    session.start();
    session.show();
  }

  async #session({ connection, ...subject }: TailRequest): Promise<TailSession> {
    const { clusterArn, serviceArn, rolloutId, taskArn, container } = subject;
    const id = JSON.stringify([connection.info.id, clusterArn, serviceArn, taskArn, container, rolloutId]);
    const name = this.#sessions.get(id)?.name ?? this.#freeName(subject);
    return this.#start({ id, name, subject, connection: choiceOf(connection.info) });
  }

  /** What reads logs is loaded when the first one is wanted. */
  async #start(kept: KeptTail): Promise<TailSession> {
    const { TailSession } = await import(/* webpackChunkName: "logs" */ './tailSession');
    const open = this.#sessions.get(kept.id);
    if (open !== undefined) return open;
    const { clock, logger, connect, signedOut, explain } = this.#deps;
    const { id, name, subject, connection, pattern, view } = kept;
    const session = new TailSession({
      id,
      name,
      subject,
      connect: () => connect(connection),
      since: clock.now() - readSetting('logs.since') * MINUTE,
      ...given('pattern', pattern),
      ...given('view', view),
      linkOf: (task, container) =>
        fillLinkTemplate(
          readSetting('logs.linkTemplate'),
          { ...subject, taskArn: task.arn, container },
          connection.region,
        ),
      clock,
      logger,
      explain,
      changed: () => this.#changed(),
      counted: () => this.#changes.fire(undefined),
      signedOut: () => {
        if (connection.kind === 'profile') signedOut(connection.profile, name);
      },
    });
    this.#sessions.set(id, session);
    this.#kept.set(id, kept);
    return session;
  }

  register(): Disposable {
    for (const kept of readKeptTails(this.#deps.state.get('tails'))) this.#kept.set(kept.id, kept);
    this.#changed();
    const absence = new Absence({
      clock: this.#deps.clock,
      afterMs: REST_AFTER_MS,
      gone: () => this.all.forEach((session) => session.rest()),
      back: () => this.all.forEach((session) => session.wake()),
    });
    absence.attend(window.state.focused);
    return Disposable.from(
      window.onDidChangeWindowState(({ focused }) => absence.attend(focused)),
      absence,
      new Disposable(() => {
        for (const session of this.#sessions.values()) session.dispose();
        this.#sessions.clear();
      }),
    );
  }

  #changed(): void {
    for (const { id, pattern, view } of this.all) {
      const kept = this.#kept.get(id);
      if (kept === undefined) continue;
      const { name, subject, connection } = kept;
      this.#kept.set(id, { id, name, subject, connection, ...given('pattern', pattern), view });
    }
    void this.#deps.state.set('tails', [...this.#kept.values()].slice(-MOST_KEPT));
    this.#changes.fire(undefined);
    setContextKey('quayside.formerTails', this.former.length > 0);
    setContextKey('quayside.tailing', this.list(true).length > 0);
    setContextKey('quayside.tailStopped', this.list(false).length > 0);
  }

  /** Channels of one name could not be told apart, so the second of a name says its cluster, and a third counts. */
  #freeName(subject: LogSubject): string {
    const name = l10n.t('ECS: {0}', subjectName(subject));
    const longer = `${name} (${arnName(subject.clusterArn)})`;
    const taken = new Set(this.all.map((session) => session.name));
    if (!taken.has(name)) return name;
    let free = longer;
    for (let count = 2; taken.has(free); count += 1) free = `${longer} ${count}`;
    return free;
  }
}
