import type { ElbApi } from '../aws/api';
import { parseArn } from '../model/arn';
import type { TargetGroup, TargetHealth } from '../model/targetGroup';
import type { Slot } from './cell';
import { Cells } from './cells';
import type { InventoryScope } from './change';

/** Target groups and the health of their targets, by the target group's ARN. */
export class TargetStore {
  readonly #elb: ElbApi;
  readonly #scope: InventoryScope;
  readonly #health: Cells<readonly TargetHealth[]>;
  readonly #groups = new Map<string, Promise<TargetGroup | undefined>>();

  constructor(elb: ElbApi, scope: InventoryScope) {
    this.#elb = elb;
    this.#scope = scope;
    this.#health = new Cells((targetGroupArn) => ({
      scope,
      change: { kind: 'targets', targetGroupArn },
      read: (signal) => elb.describeTargetHealth(targetGroupArn, signal).then(inOrder),
    }));
  }

  slot(targetGroupArn: string): Slot<readonly TargetHealth[]> {
    return this.#health.get(targetGroupArn).slot;
  }

  first(targetGroupArn: string): Promise<void> {
    return this.#health.get(targetGroupArn).first();
  }

  load(targetGroupArn: string): Promise<void> {
    return this.#health.get(targetGroupArn).load();
  }

  /** Its settings; read once, when somebody looks closer. Undefined when it does not exist. */
  group(targetGroupArn: string): Promise<TargetGroup | undefined> {
    const known = this.#groups.get(targetGroupArn);
    if (known !== undefined) return known;
    const reading = this.#elb
      .describeTargetGroups([targetGroupArn], this.#scope.signal)
      .then((groups) => groups[0]);
    this.#groups.set(targetGroupArn, reading);
    reading.catch(() => this.#groups.delete(targetGroupArn));
    return reading;
  }
}

/** ELB gives targets in no order; rows must not jump. */
function inOrder(targets: readonly TargetHealth[]): readonly TargetHealth[] {
  return [...targets].sort((a, b) => targetKey(a).localeCompare(targetKey(b), 'en', { numeric: true }));
}

/** How a target is told apart within its group. */
export function targetKey({ id, port }: Pick<TargetHealth, 'id' | 'port'>): string {
  return `${id}:${port}`;
}

/** The name inside `…:targetgroup/<name>/<id>`: the heading needs no call. */
export function targetGroupName(targetGroupArn: string): string {
  return parseArn(targetGroupArn)?.resource.split('/')[1] ?? targetGroupArn;
}
