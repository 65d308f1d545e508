import { isJsonObject, type JsonObject, type JsonValue } from '../../core/lib/json';
import type { Owner } from './addresses';

/** A rule by which ECR would fetch images of another registry; here it is only kept. */
export interface PullThroughRule {
  readonly owner: Owner;
  readonly prefix: string;
  /** The members of the answer. */
  readonly body: JsonObject;
}

export class PullThroughRules {
  readonly #rules: PullThroughRule[];

  /** Trusts its input: it is this program's own file. */
  constructor(state?: JsonValue) {
    const saved = Array.isArray(state) ? (state as readonly JsonValue[]).filter(isJsonObject) : [];
    this.#rules = saved as unknown as PullThroughRule[];
  }

  /** Sorted by prefix. */
  list({ accountId, region }: Owner): readonly PullThroughRule[] {
    return this.#rules
      .filter(({ owner }) => owner.accountId === accountId && owner.region === region)
      .sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
  }

  add(rule: PullThroughRule): void {
    this.#rules.push(rule);
  }

  remove(rule: PullThroughRule): void {
    this.#rules.splice(this.#rules.indexOf(rule), 1);
  }

  toJSON(): readonly JsonObject[] {
    return this.#rules.map((rule) => ({ ...rule, owner: { ...rule.owner } }));
  }
}
