import type { EcsApi, RawTaskDefinition } from '../aws/api';
import { raceAbort } from '../lib/abort';
import type { InventoryScope } from './change';

/** Task definitions by ARN: a revision never changes, so it is read once. */
export class TaskDefinitionStore {
  readonly #ecs: EcsApi;
  readonly #scope: InventoryScope;
  readonly #known = new Map<string, Promise<RawTaskDefinition>>();

  constructor(ecs: EcsApi, scope: InventoryScope) {
    this.#ecs = ecs;
    this.#scope = scope;
  }

  get(arn: string, signal?: AbortSignal): Promise<RawTaskDefinition> {
    let reading = this.#known.get(arn);
    if (reading === undefined) {
      reading = this.#ecs.describeTaskDefinition(arn, this.#scope.signal);
      this.#known.set(arn, reading);
      reading.catch(() => this.#known.delete(arn));
    }
    return raceAbort(reading, signal);
  }
}
