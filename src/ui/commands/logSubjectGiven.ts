import type { Connection } from '../../core/aws/connection';
import type { LogSubject } from '../../core/logs/model';
import type { Explorer } from '../explorer/explorer';
import { isExplorerNode, type ExplorerNode } from '../explorer/nodes';
import { pickService, type PickDeps } from '../prompts/pickService';

/** Whose logs a command is about: the row's, else the selected row's, else those of a service that is asked for. */
export async function logSubjectGiven(
  deps: PickDeps & { readonly explorer: Explorer },
  node: unknown,
  title: string,
): Promise<{ readonly connection: Connection; readonly subject: LogSubject }> {
  const { connection } = await deps.current.ready();
  const row = isExplorerNode(node) ? node : deps.explorer.selection;
  const subject = row?.connectionId === connection.info.id ? subjectOf(row) : undefined;
  return { connection, subject: subject ?? (await pickService(deps, title)) };
}

function subjectOf(node: ExplorerNode): LogSubject | undefined {
  switch (node.kind) {
    case 'service':
      return { clusterArn: node.clusterArn, serviceArn: node.serviceArn };
    case 'group':
      return node.group === 'targetGroup'
        ? undefined
        : { clusterArn: node.clusterArn, serviceArn: node.serviceArn };
    case 'rollout':
      return { clusterArn: node.clusterArn, serviceArn: node.serviceArn, rolloutId: node.rolloutId };
    case 'task':
    case 'container':
      return {
        clusterArn: node.clusterArn,
        taskArn: node.taskArn,
        ...(node.serviceArn === undefined ? {} : { serviceArn: node.serviceArn }),
        ...(node.kind === 'container' ? { container: node.container } : {}),
      };
    default:
      return undefined;
  }
}
