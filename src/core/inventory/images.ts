import type { EcsApi } from '../aws/api';
import type { Service } from '../model/service';
import { batches, settleAll } from './batch';
import type { InventoryScope } from './change';

/** DescribeServiceRevisions takes twenty. */
const DESCRIBE_AT_ONCE = 20;

/** What a container of a service runs. */
export interface RunningImage {
  readonly container: string;
  readonly image: string;
  readonly digest?: string;
}

/**
 * The images of services, by the service revisions that they run: twenty a call, where a task definition would cost one call
 * each. A revision never changes, so it is read once.
 */
export class ImageStore {
  readonly #ecs: EcsApi;
  readonly #background: EcsApi;
  readonly #scope: InventoryScope;
  readonly #known = new Map<string, readonly RunningImage[]>();
  readonly #reading = new Set<string>();

  constructor(ecs: EcsApi, background: EcsApi, scope: InventoryScope) {
    this.#ecs = ecs;
    this.#background = background;
    this.#scope = scope;
  }

  /** Undefined while they are not known; none where another controller than ECS deploys. */
  get({ currentRevisionArns: arns = [] }: Service): readonly RunningImage[] | undefined {
    const known = arns.map((arn) => this.#known.get(arn));
    return known.includes(undefined) ? undefined : known.flatMap((images) => images ?? []);
  }

  /** Reads what is not known yet; in the background unless a person waits. */
  async load(
    services: readonly Service[],
    urgency: 'foreground' | 'background' = 'background',
  ): Promise<void> {
    const owners = new Map<string, string>();
    for (const { arn, currentRevisionArns = [] } of services)
      for (const revision of currentRevisionArns)
        if (!this.#known.has(revision) && !this.#reading.has(revision)) owners.set(revision, arn);
    const ecs = urgency === 'foreground' ? this.#ecs : this.#background;
    const work = batches([...owners.keys()], DESCRIBE_AT_ONCE).map((arns) => this.#read(arns, owners, ecs));
    await settleAll(work);
  }

  async #read(arns: readonly string[], owners: ReadonlyMap<string, string>, ecs: EcsApi): Promise<void> {
    for (const arn of arns) this.#reading.add(arn);
    try {
      const revisions = await ecs.describeServiceRevisions(arns, this.#scope.signal);
      for (const { arn, containerImages } of revisions) this.#known.set(arn, containerImages);
      const serviceArns = revisions.flatMap(({ arn }) => owners.get(arn) ?? []);
      if (serviceArns.length > 0)
        this.#scope.changed([{ kind: 'images', serviceArns: [...new Set(serviceArns)] }]);
    } finally {
      for (const arn of arns) this.#reading.delete(arn);
    }
  }
}
