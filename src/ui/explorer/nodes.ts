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

/** An account and region, where several stand side by side. */
export interface ConnectionNode extends NodeBase {
  readonly kind: 'connection';
}

/** A heading above services that are not shown by cluster: those that are pinned, or share the value of a tag. */
export interface ShelfNode extends NodeBase {
  readonly kind: 'shelf';
  readonly shelf: 'pinned' | 'tag';
  /** The tag's value; empty for those without the tag. */
  readonly value: string;
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
  readonly group: 'tasks' | 'stoppedTasks' | 'targetGroup' | 'scaling' | 'rollouts' | 'events';
  readonly clusterArn: string;
  readonly serviceArn: string;
  readonly targetGroupArn?: string;
}

/** A heading under a cluster, beside its services; scheduled tasks stand under the tasks outside services. */
export interface ClusterGroupNode extends NodeBase {
  readonly kind: 'clusterGroup';
  readonly group: 'daemons' | 'outsideTasks' | 'scheduledTasks' | 'instances';
  readonly clusterArn: string;
}

/** One of the deployments that a service names: what is coming, running or going. */
export interface RolloutNode extends NodeBase {
  readonly kind: 'rollout';
  readonly clusterArn: string;
  readonly serviceArn: string;
  readonly rolloutId: string;
}

export interface EventNode extends NodeBase {
  readonly kind: 'event';
  readonly clusterArn: string;
  readonly serviceArn: string;
  readonly eventId: string;
}

/** What stands under the heading of how a service scales. */
export interface ScalingNode extends NodeBase {
  readonly kind: 'scaling';
  readonly part: 'suspended' | 'policy' | 'schedule' | 'activity';
  readonly clusterArn: string;
  readonly serviceArn: string;
  /** The ARN of a policy or a schedule, the id of an activity. */
  readonly key: string;
}

export interface InstanceNode extends NodeBase {
  readonly kind: 'instance';
  readonly clusterArn: string;
  readonly instanceArn: string;
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
  /** What activating a row that is no error does. */
  readonly opens?: 'filter' | 'describeAll';
}

/** Rows of the view of task definitions. */
export interface FamilyNode extends NodeBase {
  readonly kind: 'family';
  readonly family: string;
}

export interface RevisionNode extends NodeBase {
  readonly kind: 'revision';
  readonly taskDefinitionArn: string;
}

export type ExplorerNode =
  | ConnectionNode
  | ShelfNode
  | ClusterNode
  | ClusterGroupNode
  | ServiceNode
  | GroupNode
  | RolloutNode
  | EventNode
  | ScalingNode
  | InstanceNode
  | TaskNode
  | ContainerNode
  | TargetNode
  | FamilyNode
  | RevisionNode
  | MessageNode;

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
    case 'revision':
      return node.taskDefinitionArn;
    case 'instance':
      return node.instanceArn;
    case 'service':
      return node.serviceArn;
    case 'group':
      return node.targetGroupArn;
    case 'task':
    case 'container':
      return node.taskArn;
    case 'target':
      return node.targetGroupArn;
    case 'scaling':
      return node.part === 'policy' || node.part === 'schedule' ? node.key : undefined;
    case 'connection':
    case 'shelf':
    case 'clusterGroup':
    case 'rollout':
    case 'event':
    case 'family':
    case 'message':
      return undefined;
  }
}
