/*
 * Rows of the explorer as plain objects: which thing, under which parent. What is known of the thing is looked up in
 * the inventory when the row is drawn. `id` is a path of ARNs, so the editor keeps selection and expansion.
 */

interface NodeBase {
  readonly id: string;
  /** The connection the row belongs to: a command never acts on another account than the one on screen. */
  readonly connectionId: string;
  readonly parent?: ExplorerNode;
}

export interface ClusterNode extends NodeBase {
  readonly kind: 'cluster';
  readonly clusterArn: string;
}

export interface ServiceNode extends NodeBase {
  readonly kind: 'service';
  readonly clusterArn: string;
  readonly serviceArn: string;
}

/** A heading such as "Tasks" or "Target group shop-web". */
export interface GroupNode extends NodeBase {
  readonly kind: 'group';
  readonly group: 'tasks' | 'stoppedTasks' | 'targetGroup';
  readonly clusterArn: string;
  readonly serviceArn: string;
  readonly targetGroupArn?: string;
}

export interface TaskNode extends NodeBase {
  readonly kind: 'task';
  readonly clusterArn: string;
  readonly serviceArn?: string;
  readonly taskArn: string;
}

export interface ContainerNode extends NodeBase {
  readonly kind: 'container';
  readonly clusterArn: string;
  readonly serviceArn?: string;
  readonly taskArn: string;
  readonly container: string;
}

export interface TargetNode extends NodeBase {
  readonly kind: 'target';
  readonly targetGroupArn: string;
  /** Id and port, as the target group tells its targets apart. */
  readonly target: string;
}

/** A row that says something instead of showing a thing: an error with its remedy, "no services". */
export interface MessageNode extends NodeBase {
  readonly kind: 'message';
  readonly message: string;
  readonly level: 'info' | 'error';
  /** Signing in is what helps, rather than trying again. */
  readonly signIn?: boolean;
}

export type ExplorerNode =
  ClusterNode | ServiceNode | GroupNode | TaskNode | ContainerNode | TargetNode | MessageNode;

/** What the editor hands to a command is checked by its look, never trusted. */
export function isExplorerNode(value: unknown): value is ExplorerNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    'connectionId' in value &&
    typeof value.connectionId === 'string'
  );
}

/** The ARN that a row stands for; undefined for rows that are no resource. */
export function arnOf(node: ExplorerNode): string | undefined {
  switch (node.kind) {
    case 'cluster':
      return node.clusterArn;
    case 'service':
      return node.serviceArn;
    case 'group':
      return node.targetGroupArn;
    case 'task':
    case 'container':
      return node.taskArn;
    case 'target':
      return node.targetGroupArn;
    case 'message':
      return undefined;
  }
}
