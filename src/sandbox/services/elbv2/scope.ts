import type { JsonObject } from '../../../core/lib/json';
import type { WorldClock } from '../../clock';
import { records, text } from '../../wire/input';
import type { CallContext } from '../../wire/service';
import type {
  ListenerRecord,
  LoadBalancerRecord,
  RuleRecord,
  TargetGroupRecord,
} from '../../world/elbRecords';
import type { Region } from '../../world/region';
import type { World } from '../../world/world';
import { notFound } from './errors';
import { groupsOf } from './members';

export interface Elbv2Options {
  readonly world: World;
  readonly clock: WorldClock;
}

export function regionOf(world: World, { accountId, region }: CallContext): Region {
  return world.region(accountId, region);
}

export function requireBalancer(region: Region, arn: string | undefined): LoadBalancerRecord {
  const balancer = region.loadBalancers.get(arn ?? '');
  if (balancer === undefined) throw notFound('LoadBalancerNotFound');
  return balancer;
}

export function requireListener(region: Region, arn: string | undefined): ListenerRecord {
  const listener = region.listeners.get(arn ?? '');
  if (listener === undefined) throw notFound('ListenerNotFound');
  return listener;
}

export function requireRule(
  region: Region,
  arn: string | undefined,
): { readonly listener: ListenerRecord; readonly rule: RuleRecord } {
  for (const listener of region.listeners.values()) {
    const rule = listener.rules.find((one) => one.arn === arn);
    if (rule !== undefined) return { listener, rule };
  }
  throw notFound('RuleNotFound');
}

export function requireGroup(region: Region, input: JsonObject): TargetGroupRecord {
  const group = region.targetGroups.get(text(input, 'TargetGroupArn') ?? '');
  if (group === undefined) throw notFound('TargetGroupNotFound');
  return group;
}

/** The target groups that a listener leads to, by its rules or by default. */
export function groupsOfListener({ body, rules }: ListenerRecord): readonly string[] {
  const actions = rules.flatMap((rule) => records(rule.body, 'Actions') ?? []);
  return groupsOf([...(records(body, 'DefaultActions') ?? []), ...actions]);
}

/** Tells the target groups which load balancers lead to them now. */
export function linkGroups(region: Region, arns: readonly string[]): void {
  for (const arn of new Set(arns)) {
    const group = region.targetGroups.get(arn);
    if (group === undefined) continue;
    const balancers = [...region.listeners.values()]
      .filter((listener) => groupsOfListener(listener).includes(arn))
      .map(({ loadBalancerArn }) => loadBalancerArn);
    const body = { ...group.body, LoadBalancerArns: [...new Set(balancers)] };
    region.targetGroups.set(arn, { ...group, body });
  }
}
