import { l10n, window, type Disposable } from 'vscode';
import type { Inventory } from '../../core/inventory/inventory';
import { QuaysideError } from '../../core/lib/errors';
import { parseTaskDefinition, taskDefinitionName } from '../../core/model/arn';
import { runsIn } from '../explorer/revisionRow';
import type { CurrentInventory } from '../explorer/currentInventory';
import type { Explorer } from '../explorer/explorer';
import { isExplorerNode } from '../explorer/nodes';
import type { RevisionComparison } from '../documents/revisionComparison';
import { titleAt } from '../prompts/pickCluster';
import type { PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { revisionGiven } from './revisionGiven';
import { registerCommand, type CommandDeps } from './run';

interface Deps extends CommandDeps, PickDeps {
  readonly current: CurrentInventory;
  readonly explorer: Explorer;
  readonly comparison: RevisionComparison;
}

/** Compares two revisions: the two that are selected, or one and another one of its family that is asked for. */
export function registerCompareRevisions(deps: Deps): Disposable {
  return registerCommand(COMMANDS.compareRevisions, { logger: deps.logger }, async (node, selection) => {
    const rows = (Array.isArray(selection) ? selection : [])
      .filter(isExplorerNode)
      .flatMap((row) =>
        row.kind === 'revision' && row.connectionId === node?.connectionId ? [row.taskDefinitionArn] : [],
      );
    const [first, second] = rows;
    if (node !== undefined && first !== undefined && second !== undefined)
      return deps.comparison.open(node.connectionId, [first, second]);
    const { connection, arn } = await revisionGiven(deps, node, l10n.t('Compare Revisions'));
    const inventory = deps.current.of(connection) ?? (await deps.current.ready());
    await deps.comparison.open(connection, [arn, await pickOther(arn, inventory)]);
  });
}

async function pickOther(arn: string, inventory: Inventory): Promise<string> {
  const { family } = parseTaskDefinition(arn);
  const items = async () => {
    await inventory.taskDefinitions.loadRevisions(family);
    const { data = [], error } = inventory.taskDefinitions.revisions(family);
    if (data.length === 0 && error !== undefined) throw error;
    return data
      .filter((other) => other !== arn)
      .map((other) => ({
        label: taskDefinitionName(other),
        description: runsIn(other, inventory)
          .map(({ name }) => l10n.t('runs in {0}', name))
          .join(', '),
        arn: other,
      }));
  };
  const picked = await window.showQuickPick(items(), {
    title: titleAt(l10n.t('Compare Revisions'), inventory.connection),
    placeHolder: l10n.t('Compare {0} with which revision?', taskDefinitionName(arn)),
    matchOnDescription: true,
  });
  if (picked === undefined) throw new QuaysideError('cancelled', 'No revision was chosen');
  return picked.arn;
}
