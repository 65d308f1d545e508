import type { Inventory } from '../../core/inventory/inventory';
import type { Arrangement } from './arrangement';
import type { NodeSpace } from './nodeSpace';

/** The rows of one connection, what they show, and how they are arranged. */
export interface Family {
  readonly inventory: Inventory;
  readonly nodes: NodeSpace;
  readonly arrangement: Arrangement;
}
