import { Emitter, type Event } from '../lib/events';
import type { RequestBudget, BucketState } from './budget';
import type { Operation } from './buckets';
import type { CallUse, Feature } from './use';

/** How many requests of one operation one feature sent. */
export interface CallCount {
  readonly owner: string;
  readonly region: string;
  readonly feature: Feature;
  readonly operation: Operation;
  readonly foreground: number;
  readonly background: number;
  /** How many of them AWS refused because there were too many. */
  readonly throttled: number;
}

/** The state of an account's buckets in a region. */
export interface BudgetState {
  readonly owner: string;
  readonly region: string;
  readonly buckets: readonly BucketState[];
}

/** What has a budget of its own. */
export interface Place {
  /** The account; where it is not known, the connection. */
  readonly owner: string;
  readonly region: string;
}

/** What was spent since the window opened, by account, region, feature and operation. Holds counts only. */
export class CallLedger {
  readonly #throttled = new Emitter<Place>();
  readonly #counts = new Map<string, { -readonly [K in keyof CallCount]: CallCount[K] }>();
  readonly #budgets = new Map<string, Place & { readonly budget: RequestBudget }>();

  /** AWS refused a call of this account and region because there were too many. */
  readonly onDidThrottle: Event<Place> = this.#throttled.event;

  sent({ owner, region }: Place, operation: Operation, { feature, urgency }: CallUse): void {
    this.#count({ owner, region }, operation, feature)[urgency] += 1;
  }

  throttled(place: Place, operation: Operation, { feature }: CallUse): void {
    this.#count(place, operation, feature).throttled += 1;
    this.#throttled.fire(place);
  }

  /** The budgets whose state is told beside the counts. */
  add({ owner, region }: Place, budget: RequestBudget): void {
    this.#budgets.set(`${owner}/${region}`, { owner, region, budget });
  }

  /** Whether reading goes on slower there because AWS asked for it. */
  isSlowed({ owner, region }: Place): boolean {
    const budget = this.#budgets.get(`${owner}/${region}`)?.budget;
    return budget?.states.some(({ speed }) => speed < 1) ?? false;
  }

  /** The most expensive first. */
  get counts(): readonly CallCount[] {
    return [...this.#counts.values()]
      .map((count) => ({ ...count }))
      .sort((a, b) => b.foreground + b.background - (a.foreground + a.background));
  }

  get budgets(): readonly BudgetState[] {
    return [...this.#budgets.values()].map(({ owner, region, budget }) => ({
      owner,
      region,
      buckets: budget.states,
    }));
  }

  #count({ owner, region }: Place, operation: Operation, feature: Feature) {
    const key = `${owner} ${region} ${feature} ${operation}`;
    let count = this.#counts.get(key);
    if (count === undefined) {
      count = { owner, region, feature, operation, foreground: 0, background: 0, throttled: 0 };
      this.#counts.set(key, count);
    }
    return count;
  }
}
