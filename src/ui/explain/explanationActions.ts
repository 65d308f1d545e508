import { env, l10n, window, type Uri } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { DeployTarget } from '../../core/deploy/target';
import type { ServiceKey } from '../../core/inventory/inventory';
import type { LogSubject } from '../../core/logs/model';
import type { CauseAction } from '../../protocol/cause';
import { copyIamStatement, openDockerfile, openPlaceInConsole, openTaskDefinition } from './causeActions';
import { rebuilt, taskToTail } from './causeButtons';
import type { ExplanationSession } from './session';
import { headingOf } from './snapshot';

export interface ExplanationActionsOptions {
  readonly openLogs: (connection: Connection, subject: LogSubject) => Promise<void>;
  /** Asks, then stops what rolls out and brings the old revision back. */
  readonly stopAndRollBack: (connection: Connection, service: ServiceKey) => Promise<void>;
  /** What was deployed to the service last from here; undefined when that is not known. */
  readonly lastTarget: (connection: Connection, service: ServiceKey) => DeployTarget | undefined;
  readonly start: (target: DeployTarget, connection: Connection) => Promise<void>;
  /** Asks what to build and deploys it to the service. */
  readonly deploy: (connection: Connection, service: ServiceKey) => Promise<void>;
  /** Asks which Dockerfile of the workspace is meant. */
  readonly pickDockerfile: (title: string) => Promise<Uri>;
}

/** What the buttons of an explanation do. */
export class ExplanationActions {
  readonly #options: ExplanationActionsOptions;

  constructor(options: ExplanationActionsOptions) {
    this.#options = options;
  }

  async act(action: CauseAction, session: ExplanationSession, connection: Connection): Promise<void> {
    const { cause, taskDefinitionArn } = session.state;
    const { clusterArn, serviceArn } = session.thing;
    const service = serviceArn === undefined ? undefined : { clusterArn, serviceArn };
    switch (action) {
      case 'stopAndRollBack':
        if (service !== undefined) await this.#options.stopAndRollBack(connection, service);
        break;
      case 'rebuild': {
        if (service === undefined) break;
        const target = this.#options.lastTarget(connection, service);
        if (target === undefined) await this.#options.deploy(connection, service);
        else await this.#options.start(rebuilt(target, cause), connection);
        break;
      }
      case 'logs':
        if (service !== undefined) await this.#options.openLogs(connection, service);
        break;
      case 'tailTask': {
        const task = taskToTail(cause);
        if (task !== undefined) await this.#options.openLogs(connection, { clusterArn, ...service, ...task });
        break;
      }
      case 'showTaskDefinition':
        if (taskDefinitionArn !== undefined)
          await openTaskDefinition(connection.info.id, taskDefinitionArn, cause);
        break;
      case 'openDockerfile': {
        const target = service === undefined ? undefined : this.#options.lastTarget(connection, service);
        const source = target?.source;
        const file =
          source?.kind === 'build'
            ? source.dockerfile
            : (await this.#options.pickDockerfile(l10n.t('Open Dockerfile'))).fsPath;
        await openDockerfile(file, cause);
        break;
      }
      case 'openConsole':
        await openPlaceInConsole(cause, session.thing);
        break;
      case 'copyIam':
        await copyIamStatement(cause);
        break;
      case 'copyCause': {
        if (cause === undefined) break;
        const { causeReport } = await import(/* webpackChunkName: "explain" */ './door');
        const report = causeReport({ cause }, ({ template, args }) => l10n.t(template, ...args)) ?? '';
        await env.clipboard.writeText(`${headingOf(session.thing, session.state, l10n)}\n\n${report}\n`);
        window.setStatusBarMessage(l10n.t('Cause copied as Markdown'), 3000);
        break;
      }
    }
  }
}
