import { env, l10n, workspace, type Uri, type WebviewPanel } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { DeployEvent } from '../../core/deploy/event';
import type { PlannedContainer } from '../../core/deploy/plan';
import type { DeployState } from '../../core/deploy/state';
import type { Disposable } from '../../core/lib/disposable';
import type { ErrorCode } from '../../core/lib/errors';
import { formatMessage } from '../../core/lib/message';
import type { FromPanel, PanelSnapshot } from '../../protocol/deployment';
import { panelButtons } from './buttons';
import { causeButtons } from './causeButtons';
import { DeploymentPanel } from './deploymentPanel';
import { panelStrings } from './panelStrings';
import type { DeploymentRecord } from './records';
import type { DeploymentSession } from './session';
import { translateState } from './translate';

const SIGN_IN_HELPS: readonly ErrorCode[] = [
  'noCredentials',
  'expiredCredentials',
  'ssoLoginNeeded',
  'mfaNeeded',
];

/** A deployment as the rest of the product sees it. */
export interface DeploymentSummary {
  readonly id: string;
  readonly connectionId: string;
  readonly clusterName: string;
  readonly serviceName: string;
  /** Known as soon as the plan is. */
  readonly serviceArn?: string;
  readonly targetName?: string;
  readonly phase: DeployState['phase'];
  readonly tone: DeployState['tone'];
  /** `2 of 3 new tasks healthy` */
  readonly headline: string;
  /** `2/3` while it rolls out. */
  readonly counts?: string;
}

/** What a deployment tells its owner. */
export interface DeploymentListener {
  /** After each event, and without one when something else about it changed. */
  changed(deployment: ActiveDeployment, event: DeployEvent | undefined): void;
  received(deployment: ActiveDeployment, message: FromPanel): void;
  closed(deployment: ActiveDeployment): void;
}

/** One deployment with its session and, while somebody looks at it, its panel. */
export class ActiveDeployment implements Disposable {
  readonly session: DeploymentSession;
  readonly connection: Connection;
  readonly origin: DeploymentRecord['origin'];
  readonly #extensionUri: Uri;
  readonly #now: () => number;
  readonly #canSaveTarget: boolean;
  readonly #listener: DeploymentListener;
  readonly #subscription: Disposable;
  #panel: DeploymentPanel | undefined;

  constructor(parts: {
    readonly session: DeploymentSession;
    readonly connection: Connection;
    readonly origin: DeploymentRecord['origin'];
    readonly extensionUri: Uri;
    readonly now: () => number;
    readonly canSaveTarget: boolean;
    readonly listener: DeploymentListener;
  }) {
    this.session = parts.session;
    this.connection = parts.connection;
    this.origin = parts.origin;
    this.#extensionUri = parts.extensionUri;
    this.#now = parts.now;
    this.#canSaveTarget = parts.canSaveTarget;
    this.#listener = parts.listener;
    this.#subscription = this.session.onDidChange((event) => {
      this.#panel?.update();
      this.#listener.changed(this, event);
    });
  }

  get opened(): boolean {
    return this.#panel !== undefined;
  }

  get visible(): boolean {
    return this.#panel?.visible === true;
  }

  get summary(): DeploymentSummary {
    const { state } = this.session;
    const { rollout } = state;
    const serviceArn = state.reference?.serviceArn ?? state.plan?.serviceArn;
    return {
      id: this.session.id,
      connectionId: state.connection.id,
      clusterName: state.clusterName,
      serviceName: state.serviceName,
      phase: state.phase,
      tone: state.tone,
      headline: formatMessage(translateState(state, l10n).headline),
      ...(serviceArn === undefined ? {} : { serviceArn }),
      ...(state.targetName === undefined ? {} : { targetName: state.targetName }),
      ...countsOf(rollout),
    };
  }

  /** Opens the panel, or brings it to the front; `restored` is one that the editor brought back. */
  show(restored?: WebviewPanel): void {
    if (this.#panel !== undefined) {
      this.#panel.reveal();
      return;
    }
    const panel = new DeploymentPanel(this.#extensionUri, () => this.#snapshot(), restored);
    this.#panel = panel;
    this.session.attend(panel.visible);
    panel.onDidChangeVisibility((visible) => this.session.attend(visible));
    panel.onDidReceive((message) => this.#listener.received(this, message));
    panel.onDidClose(() => {
      this.#panel = undefined;
      this.session.attend(false);
      // Nobody can confirm a plan that is not on screen; what runs goes on.
      const { phase } = this.session.state;
      if (phase === 'planning' || phase === 'review') this.session.cancel();
      this.#listener.closed(this);
    });
  }

  /** Ends what this window does. Listens no more before that, so that the end of a window is not taken for a cancel. */
  dispose(): void {
    this.#subscription.dispose();
    this.session.abandon();
    const panel = this.#panel;
    this.#panel = undefined;
    panel?.dispose();
  }

  #snapshot(): PanelSnapshot {
    const { session } = this;
    const { state } = session;
    const { problem, stopping } = session;
    const signInHelps = problem !== undefined && SIGN_IN_HELPS.includes(problem);
    return {
      id: session.id,
      strings: panelStrings(l10n),
      locale: env.language,
      now: this.#now(),
      state: translateState(withRelativePaths(state), l10n),
      buttons: panelButtons(
        state,
        {
          stopping,
          canDeployAgain: session.target !== undefined,
          canSaveTarget: this.#canSaveTarget && session.target !== undefined,
          canCompare: state.oldRevision !== undefined && state.newRevision !== undefined,
          signInHelps,
          resumable: session.resumable,
        },
        l10n,
      ),
      causeButtons: causeButtons(
        state,
        { stopping, signInHelps, builds: session.target?.source.kind === 'build' },
        l10n,
      ),
    };
  }
}

/** Of the revision that ECS brings now: while it rolls back that is the old one. */
function countsOf(rollout: DeployState['rollout']): { readonly counts?: string } {
  const side = rollout?.rollingBack === true ? rollout.old : rollout?.next;
  return side === undefined ? {} : { counts: `${side.healthy}/${side.desired}` };
}

/** Paths as people know them: seen from the workspace's folder. */
function withRelativePaths(state: DeployState): DeployState {
  const { plan } = state;
  if (plan === undefined) return state;
  const more = plan.more?.map(withRelativeBuild);
  return { ...state, plan: { ...withRelativeBuild(plan), ...(more === undefined ? {} : { more }) } };
}

function withRelativeBuild<T extends PlannedContainer>(container: T): T {
  const { build } = container;
  if (build === undefined) return container;
  const { dockerfile, context } = build;
  return {
    ...container,
    build: { ...build, dockerfile: relativePath(dockerfile), context: relativePath(context) },
  };
}

function relativePath(file: string): string {
  const isRoot = workspace.workspaceFolders?.some(({ uri }) => uri.fsPath === file) === true;
  return isRoot ? '.' : workspace.asRelativePath(file);
}
