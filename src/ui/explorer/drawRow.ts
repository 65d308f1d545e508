import { facts } from '../words';
import { asOf, readAt } from './age';
import { connectionRow, eventRow, instanceRow, rolloutRow, shelfRow } from './besideRows';
import { clusterGroupRow } from './clusterGroupRow';
import { clusterRow } from './clusterRow';
import { groupRow, targetRow } from './groupRow';
import { messageRow } from './messageRow';
import type { ExplorerNode } from './nodes';
import { familyRow, revisionRow } from './revisionRow';
import type { Row, RowContext } from './row';
import { scalingRow } from './scalingRow';
import { serviceRow } from './serviceRow';
import { containerRow, taskRow } from './taskRow';

/** What a row shows now. */
export function drawRow(node: ExplorerNode, context: RowContext): Row {
  switch (node.kind) {
    case 'connection':
      return connectionRow(node, context);
    case 'shelf':
      return shelfRow(node, context);
    case 'cluster':
      return clusterRow(node, context);
    case 'clusterGroup':
      return aged(clusterGroupRow(node, context), node, context);
    case 'service':
      return serviceRow(node, context);
    case 'group':
      return aged(groupRow(node, context), node, context);
    case 'rollout':
      return rolloutRow(node, context);
    case 'event':
      return eventRow(node, context);
    case 'scaling':
      return scalingRow(node, context);
    case 'instance':
      return instanceRow(node, context);
    case 'task':
      return taskRow(node, context);
    case 'container':
      return containerRow(node, context);
    case 'target':
      return targetRow(node, context);
    case 'family':
      return familyRow(node, context);
    case 'revision':
      return revisionRow(node, context);
    case 'message':
      return messageRow(node);
  }
}

/** A heading, with the time from which its counts are where that was a while ago. */
function aged(row: Row, node: ExplorerNode, { inventory, now }: RowContext): Row {
  const old = asOf(readAt(node, inventory), now);
  if (old === undefined) return row;
  return { ...row, description: facts(row.description, old), spoken: `${row.spoken}, ${old}` };
}
