import type { Event } from 'vscode';
import { EventEmitter, type Disposable } from 'vscode';
import { sortServices, type SortOrder } from '../../core/inventory/arrange';
import { matches, parseFilter, type Filter } from '../../core/inventory/filter';
import type { Inventory, ServiceKey } from '../../core/inventory/inventory';
import { parseArn } from '../../core/model/arn';
import type { ConnectionInfo } from '../../core/model/connection';
import type { ExplorerLayout, State } from '../../platform/state';

/** The services of a cluster as they stand in the tree. */
export interface Arranged {
  readonly shown: readonly string[];
  /** What may belong to them, too, once it has been read. */
  readonly unknown: readonly string[];
}

const PLAIN: ExplorerLayout = { filter: '', sort: 'name', pinned: [], hidden: [] };

/** How a person wants the tree: filter, order, groups, what is pinned and what is hidden. Remembered by workspace. */
export class Arrangement implements Disposable {
  readonly #state: Pick<State, 'get' | 'set'>;
  readonly #changed = new EventEmitter<void>();
  #layout: ExplorerLayout;
  #filter: Filter | undefined;

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(state: Pick<State, 'get' | 'set'>) {
    this.#state = state;
    this.#layout = { ...PLAIN, ...state.get('explorerLayout') };
    this.#filter = parseFilter(this.#layout.filter);
  }

  get filter(): Filter | undefined {
    return this.#filter;
  }

  get sort(): SortOrder {
    return this.#layout.sort;
  }

  /** The tag whose values are the groups; undefined where services stand under their clusters. */
  get groupTag(): string | undefined {
    return this.#layout.groupTag;
  }

  get hidden(): readonly string[] {
    return this.#layout.hidden;
  }

  /** Whether a service that changes may have to stand elsewhere. */
  get moves(): boolean {
    return this.#filter !== undefined || this.sort !== 'name' || this.groupTag !== undefined;
  }

  /** What makes rows other rows: with it, what is open is remembered apart. */
  get key(): string {
    const { groupTag } = this.#layout;
    return [this.#filter && `?${this.#filter.text}`, groupTag === undefined ? undefined : `#${groupTag}`]
      .filter((part) => part !== undefined)
      .join(' ');
  }

  /** The pinned services of a connection, in the order they were pinned. */
  pinned({ accountId, region }: ConnectionInfo): readonly ServiceKey[] {
    return this.#layout.pinned.filter(({ serviceArn }) => {
      const arn = parseArn(serviceArn);
      return arn?.region === region && (accountId === undefined || arn.accountId === accountId);
    });
  }

  isPinned(serviceArn: string): boolean {
    return this.#layout.pinned.some((key) => key.serviceArn === serviceArn);
  }

  isHidden(arn: string): boolean {
    return this.#layout.hidden.includes(arn);
  }

  set(change: Partial<Pick<ExplorerLayout, 'filter' | 'sort' | 'hidden'>>): void {
    this.#write({ ...this.#layout, ...change });
  }

  groupBy(tag: string | undefined): void {
    const { filter, sort, pinned, hidden } = this.#layout;
    this.#write({ filter, sort, pinned, hidden, ...(tag === undefined ? {} : { groupTag: tag }) });
  }

  pin(keys: readonly ServiceKey[]): void {
    // A service may be selected in several places, and stands there once.
    const pinned = new Map(this.#layout.pinned.map((key) => [key.serviceArn, key]));
    for (const { clusterArn, serviceArn } of keys)
      if (!pinned.has(serviceArn)) pinned.set(serviceArn, { clusterArn, serviceArn });
    this.#write({ ...this.#layout, pinned: [...pinned.values()] });
  }

  unpin(serviceArns: readonly string[]): void {
    this.#write({
      ...this.#layout,
      pinned: this.#layout.pinned.filter(({ serviceArn }) => !serviceArns.includes(serviceArn)),
    });
  }

  hide(arns: readonly string[]): void {
    this.#write({ ...this.#layout, hidden: [...new Set([...this.#layout.hidden, ...arns])] });
  }

  /** The services of a cluster, filtered, without hidden ones, in order. */
  arrange(inventory: Inventory, clusterArn: string, arns?: readonly string[]): Arranged {
    const shown: string[] = [];
    const unknown: string[] = [];
    for (const serviceArn of arns ?? inventory.services.slot(clusterArn).data ?? []) {
      if (this.isHidden(serviceArn)) continue;
      const match = this.#match(inventory, { clusterArn, serviceArn });
      if (match === 'yes') shown.push(serviceArn);
      if (match === 'unknown') unknown.push(serviceArn);
    }
    return { shown: sortServices(shown, this.sort, (arn) => inventory.services.get(arn)), unknown };
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #match(inventory: Inventory, key: ServiceKey): ReturnType<typeof matches> {
    if (this.#filter === undefined) return 'yes';
    const service = inventory.services.get(key.serviceArn);
    return matches(this.#filter, { ...key, service, images: service && inventory.images.get(service) });
  }

  #write(layout: ExplorerLayout): void {
    this.#layout = layout;
    this.#filter = parseFilter(layout.filter);
    void this.#state.set('explorerLayout', layout);
    this.#changed.fire();
  }
}
