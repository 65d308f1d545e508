import { commands, env, l10n, window, type Disposable } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { WatchReference } from '../../core/deploy/event';
import type { DeployTarget } from '../../core/deploy/target';
import type { ServiceKey } from '../../core/inventory/inventory';
import { isCancellation } from '../../core/lib/abort';
import { QuaysideError } from '../../core/lib/errors';
import type { Logger } from '../../core/lib/logger';
import type { LogSubject } from '../../core/logs/model';
import type { FromPanel, PanelAction } from '../../protocol/deployment';
import { COMMANDS } from '../commands/ids';
import {
  copyIamStatement,
  openDockerfile,
  openPlaceInConsole,
  openTaskDefinition,
} from '../explain/causeActions';
import { rebuilt, taskToTail } from '../explain/causeButtons';
import { showError } from '../showError';
import type { ActiveDeployment } from './activeDeployment';
import { answerPause, continueDeployment } from './pauseActions';
import { askHowToStop, confirmRollBack } from './questions';
import { RevisionDiff } from './revisionDiff';

export interface DeploymentActionsOptions {
  readonly logger: Logger;
  readonly openLogs: (connection: Connection, subject: LogSubject) => Promise<void>;
  readonly saveTarget?: (target: DeployTarget, connection: Connection) => Promise<void>;
  readonly showOutput: () => void;
  readonly start: (target: DeployTarget, connection: Connection) => Promise<void>;
  /** Watches what rolls out in a service now. */
  readonly follow: (place: ServiceKey, connection: Connection) => Promise<void>;
  /** Asks for an earlier revision of a service, and deploys it. */
  readonly redeploy: (place: ServiceKey, connection: Connection) => Promise<void>;
  /** False, and said, while another deployment is about to change the same service. */
  readonly isFree: (deployment: ActiveDeployment) => Promise<boolean>;
}

/** What the panel's buttons do. */
export class DeploymentActions implements Disposable {
  readonly #options: DeploymentActionsOptions;
  #diff: RevisionDiff | undefined;

  constructor(options: DeploymentActionsOptions) {
    this.#options = options;
  }

  /** Acts on a message of the panel; what goes wrong is logged and shown. */
  receive(deployment: ActiveDeployment, message: FromPanel): void {
    switch (message.type) {
      case 'ready':
        return;
      case 'fix':
        deployment.session.accept(message.fix, message.accepted);
        return;
      case 'action':
        void this.#act(deployment, message.action).catch((error: unknown) => this.report(error));
    }
  }

  /** Watches what runs already, in the background: how it ends is in the session's state. */
  watch(deployment: ActiveDeployment, reference: WatchReference): void {
    this.#run(deployment, deployment.session.watch(reference));
  }

  /** Goes on with what was cut off, in the background. */
  resume(deployment: ActiveDeployment): void {
    this.#run(deployment, deployment.session.resume());
  }

  async stopAndRollBack(deployment: ActiveDeployment): Promise<void> {
    if (await confirmRollBack(deployment.session.state)) await this.#rollBack(deployment);
  }

  report(error: unknown): void {
    if (isCancellation(error)) return;
    this.#options.logger.error('A deployment could not go on', error);
    void showError(error);
  }

  dispose(): void {
    this.#diff?.dispose();
  }

