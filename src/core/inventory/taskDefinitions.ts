import type { EcsApi, RawTaskDefinition } from '../aws/api';
import { raceAbort } from '../lib/abort';
import { summarize, type RevisionSummary } from '../model/revisionSummary';
import { settleAll } from './batch';
import { Cell, type Slot } from './cell';
import { Cells } from './cells';
import type { InventoryScope } from './change';

/**
 * Task definitions: the families of the account, the revisions of a family, newest first, and the revisions themselves by
 * ARN. A revision never changes, so it is read once and kept.
 */
export class TaskDefinitionStore {
  readonly #ecs: EcsApi;
  readonly #scope: InventoryScope;
  readonly #known = new Map<string, Promise<RawTaskDefinition>>();
  readonly #summaries = new Map<string, RevisionSummary>();
  readonly #families: Cell<readonly string[]>;
  readonly #revisions: Cells<readonly string[]>;

  constructor(ecs: EcsApi, scope: InventoryScope) {
    this.#ecs = ecs;
    this.#scope = scope;
    this.#revisions = new Cells((family) => ({
      scope,
      change: { kind: 'revisions', family },
      read: async (signal, publish) => {
        const all: string[] = [];
        for await (const page of ecs.listTaskDefinitions(family, signal)) {
          all.push(...page);
          publish([...all]);
        }
        return all;
      },
    }));
    this.#families = new Cell({
      scope,
      change: { kind: 'families' },
      read: async (signal, publish) => {
        const all: string[] = [];
        for await (const page of ecs.listTaskDefinitionFamilies(signal)) {
          all.push(...page);
          publish(inOrder(all));
        }
        return inOrder(all);
      },
    });
  }

  get(arn: string, signal?: AbortSignal): Promise<RawTaskDefinition> {
    const reading = this.#known.get(arn) ?? this.#read(arn);
    this.#known.set(arn, reading);
    return raceAbort(reading, signal);
  }

  /** What a row shows of a revision, when it was read. */
  summary(arn: string): RevisionSummary | undefined {
    return this.#summaries.get(arn);
  }

  /** Reads some revisions that were not read yet. */
  async describe(arns: readonly string[]): Promise<void> {
    const unread = arns.filter((arn) => !this.#known.has(arn));
    await settleAll(unread.map((arn) => this.get(arn).then(() => undefined)));
  }

  get families(): Slot<readonly string[]> {
    return this.#families.slot;
  }

  firstFamilies(): Promise<void> {
    return this.#families.first();
  }

  loadFamilies(): Promise<void> {
    return this.#families.load();
  }

  /** Reads again, where somebody looked at them, the families and the revisions of those that were opened. */
  async refresh(): Promise<void> {
    const { data, error } = this.#families.slot;
    if (data === undefined && error === undefined) return;
    await Promise.all([
      this.loadFamilies(),
      ...this.#revisions.filled.map((family) => this.loadRevisions(family)),
    ]);
  }

  /** ARNs, newest first. */
  revisions(family: string): Slot<readonly string[]> {
    return this.#revisions.known(family)?.slot ?? {};
  }

  firstRevisions(family: string): Promise<void> {
    return this.#revisions.get(family).first();
  }

  loadRevisions(family: string): Promise<void> {
    return this.#revisions.get(family).load();
  }

  #read(arn: string): Promise<RawTaskDefinition> {
    const reading = this.#ecs.describeTaskDefinition(arn, this.#scope.signal);
    reading.then(
      (raw) => {
        this.#summaries.set(arn, summarize(raw));
        this.#scope.changed([{ kind: 'revision', arn }]);
      },
      () => this.#known.delete(arn),
    );
    return reading;
  }
}

function inOrder(names: readonly string[]): readonly string[] {
  return [...names].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
