import { Disposable, l10n, StatusBarAlignment, window } from 'vscode';
import type { ConnectionChoice } from '../../core/aws/connections';
import { setContextKey } from '../../platform/contextKeys';
import { COMMANDS } from '../commands/ids';
import type { Contribution } from '../contribution';
import type { Lab } from './lab';

/** Says all the time that a failure is only played, and leads back. */
export class LabStatus implements Contribution {
  readonly #lab: Lab;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  register(): Disposable {
    const item = window.createStatusBarItem('quayside.lab', StatusBarAlignment.Left);
    item.name = l10n.t('ECS Failure Lab');
    item.command = COMMANDS.openFailureLab;
    const show = (): void => {
      const { playing } = this.#lab;
      setContextKey('quayside.lab', playing !== undefined);
      if (playing === undefined) {
        item.hide();
        return;
      }
      item.text = `$(beaker) ${l10n.t('Failure Lab: {0}', playing.title)}`;
      item.tooltip = l10n.t('This is only played. Click to play another failure, or to leave the lab.');
      item.show();
    };
    show();
    return Disposable.from(item, this.#lab.onDidChange(show), new Disposable(() => this.#lab.dispose()));
  }
}

/** Where one looks again after the lab, as the view names it; undefined when there was no connection. */
export function placeName(choice: ConnectionChoice | undefined): string | undefined {
  if (choice === undefined) return undefined;
  const name = choice.kind === 'profile' ? choice.profile : l10n.t('Sandbox');
  return choice.region === undefined ? name : `${name} · ${choice.region}`;
}
