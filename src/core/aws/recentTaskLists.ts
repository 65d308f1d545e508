import { raceAbort } from '../lib/abort';
import type { Clock } from '../lib/clock';
import type { EcsApi } from './api';

/** Nobody asks for older ones. */
const KEPT_MS = 10_000;

type ListTasks = EcsApi['listTasks'];
type Query = Parameters<ListTasks>[0];

/**
 * What ListTasks said of services a moment ago, whoever asked: explorer, deployments and logs look at the same ones every few
 * seconds. Who says with `withinMs` that this is new enough takes it, and waits together with others that do.
 */
export class RecentTaskLists {
  readonly #clock: Clock;
  readonly #lists = new Map<string, { readonly at: number; readonly arns: readonly string[] }>();
  readonly #coming = new Map<string, Promise<readonly string[]>>();
  /** What several wait for does not end with one of them. */
  readonly #never = new AbortController().signal;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  share(listTasks: ListTasks): ListTasks {
    return (query, signal) => {
      // Lists of whole clusters can be long, and nobody shares them.
      if (query.service === undefined) return listTasks(query, signal);
      return query.withinMs === undefined
        ? this.#noting(listTasks, query, signal)
        : this.#recent(listTasks, query, query.withinMs, signal);
    };
  }

  async *#recent(
    listTasks: ListTasks,
    query: Query,
    withinMs: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly string[]> {
    const key = keyOf(query);
    const known = this.#lists.get(key);
    if (known !== undefined && this.#clock.now() - known.at <= withinMs) {
      yield known.arns;
      return;
    }
    let coming = this.#coming.get(key);
    if (coming === undefined) {
      coming = this.#whole(listTasks, query).finally(() => this.#coming.delete(key));
      this.#coming.set(key, coming);
    }
    yield await raceAbort(coming, signal);
  }

  async #whole(listTasks: ListTasks, query: Query): Promise<readonly string[]> {
    const arns: string[] = [];
    for await (const page of this.#noting(listTasks, query, this.#never)) arns.push(...page);
    return arns;
  }

  async *#noting(listTasks: ListTasks, query: Query, signal: AbortSignal): AsyncGenerator<readonly string[]> {
    const at = this.#clock.now();
    const arns: string[] = [];
    for await (const page of listTasks(query, signal)) {
      arns.push(...page);
      yield page;
    }
    const key = keyOf(query);
    for (const [other, list] of this.#lists) if (at - list.at > KEPT_MS) this.#lists.delete(other);
    // A list that was asked for earlier and came later says less.
    if ((this.#lists.get(key)?.at ?? -Infinity) <= at) this.#lists.set(key, { at, arns });
  }
}

function keyOf({ cluster, service = '', desiredStatus }: Query): string {
  return `${nameOf(cluster)} ${nameOf(service)} ${desiredStatus}`;
}

/** Some ask by ARN and some by name. */
function nameOf(arnOrName: string): string {
  return arnOrName.slice(arnOrName.lastIndexOf('/') + 1);
}
