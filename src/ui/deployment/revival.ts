import type { Connection } from '../../core/aws/connection';
import { choiceOf } from '../../core/aws/choice';
import type { Connections } from '../../core/aws/connections';
import type { WatchReference } from '../../core/deploy/event';
import type { Journal } from '../../core/deploy/journal/journal';
import type { DeployTarget } from '../../core/deploy/target';
import type { DeployState } from '../../core/deploy/state';
import type { Clock } from '../../core/lib/clock';
import { describeError } from '../../core/lib/errors';
import type { Logger } from '../../core/lib/logger';
import type { ActiveDeployment } from './activeDeployment';
import { workspacePlace } from './place';
import { offerToContinue } from './questions';
import type { DeploymentRecord, DeploymentRecords } from './records';
import type { Engine } from './session';

/** A deployment that is to be opened in this window. */
export interface Opening {
  readonly id: string;
  readonly connection: Connection;
  readonly state: DeployState;
  readonly origin: DeploymentRecord['origin'];
  readonly target?: DeployTarget;
  readonly engine?: Engine;
}

export interface RevivalOptions {
  readonly records: DeploymentRecords;
  readonly journal: Journal;
  readonly connections: Pick<Connections, 'open'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly known: (id: string) => ActiveDeployment | undefined;
  readonly open: (opening: Opening) => Promise<ActiveDeployment>;
  readonly watch: (deployment: ActiveDeployment, reference: WatchReference) => void;
  readonly resume: (deployment: ActiveDeployment) => void;
  readonly drop: (id: string) => Promise<void>;
  readonly start: (target: DeployTarget, connection: Connection) => Promise<void>;
}

/** Brings deployments back that are of the past, or that a window left under way when it closed or crashed. */
export class Revival {
  readonly #options: RevivalOptions;
  readonly #reviving = new Map<string, Promise<ActiveDeployment | undefined>>();

  constructor(options: RevivalOptions) {
    this.#options = options;
  }

  /**
   * Goes on watching what rolls out, and asks about what had not come so far. What another window has open, or another
   * workspace, is left to that.
   */
  async takeUp(): Promise<void> {
    const { journal, logger } = this.#options;
    try {
      for (const { entry, owned } of await journal.list()) {
        const isOurs = entry.workspace === undefined || entry.workspace === workspacePlace();
        if (owned === 'nobody' && isOurs) await this.#takeUpOne(entry.id);
      }
    } catch (error) {
      logger.error('The journal of deployments cannot be read', error);
    }
  }

  /** A deployment of this window, or one of the past with as much life as is left in it; once, whoever asks. */
  revive(id: string): Promise<ActiveDeployment | undefined> {
    const known = this.#options.known(id);
    if (known !== undefined) return Promise.resolve(known);
    const reviving = this.#reviving.get(id) ?? this.#bringBack(id);
    this.#reviving.set(id, reviving);
    const forget = (): boolean => this.#reviving.delete(id);
    reviving.then(forget, forget);
    return reviving;
  }

  async #bringBack(id: string): Promise<ActiveDeployment | undefined> {
    const { records, connections, journal, clock, logger, open, watch } = this.#options;
    const record = await records.find(id);
    if (record === undefined) return undefined;
    const { state, target, origin } = record;
    const { JournaledEngine, interrupted, ownedElsewhere } = await import(
      /* webpackChunkName: "deploy" */ './openSession'
    );
    const connection = await connections.open(choiceOf(state.connection));
    const owned = await journal.take(id);
    // To watch is no harm to whoever else watches; all before that is for one window.
    const rolling = owned?.entry.reference ?? (state.phase === 'ended' ? undefined : state.reference);
    const cutOff = rolling === undefined && (owned !== undefined || state.phase !== 'ended');
    const asItIs = owned === undefined && (await journal.has(id)) ? ownedElsewhere : interrupted;
    const deployment = await open({
      id,
      connection,
      origin,
      state: cutOff ? asItIs(state, clock.now()) : state,
      engine: new JournaledEngine({ id, journal, clock, logger, ...(owned && { owned }) }),
      ...(target && { target }),
    });
    if (rolling !== undefined) watch(deployment, rolling);
    return deployment;
  }

  async #takeUpOne(id: string): Promise<void> {
    const { logger, journal } = this.#options;
    let deployment: ActiveDeployment | undefined;
    try {
      deployment = await this.revive(id);
    } catch (error) {
      // Without its connection nothing can be found out yet; it stays in the list, from where it can be continued.
      logger.warn(`Deployment ${id} could not be taken up: ${describeError(error)}`);
      return;
    }
    // Begun, and gone before anything of it was kept.
    if (deployment === undefined) await (await journal.take(id))?.close();
    else if (deployment.session.state.verdict?.kind === 'interrupted') void this.#offer(deployment);
  }

  async #offer(deployment: ActiveDeployment): Promise<void> {
    const { resume, drop, start } = this.#options;
    const { session, connection } = deployment;
    const { id, target } = session;
    switch (await offerToContinue(session.state, session.resumable)) {
      case 'continue':
        resume(deployment);
        deployment.show();
        break;
      case 'again':
        await drop(id);
        if (target !== undefined) await start(target, connection);
        break;
      case 'drop':
        await drop(id);
        break;
      case 'show':
        deployment.show();
        break;
      case undefined:
        break;
    }
  }
}
