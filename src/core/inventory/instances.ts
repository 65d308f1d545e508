import type { ContainerInstance, EcsApi } from '../aws/api';
import type { Slot } from './cell';
import { Cells } from './cells';
import type { InventoryScope } from './change';

/** The container instances of each cluster that has any. */
export class InstanceStore {
  readonly #cells: Cells<readonly ContainerInstance[]>;

  constructor(ecs: EcsApi, scope: InventoryScope) {
    this.#cells = new Cells((clusterArn) => ({
      scope,
      change: { kind: 'instances', clusterArn },
      read: async (signal): Promise<readonly ContainerInstance[]> =>
        [...(await ecs.containerInstances(clusterArn, signal))].sort((a, b) => (a.arn < b.arn ? -1 : 1)),
    }));
  }

  slot(clusterArn: string): Slot<readonly ContainerInstance[]> {
    return this.#cells.get(clusterArn).slot;
  }

  first(clusterArn: string): Promise<void> {
    return this.#cells.get(clusterArn).first();
  }

  load(clusterArn: string): Promise<void> {
    return this.#cells.get(clusterArn).load();
  }
}
