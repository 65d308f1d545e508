import { window, workspace, type Uri } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { DeployOptions } from '../../core/deploy/deps';
import type { DeployEvent, VerdictKind } from '../../core/deploy/event';
import type { Journal } from '../../core/deploy/journal/journal';
import type { DeployState } from '../../core/deploy/state';
import type { WatchDesk } from '../../core/deploy/watch/desk';
import type { Clock } from '../../core/lib/clock';
import type { Disposable } from '../../core/lib/disposable';
import { describeError } from '../../core/lib/errors';
import { Emitter, type Event } from '../../core/lib/events';
import type { Logger } from '../../core/lib/logger';
import type { ConnectionInfo } from '../../core/model/connection';
import type { FromPanel } from '../../protocol/deployment';
import { explain } from '../errors';
import { ActiveDeployment, type DeploymentListener, type DeploymentSummary } from './activeDeployment';
import type { DeploymentLog } from './deploymentLog';
import { isFollowUpTime } from './followUpTime';
import { tellEnd } from './questions';
import type { DeploymentRecord, DeploymentRecords } from './records';
import type { Opening } from './revival';
import { isRival } from './rivals';
import { SaveRhythm } from './saveRhythm';

export interface OpenDeploymentsOptions {
  readonly extensionUri: Uri;
  readonly records: DeploymentRecords;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The settings of deploys, read at each start. */
  readonly deployOptions: () => DeployOptions;
  readonly canSaveTarget: boolean;
  /** Hears why a deployment fails, as soon as it is known: to keep it after ECS has forgotten. */
  readonly diagnosed?: (state: DeployState, at: number) => void;
  /** True for a world that is only played: nothing of it belongs into the history. */
  readonly isPlayed?: (info: ConnectionInfo) => boolean;
  readonly log: DeploymentLog;
  /** What a person pressed in a panel. */
  readonly received: (deployment: ActiveDeployment, message: FromPanel) => void;
  /** The image is there: the further services of the target can have theirs. */
  readonly followUp: (deployment: ActiveDeployment) => void;
}

/** Ends that the person brought about: nothing to tell. */
const QUIET_ENDS: readonly (VerdictKind | undefined)[] = ['cancelled', 'watchEnded'];

/** The deployments that this window has open: makes their sessions, writes down what happens to them, lets them go. */
export class OpenDeployments implements Disposable {
  readonly #options: OpenDeploymentsOptions;
  readonly #changed = new Emitter<readonly DeploymentSummary[]>();
  readonly #active = new Map<string, ActiveDeployment>();
  readonly #rhythm = new SaveRhythm();
  readonly #desks = new WeakMap<Connection, WatchDesk>();
  readonly #listener: DeploymentListener;

  /** Something about what runs has changed. */
  readonly onDidChange: Event<readonly DeploymentSummary[]> = this.#changed.event;

  constructor(options: OpenDeploymentsOptions) {
    this.#options = options;
    this.#listener = {
      changed: (deployment, event) => this.#onChange(deployment, event),
      received: (deployment, message) => options.received(deployment, message),
      closed: (deployment) => {
        if (deployment.session.state.phase === 'ended') this.drop(deployment);
      },
    };
  }

  /** Writes down what has not ended, and leaves it to whoever comes next. */
  dispose(): void {
    for (const deployment of this.#active.values()) {
      if (deployment.session.state.phase !== 'ended' && !this.#isPlayed(deployment))
        this.#options.records.saveNow(this.#recordOf(deployment));
      deployment.dispose();
    }
    this.#active.clear();
    this.#changed.dispose();
  }

  /** All of them, also those that have ended, the oldest first. */
  get all(): readonly ActiveDeployment[] {
    return [...this.#active.values()];
  }

  /** Those that have not ended, newest first. */
  get running(): readonly DeploymentSummary[] {
    return this.all
      .map(({ summary }) => summary)
      .filter(({ phase }) => phase !== 'ended')
      .reverse();
  }

  get(id: string): ActiveDeployment | undefined {
    return this.#active.get(id);
  }

  /** Another one that is about to change the same service. */
  rivalOf(state: DeployState): ActiveDeployment | undefined {
    return this.all.find(({ session }) => isRival(state, session.state));
  }

  async open(opening: Opening): Promise<ActiveDeployment> {
    const { clock, logger, deployOptions, extensionUri, canSaveTarget } = this.#options;
    const { openSession, JournaledEngine } = await import(/* webpackChunkName: "deploy" */ './openSession');
    const { id, connection, origin } = opening;
    const session = openSession({
      engine: new JournaledEngine({ ...this.#options, id }),
      ...opening,
      desks: this.#desks,
      clock,
      logger,
      explain,
      options: deployOptions(),
      attended: () => window.state.focused || deployment.visible,
    });
    const deployment: ActiveDeployment = new ActiveDeployment({
      session,
      connection,
      origin,
      extensionUri,
      now: () => clock.now(),
      canSaveTarget,
      listener: this.#listener,
    });
    this.#active.set(id, deployment);
    this.tellChange();
    return deployment;
  }

  drop({ session }: ActiveDeployment): void {
    // What was cut off and not decided upon is left to be taken up again.
    session.abandon();
    this.#active.delete(session.id);
    this.#rhythm.forget(session.id);
    void this.#options.records.letGo(session).catch((error: unknown) => {
      this.#options.logger.warn(`A plan could not be forgotten: ${describeError(error)}`);
    });
    this.tellChange();
  }

  store(deployment: ActiveDeployment): void {
    if (!this.#isPlayed(deployment)) this.#options.records.save(this.#recordOf(deployment));
  }

  tellChange(): void {
    this.#changed.fire(this.running);
  }

  #onChange(deployment: ActiveDeployment, event: DeployEvent | undefined): void {
    const { session } = deployment;
    if (event !== undefined) {
      const { log, diagnosed, clock, followUp } = this.#options;
      log.write(session.id, event, session.state);
      if (event.type === 'diagnosed' && !this.#isPlayed(deployment)) diagnosed?.(session.state, event.at);
      if (this.#rhythm.isDue(session.id, event, clock.now())) this.store(deployment);
      if (isFollowUpTime(event, session.state)) followUp(deployment);
      if (session.state.phase === 'ended' && !deployment.visible) void this.#tellEnd(deployment);
    }
    this.tellChange();
  }

  async #tellEnd(deployment: ActiveDeployment): Promise<void> {
    const { state } = deployment.session;
    const quiet = QUIET_ENDS.includes(state.verdict?.kind);
    if (!quiet && (await tellEnd(state))) deployment.show();
    else if (!deployment.opened) this.drop(deployment);
  }

  #isPlayed({ connection }: ActiveDeployment): boolean {
    return this.#options.isPlayed?.(connection.info) === true;
  }

  #recordOf({ session, origin }: ActiveDeployment): DeploymentRecord {
    const { id, state, target } = session;
    const { name } = workspace;
    return {
      id,
      origin,
      state,
      ...(target === undefined ? {} : { target }),
      ...(name === undefined ? {} : { workspace: name }),
    };
  }
}
