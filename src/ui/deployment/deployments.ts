import { randomUUID } from 'node:crypto';
import { Disposable, l10n, window, workspace, type WebviewPanel } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { Connections } from '../../core/aws/connections';
import type { WatchReference } from '../../core/deploy/event';
import type { RevisionRef } from '../../core/deploy/plan';
import type { RedeployBase } from '../../core/deploy/redeploy';
import type { DeployState } from '../../core/deploy/state';
import type { DeployTarget } from '../../core/deploy/target';
import type { ServiceKey } from '../../core/inventory/inventory';
import { throwIfAborted } from '../../core/lib/abort';
import { DisposableStore } from '../../core/lib/disposable';
import { QuaysideError } from '../../core/lib/errors';
import type { Event } from '../../core/lib/events';
import type { ConnectionInfo } from '../../core/model/connection';
import { isSavedPanel } from '../../protocol/deployment';
import { withProgress } from '../../platform/progress';
import type { Contribution } from '../contribution';
import { rolloutOf } from '../commands/rolloutOf';
import { redeployService } from '../prompts/redeployFlow';
import { runPreDeployTask } from '../tasks/preDeployTask';
import type { ActiveDeployment, DeploymentSummary } from './activeDeployment';
import { DeploymentActions, type DeploymentActionsOptions } from './deploymentActions';
import { DeploymentLog } from './deploymentLog';
import { DEPLOYMENT_VIEW_TYPE } from './deploymentPanel';
import { runToEnd, type Tell } from './headless';
import { OpenDeployments, type OpenDeploymentsOptions } from './openDeployments';
import { offerRunning, pickContainer } from './questions';
import type { DeploymentRecord } from './records';
import { Revival } from './revival';
import type { Engine } from './session';

export interface DeploymentsOptions
  extends
    Pick<DeploymentActionsOptions, 'openLogs' | 'saveTarget'>,
    Omit<OpenDeploymentsOptions, 'canSaveTarget' | 'log' | 'received' | 'followUp'> {
  readonly connections: Pick<Connections, 'open'>;
}

/** The deployments of this window: starts, watches, shows and restores them. */
export class Deployments implements Contribution {
  readonly #options: DeploymentsOptions;
  readonly #actions: DeploymentActions;
  readonly #log = new DeploymentLog();
  readonly #open: OpenDeployments;
  readonly #revival: Revival;

  /** Something about what runs has changed. */
  readonly onDidChange: Event<readonly DeploymentSummary[]>;

