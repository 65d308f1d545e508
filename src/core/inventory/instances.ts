import type { ContainerInstance, EcsApi } from '../aws/api';
import { Cell, type Slot } from './cell';
import type { InventoryScope } from './change';

/** The container instances of each cluster that has any. */
export class InstanceStore {
  readonly #ecs: EcsApi;
  readonly #scope: InventoryScope;
  readonly #cells = new Map<string, Cell<readonly ContainerInstance[]>>();

  constructor(ecs: EcsApi, scope: InventoryScope) {
    this.#ecs = ecs;
    this.#scope = scope;
  }

  slot(clusterArn: string): Slot<readonly ContainerInstance[]> {
    return this.#cell(clusterArn).slot;
  }

  first(clusterArn: string): Promise<void> {
    return this.#cell(clusterArn).first();
  }

  load(clusterArn: string): Promise<void> {
    return this.#cell(clusterArn).load();
  }

  #cell(clusterArn: string): Cell<readonly ContainerInstance[]> {
    let cell = this.#cells.get(clusterArn);
    if (cell === undefined) {
      cell = new Cell({
        scope: this.#scope,
        change: { kind: 'instances', clusterArn },
        read: async (signal): Promise<readonly ContainerInstance[]> =>
          [...(await this.#ecs.containerInstances(clusterArn, signal))].sort((a, b) =>
            a.arn < b.arn ? -1 : 1,
          ),
      });
      this.#cells.set(clusterArn, cell);
    }
    return cell;
  }
}
