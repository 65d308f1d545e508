import { l10n, type Disposable } from 'vscode';
import type { ServiceKey } from '../../core/inventory/inventory';
import type { Arrangement } from '../explorer/arrangement';
import type { Explorer } from '../explorer/explorer';
import { pickService, type PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { rowsGiven } from './rowsGiven';
import { registerCommand, type CommandDeps } from './run';

interface Deps extends CommandDeps, PickDeps {
  readonly arrangement: Arrangement;
  readonly explorer: Explorer;
}

/** Pins services to the top of the tree. */
export function registerPin(deps: Deps): Disposable {
  const { arrangement, explorer, logger } = deps;
  return registerCommand(COMMANDS.pin, { logger }, async (node, selection) => {
    const keys = rowsGiven(explorer, node, selection).flatMap((row): readonly ServiceKey[] =>
      row.kind === 'service' ? [row] : [],
    );
    arrangement.pin(keys.length > 0 ? keys : [await pickService(deps, l10n.t('Pin Service'))]);
  });
}

export function registerUnpin(deps: Deps): Disposable {
  const { arrangement, explorer, logger } = deps;
  return registerCommand(COMMANDS.unpin, { logger }, async (node, selection) => {
    const arns = rowsGiven(explorer, node, selection).flatMap((row) =>
      row.kind === 'service' ? [row.serviceArn] : [],
    );
    arrangement.unpin(
      arns.length > 0 ? arns : [(await pickService(deps, l10n.t('Unpin Service'))).serviceArn],
    );
  });
}
