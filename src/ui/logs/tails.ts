import { Disposable, l10n } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { Clock } from '../../core/lib/clock';
import type { Logger } from '../../core/lib/logger';
import type { LogSubject } from '../../core/logs/model';
import { arnName, shortTaskId } from '../../core/model/arn';
import { setContextKey } from '../../platform/contextKeys';
import { readSetting } from '../../platform/settings';
import type { Contribution } from '../contribution';
import type { TailSession } from './tailSession';

export interface TailRequest extends LogSubject {
  readonly connection: Connection;
}

export interface TailsDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The connection that stands for the same profile and region now. */
  readonly reopen: (connection: Connection) => Promise<Connection>;
}

const MINUTE = 60_000;

/** All tails of this window, each with an output channel of its own. A stopped tail stays until the window closes. */
export class Tails implements Contribution {
  readonly #deps: TailsDeps;
  readonly #sessions = new Map<string, TailSession>();

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

  /** What reads logs is loaded when the first one is wanted. */
  async #session({ connection, ...subject }: TailRequest): Promise<TailSession> {
    const { TailSession } = await import(/* webpackChunkName: "logs" */ './tailSession');
    const key = JSON.stringify([
      connection.info.id,
      subject.clusterArn,
      subject.serviceArn,
      subject.taskArn,
      subject.container,
    ]);
    let session = this.#sessions.get(key);
    if (session === undefined) {
      const { clock, logger } = this.#deps;
      session = new TailSession({
        name: this.#freeName(subject),
        subject,
        connect: () => this.#deps.reopen(connection),
        since: clock.now() - readSetting('logs.since') * MINUTE,
        clock,
        logger,
        changed: () => this.#changed(),
      });
      this.#sessions.set(key, session);
    }
    return session;
  }

  register(): Disposable {
    this.#changed();
    return new Disposable(() => {
      for (const session of this.#sessions.values()) session.dispose();
      this.#sessions.clear();
    });
  }

  #changed(): void {
    setContextKey('quayside.tailing', this.list(true).length > 0);
    setContextKey('quayside.tailStopped', this.list(false).length > 0);
  }

  /** Channels of one name could not be told apart, so the second of a name says its cluster, and a third counts. */
  #freeName(subject: LogSubject): string {
    const name = l10n.t('ECS: {0}', describe(subject));
    const longer = `${name} (${arnName(subject.clusterArn)})`;
    const taken = new Set(this.all.map((session) => session.name));
    if (!taken.has(name)) return name;
    let free = longer;
    for (let count = 2; taken.has(free); count += 1) free = `${longer} ${count}`;
    return free;
  }
}

function describe({ serviceArn, taskArn, container }: LogSubject): string {
  return [
    serviceArn === undefined ? undefined : arnName(serviceArn),
    taskArn === undefined ? undefined : shortTaskId(taskArn),
    container,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}