  async #act(deployment: ActiveDeployment, action: PanelAction): Promise<void> {
    const { session, connection } = deployment;
    const { state, target } = session;
    const { reference, oldRevision, newRevision } = state;
    switch (action) {
      case 'confirm':
        if (await this.#options.isFree(deployment)) this.#run(deployment, session.confirm());
        break;
      case 'cancel':
        await this.#cancel(deployment);
        break;
      case 'stopAndRollBack':
        await this.stopAndRollBack(deployment);
        break;
      case 'continueDeployment':
        await continueDeployment(connection, state);
        break;
      case 'rollBackPause':
        if (await confirmRollBack(state)) await this.#rollBackPause(deployment);
        break;
      // With the connection of this panel, which need not be the one that the views show now.
      case 'follow':
        if (reference !== undefined) await this.#options.follow(reference, connection);
        break;
      case 'redeploy':
        if (reference !== undefined) await this.#options.redeploy(reference, connection);
        break;
      case 'stopWatching':
        session.cancel();
        break;
      case 'watch':
        if (reference !== undefined) this.watch(deployment, reference);
        break;
      case 'logs':
        if (reference !== undefined) await this.#options.openLogs(connection, serviceOf(reference));
        break;
      case 'tailTask': {
        const task = taskToTail(state.cause);
        if (reference !== undefined && task !== undefined)
          await this.#options.openLogs(connection, { ...serviceOf(reference), ...task });
        break;
      }
      case 'showOutput':
        this.#options.showOutput();
        break;
      case 'showDiff':
        this.#diff ??= new RevisionDiff();
        if (oldRevision !== undefined && newRevision !== undefined)
          await this.#diff.open(connection, oldRevision, newRevision);
        break;
      case 'deployAgain':
        if (target !== undefined) await this.#options.start(target, connection);
        break;
      case 'resume':
        this.resume(deployment);
        break;
      case 'drop':
        await session.drop();
        break;
      case 'saveTarget':
        if (target !== undefined) await this.#options.saveTarget?.(target, connection);
        break;
      case 'copyReport': {
        const { deploymentReport } = await import(/* webpackChunkName: "deploy" */ './openSession');
        await env.clipboard.writeText(deploymentReport(state));
        break;
      }
      case 'copyCause': {
        const { causeReport } = await import(/* webpackChunkName: "deploy" */ './openSession');
        await env.clipboard.writeText(
          causeReport(state, ({ template, args }) => l10n.t(template, ...args)) ?? '',
        );
        break;
      }
      case 'copyIam':
        await copyIamStatement(state.cause);
        break;
      case 'showTaskDefinition':
        if (newRevision !== undefined)
          await openTaskDefinition(connection.info.id, newRevision.arn, state.cause);
        break;
      case 'openDockerfile':
        if (target?.source.kind === 'build') await openDockerfile(target.source.dockerfile, state.cause);
        break;
      case 'rebuild':
        if (target !== undefined) await this.#options.start(rebuilt(target, state.cause), connection);
        break;
      case 'openConsole':
        if (reference !== undefined) await openPlaceInConsole(state.cause, reference);
        break;
      case 'signIn':
        await commands.executeCommand(COMMANDS.signIn);
        break;
    }
  }

  async #cancel(deployment: ActiveDeployment): Promise<void> {
    const { session } = deployment;
    // After the update there is nothing to cancel any more: ECS is at work.
    const answer = session.state.reference === undefined ? 'stopWatching' : await askHowToStop(session.state);
    if (answer === 'stopWatching') session.cancel();
    if (answer === 'stopAndRollBack') await this.#rollBack(deployment);
  }

  async #rollBack({ session }: ActiveDeployment): Promise<void> {
    const outcome = await session.stopAndRollBack();
    if (outcome?.kind === 'alreadyEnded') {
      const text = l10n.t('{0}: there is nothing left to stop.', session.state.serviceName);
      void window.showInformationMessage(text);
    }
  }

  /** The pause has an answer of its own; where that is not to be had, the deployment is stopped like any other. */
  async #rollBackPause(deployment: ActiveDeployment): Promise<void> {
    const { connection, session } = deployment;
    try {
      await answerPause(connection, session.state, 'ROLLBACK');
    } catch (error) {
      if (!QuaysideError.is(error, 'accessDenied') && !QuaysideError.is(error, 'invalid')) throw error;
      this.#options.logger.warn(`ContinueServiceDeployment is not to be had (${error.message})`);
      await this.#rollBack(deployment);
    }
  }

  #run({ session }: ActiveDeployment, work: Promise<void>): void {
    void work.catch((error: unknown) => {
      this.report(error);
      session.cancel();
    });
  }
}

function serviceOf({ clusterArn, serviceArn }: WatchReference): LogSubject {
  return { clusterArn, serviceArn };
}
