/** What became different in an inventory: exactly these rows have to be drawn again. */
export type InventoryChange =
  | { readonly kind: 'clusters' }
  | { readonly kind: 'cluster'; readonly clusterArn: string }
  | { readonly kind: 'services'; readonly clusterArn: string }
  | { readonly kind: 'service'; readonly clusterArn: string; readonly serviceArn: string }
  | { readonly kind: 'tasks'; readonly clusterArn: string; readonly serviceArn: string }
  | {
      readonly kind: 'task';
      readonly clusterArn: string;
      readonly serviceArn: string;
      readonly taskArn: string;
    }
  | { readonly kind: 'targets'; readonly targetGroupArn: string }
  /** How a service's deployment in progress shares the traffic. */
  | { readonly kind: 'traffic'; readonly serviceArn: string }
  /** Whether and how a service scales by itself. */
  | { readonly kind: 'scaling'; readonly clusterArn: string; readonly serviceArn: string }
  | { readonly kind: 'outsideTasks'; readonly clusterArn: string }
  | { readonly kind: 'instances'; readonly clusterArn: string }
  | { readonly kind: 'families' }
  | { readonly kind: 'revisions'; readonly family: string }
  | { readonly kind: 'revision'; readonly arn: string }
  /** The images of some services became known. */
  | { readonly kind: 'images'; readonly serviceArns: readonly string[] };

/** What the stores of one inventory share. */
export interface InventoryScope {
  /** Fires when the inventory is let go: everything under way ends, and nothing that arrives later counts. */
  readonly signal: AbortSignal;
  now(): number;
  changed(changes: readonly InventoryChange[]): void;
}
