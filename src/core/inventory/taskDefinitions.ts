import type { EcsApi, RawTaskDefinition } from '../aws/api';
import { raceAbort } from '../lib/abort';
import type { InventoryScope } from './change';

/** As many as somebody looks at in a while. */
const MOST_KEPT = 100;

/** Task definitions by ARN: a revision never changes, so it is read once and kept while it is used. */
export class TaskDefinitionStore {
  readonly #ecs: EcsApi;
  readonly #scope: InventoryScope;
  readonly #known = new Map<string, Promise<RawTaskDefinition>>();

  constructor(ecs: EcsApi, scope: InventoryScope) {
    this.#ecs = ecs;
    this.#scope = scope;
  }

  get(arn: string, signal?: AbortSignal): Promise<RawTaskDefinition> {
    const reading = this.#known.get(arn) ?? this.#read(arn);
    // Set anew, it is the youngest in the map's order; the oldest goes.
    this.#known.delete(arn);
    this.#known.set(arn, reading);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_KEPT && oldest !== undefined) this.#known.delete(oldest);
    return raceAbort(reading, signal);
  }

  #read(arn: string): Promise<RawTaskDefinition> {
    const reading = this.#ecs.describeTaskDefinition(arn, this.#scope.signal);
    reading.catch(() => this.#known.delete(arn));
    return reading;
  }
}
