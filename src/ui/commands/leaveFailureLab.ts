import { l10n, window, type Disposable } from 'vscode';
import type { Deployments } from '../deployment/deployments';
import type { Explanations } from '../explain/explanations';
import type { Lab } from '../lab/lab';
import { placeName } from '../lab/labStatus';
import { COMMANDS } from './ids';
import { executeCommand, registerCommand, type CommandDeps } from './run';

export interface LabCommandDeps extends CommandDeps {
  readonly lab: Lab;
  readonly deployments: Deployments;
  readonly explanations: Explanations;
}

/** Ends what is played and goes back to where one was. */
export function registerLeaveFailureLab(deps: LabCommandDeps): Disposable {
  return registerCommand(COMMANDS.leaveFailureLab, deps, () => leaveLab(deps));
}

export async function leaveLab(deps: LabCommandDeps): Promise<void> {
  if (deps.lab.playing === undefined) return;
  const before = placeName(deps.lab.before);
  await closeWorlds(deps);
  await deps.lab.leave();
  if (before === undefined) await executeCommand(COMMANDS.switchProfile);
  else window.setStatusBarMessage(l10n.t('Back to {0}', before), 5000);
}

/** Panels of a world that ends have nothing to show any more. */
export async function closeWorlds({ lab, deployments, explanations }: LabCommandDeps): Promise<void> {
  explanations.close((info) => lab.plays(info));
  await deployments.close((info) => lab.plays(info));
}