  constructor(options: DeploymentsOptions) {
    this.#options = options;
    const { logger, openLogs, saveTarget } = options;
    this.#open = new OpenDeployments({
      ...options,
      canSaveTarget: saveTarget !== undefined,
      log: this.#log,
      received: (deployment, message) => this.#actions.receive(deployment, message),
      followUp: (deployment) =>
        void this.#follow(deployment).catch((error: unknown) => this.#actions.report(error)),
    });
    this.onDidChange = this.#open.onDidChange;
    this.#actions = new DeploymentActions({
      logger,
      openLogs,
      showOutput: () => this.#log.show(),
      start: (target, connection) => this.start(target, connection),
      follow: (place, connection) => this.#watchNow(place, connection),
      redeploy: (place, connection) => redeployService(place, connection, this),
      isFree: (deployment) => this.#isFree(deployment.session.state),
      ...(saveTarget === undefined ? {} : { saveTarget }),
    });
    this.#revival = new Revival({
      ...options,
      known: (id) => this.#open.get(id),
      open: (opening) => this.#open.open(opening),
      watch: (deployment, reference) => this.#actions.watch(deployment, reference),
      resume: (deployment) => this.#actions.resume(deployment),
      drop: (id) => this.drop(id),
      start: (target, connection) => this.start(target, connection),
    });
  }

  register(): Disposable {
    const store = new DisposableStore();
    store.add(this.#log);
    store.add(this.#actions);
    store.add(this.#open);
    store.add(
      window.registerWebviewPanelSerializer(DEPLOYMENT_VIEW_TYPE, {
        deserializeWebviewPanel: (panel, saved: unknown) => this.#restore(panel, saved),
      }),
    );
    void this.takeUp();
    return new Disposable(() => store.dispose());
  }

  /** Takes up what this workspace's last window had under way when it closed or crashed. */
  takeUp(): Promise<void> {
    return this.#revival.takeUp();
  }

  /** Goes on with a deployment that was cut off, wherever that was. */
  async resume(id: string): Promise<void> {
    const deployment = await this.#revival.revive(id);
    if (deployment === undefined) return;
    deployment.show();
    if (deployment.session.resumable) this.#actions.resume(deployment);
  }

  /** Forgets that a deployment was cut off. */
  async drop(id: string): Promise<void> {
    const known = this.#open.get(id);
    if (known !== undefined) {
      await known.session.drop();
      this.#open.store(known);
    } else await (await this.#options.journal.take(id))?.close();
    this.#open.tellChange();
  }

  /** Shows a deployment of this window or of the past; says so when nothing is known of it any more. */
  async reopen(id: string): Promise<void> {
    const deployment = await this.#revival.revive(id);
    if (deployment === undefined)
      throw new QuaysideError('notFound', 'This deployment is not known any more');
    deployment.show();
  }

  /** Deployments that have not ended, newest first. */
  get running(): readonly DeploymentSummary[] {
    return this.#open.running;
  }

  /**
   * Opens the panel and makes the plan, after the target's own task has succeeded; settles when the plan is on screen and
   * waits for the person.
   */
  async start(target: DeployTarget, connection: Connection): Promise<void> {
    const { preDeployTask: first } = target;
    if ((target.source.kind === 'build' || first !== undefined) && !workspace.isTrusted)
      throw new QuaysideError('untrustedWorkspace', 'A build or a task runs code of the workspace');
    if (first !== undefined)
      await withProgress(l10n.t('Running the task {0} first', first), (signal) =>
        runPreDeployTask(first, signal),
      );
    await this.#plan(target, connection);
  }

  async #plan(target: DeployTarget, connection: Connection): Promise<void> {
    const { stateOfTarget } = await import(/* webpackChunkName: "deploy" */ './openSession');
    const state = stateOfTarget(target, connection, this.#options.clock.now());
    if (!(await this.#isFree(state))) return;
    const id = randomUUID();
    const deployment = await this.#open.open({ id, connection, state, target, origin: 'deploy' });
    deployment.show();
    try {
      await deployment.session.plan(target);
    } catch (error) {
      // Only the container is missing: ask for it and begin again with the answer.
      deployment.dispose();
      this.#open.drop(deployment);
      const container = await pickContainer(error);
      if (container !== undefined) await this.#plan({ ...target, container }, connection);
    }
  }

  /** Plans and deploys without a panel or a question: whoever runs a task has answered it. */
  async run(
    target: DeployTarget,
    connection: Connection,
    tell: Tell,
    signal: AbortSignal,
  ): Promise<DeployState> {
    throwIfAborted(signal);
    const { stateOfTarget } = await import(/* webpackChunkName: "deploy" */ './openSession');
    const state = stateOfTarget(target, connection, this.#options.clock.now());
    if (this.#open.rivalOf(state) !== undefined)
      throw new QuaysideError('conflict', 'The service is being deployed from this window already');
    const deployment = await this.#open.open({
      id: randomUUID(),
      connection,
      state,
      target,
      origin: 'deploy',
    });
    try {
      return await runToEnd(deployment.session, target, tell, signal);
    } finally {
      // One that was shown meanwhile stays until its panel is closed.
      if (!deployment.opened) this.#open.drop(deployment);
    }
  }

  /**
   * Watches a rollout, whoever started it; shows the panel that watches it already. Without a connection one is opened
   * from the reference, which is not possible for the sandbox.
   */
  async watch(reference: WatchReference, connection?: Connection): Promise<void> {
    const known = this.#open.all.find(
      ({ session }) => session.state.reference?.rolloutId === reference.rolloutId,
    );
    if (known !== undefined && known.session.state.phase !== 'ended') {
      known.show();
      return;
    }
    const through = connection ?? (await this.#connectionOf(reference));
    await this.#watch(reference, through, 'watch');
  }

  /** Points a service at another revision (or starts its own anew), agreed to already, and watches how that goes. */
  async redeploy(
    base: RedeployBase,
    revision: RevisionRef | undefined,
    connection: Connection,
  ): Promise<void> {
    const { JournaledEngine } = await import(/* webpackChunkName: "deploy" */ './openSession');
    const id = randomUUID();
    const engine = new JournaledEngine({ ...this.#options, id });
    const { signal } = new AbortController();
    const reference = await engine.redeploy(base, revision, connection, signal);
    await this.#watch(reference, connection, 'redeploy', { id, engine });
  }

  /** Shows the panel of what rolls out in a service now, or watches it. */
  async #watchNow(place: ServiceKey, connection: Connection): Promise<void> {
    const known = this.running.find(({ serviceArn }) => serviceArn === place.serviceArn);
    if (known !== undefined) this.show(known.id);
    else await this.watch(await rolloutOf(connection, place), connection);
  }

  /** How a deployment of this window stands; undefined for those that it has not open. */
  stateOf(id: string): DeployState | undefined {
    return this.#open.get(id)?.session.state;
  }

  /** Closes the deployments of a world that is gone, with their panels; nothing of them is kept. */
  async close(isGone: (info: ConnectionInfo) => boolean): Promise<void> {
    for (const deployment of this.#open.all) {
      if (!isGone(deployment.connection.info)) continue;
      deployment.dispose();
      this.#open.drop(deployment);
      await (await this.#options.journal.take(deployment.session.id))?.close();
    }
  }

  /** Brings a deployment's panel to the front, also one that was closed. */
  show(id: string): void {
    this.#open.get(id)?.show();
  }

  /** Asks, then stops a rollout and brings the old revision back. */
  async stopAndRollBack(id: string): Promise<void> {
    const deployment = this.#open.get(id);
    if (deployment !== undefined) await this.#actions.stopAndRollBack(deployment);
  }

  /** False while another deployment of this window is about to change the same service; offers to show that one. */
  async #isFree(state: DeployState): Promise<boolean> {
    const rival = this.#open.rivalOf(state);
    if (rival === undefined) return true;
    if (await offerRunning(rival.session.state)) rival.show();
    return false;
  }

  async #watch(
    reference: WatchReference,
    connection: Connection,
    origin: DeploymentRecord['origin'],
    { id = randomUUID(), engine }: { readonly id?: string; readonly engine?: Engine } = {},
  ): Promise<void> {
    const { stateOfRollout } = await import(/* webpackChunkName: "deploy" */ './openSession');
    const state = stateOfRollout(reference, connection);
    const deployment = await this.#open.open({ id, connection, state, origin, ...(engine && { engine }) });
    deployment.show();
    this.#actions.watch(deployment, reference);
  }

  /** Plans the deployments to the further services that a target names: the image is there, each is confirmed on its own. */
  async #follow({ session, connection }: ActiveDeployment): Promise<void> {
    const { target, state } = session;
    if (target?.also === undefined) return;
    const { followUps } = await import(/* webpackChunkName: "deploy" */ './openSession');
    for (const next of followUps(target, state)) await this.start(next, connection);
  }

  /** A panel that the editor kept over a reload: shows what is known, and goes on watching what still rolls out. */
  async #restore(panel: WebviewPanel, saved: unknown): Promise<void> {
    try {
      const deployment = isSavedPanel(saved) ? await this.#revival.revive(saved.id) : undefined;
      if (deployment !== undefined) {
        deployment.show(panel);
        return;
      }
      this.#options.logger.warn('A deployment panel came back whose deployment is not known any more');
      panel.dispose();
    } catch (error) {
      panel.dispose();
      this.#actions.report(error);
    }
  }

  async #connectionOf({ kind, profile, region }: WatchReference): Promise<Connection> {
    if (kind === 'sandbox') throw new QuaysideError('sandbox', 'The sandbox of this rollout is not known');
    return this.#options.connections.open({ kind, profile, region });
  }
}
