import { Disposable, l10n, StatusBarAlignment, window } from 'vscode';
import type { State } from '../platform/state';
import { onDidChangeSetting } from '../platform/settings';
import { COMMANDS } from './commands/ids';
import type { Contribution } from './contribution';
import type { Deployments } from './deployment/deployments';
import type { SavedTargets } from './targets/savedTargets';

export interface StatusBarOptions {
  readonly deployments: Pick<Deployments, 'running' | 'onDidChange'>;
  readonly targets: Pick<SavedTargets, 'read'>;
  readonly state: State;
}

/** One item, only while a deployment runs or the workspace has a deploy target. */
export class StatusBar implements Contribution {
  readonly #options: StatusBarOptions;

  constructor(options: StatusBarOptions) {
    this.#options = options;
  }

  register(): Disposable {
    const item = window.createStatusBarItem('quayside.deployment', StatusBarAlignment.Left);
    item.name = l10n.t('ECS Deployment');
    const show = (): void => {
      const content = this.#running() ?? this.#target();
      if (content === undefined) {
        item.hide();
        return;
      }
      Object.assign(item, content);
      item.show();
    };
    show();
    return Disposable.from(
      item,
      this.#options.deployments.onDidChange(show),
      onDidChangeSetting('targets', show),
    );
  }

  /** The newest one that runs; a click brings its panel to the front. */
  #running() {
    const running = this.#options.deployments.running.filter(({ phase }) => phase === 'running');
    const [newest] = running;
    if (newest === undefined) return undefined;
    const counts = newest.counts === undefined ? '' : ` ${newest.counts}`;
    const more = running.length > 1 ? ` +${running.length - 1}` : '';
    return {
      text: `$(sync~spin) ${newest.serviceName}${counts}${more}`,
      tooltip: `${newest.clusterName}/${newest.serviceName}: ${newest.headline}`,
      command: {
        command: COMMANDS.watchDeployment,
        title: l10n.t('Watch Deployment'),
        arguments: [newest.id],
      },
    };
  }

  /** The target that was deployed last, or the first; a click makes its plan, nothing more. */
  #target() {
    const { targets, state } = this.#options;
    const known = readTargets(targets);
    const target = known.find(({ name }) => name === state.get('lastTarget')) ?? known[0];
    if (target === undefined) return undefined;
    return {
      text: `$(rocket) ${l10n.t('Deploy {0}', target.name)}`,
      tooltip: l10n.t('Plan the deployment of {0} to {1}', target.target.service, target.target.cluster),
      command: {
        command: COMMANDS.deployAgain,
        title: l10n.t('Deploy Again'),
        arguments: [target.name],
      },
    };
  }
}

/** A setting that cannot be used is told when it is used, not by the status bar. */
function readTargets(targets: StatusBarOptions['targets']): ReturnType<SavedTargets['read']>['targets'] {
  try {
    return targets.read().targets;
  } catch {
    return [];
  }
}
