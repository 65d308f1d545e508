import type { JsonObject } from '../../../core/lib/json';
import { integer, records, text, without } from '../../wire/input';
import { AwsError, type Operation } from '../../wire/service';
import type { ListenerRecord, RuleRecord } from '../../world/elbRecords';
import type { Region } from '../../world/region';
import { notFound, validationError } from './errors';
import { groupsOf, pairs, required, typed } from './members';
import {
  groupsOfListener,
  linkGroups,
  regionOf,
  requireBalancer,
  requireListener,
  requireRule,
  type Elbv2Options,
} from './scope';

function actionsOf(region: Region, input: JsonObject, name: string): readonly JsonObject[] {
  const actions = records(typed(input), name) ?? [];
  if (actions.length === 0) throw validationError(`At least one action must be specified in ${name}`);
  for (const arn of groupsOf(actions)) {
    if (!region.targetGroups.has(arn)) throw notFound('TargetGroupNotFound');
  }
  return actions;
}

/** The listener as it is now, and what it no longer leads to is told so. */
function put(region: Region, listener: ListenerRecord): void {
  const former = region.listeners.get(listener.arn);
  region.listeners.set(listener.arn, listener);
  linkGroups(region, [
    ...(former === undefined ? [] : groupsOfListener(former)),
    ...groupsOfListener(listener),
  ]);
}

/** By priority, the default last. */
function inOrder(rules: readonly RuleRecord[]): readonly RuleRecord[] {
  const rank = ({ body }: RuleRecord): number => Number(body['Priority']) || Infinity;
  return [...rules].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}

function requireFreePriority(listener: ListenerRecord, priority: string, but?: RuleRecord): void {
  if (!/^\d{1,5}$/.test(priority) || Number(priority) < 1 || Number(priority) > 50_000) {
    throw validationError(`Priority '${priority}' must be between 1 and 50000`);
  }
  if (listener.rules.some((rule) => rule !== but && rule.body['Priority'] === priority)) {
    throw new AwsError('PriorityInUse', `Priority '${priority}' is currently in use`);
  }
}

/** Short conditions come back with the long form, too, as ELB tells them. */
function conditionsOf(input: JsonObject): readonly JsonObject[] {
  const LONG: Readonly<Record<string, string>> = {
    'path-pattern': 'PathPatternConfig',
    'host-header': 'HostHeaderConfig',
  };
  return (records(input, 'Conditions') ?? []).map((condition) => {
    const config = LONG[required(condition, 'Field')];
    if (config === undefined) return condition;
    const given = condition[config];
    const Values = condition['Values'] ?? (given as JsonObject | undefined)?.['Values'] ?? [];
    return { ...condition, Values, [config]: given ?? { Values } };
  });
}

function requireFreePort(region: Region, balancer: string, port: number, but?: ListenerRecord): void {
  const taken = [...region.listeners.values()].some(
    (one) => one.loadBalancerArn === balancer && one.body['Port'] === port && one !== but,
  );
  if (!taken) return;
  throw new AwsError(
    'DuplicateListener',
    `A listener already exists on this port for this load balancer '${balancer}'`,
  );
}

export function listenerOperations({ world }: Elbv2Options): Record<string, Operation> {
  return {
    CreateListener(input, context) {
      const region = regionOf(world, context);
      const balancer = requireBalancer(region, text(input, 'LoadBalancerArn'));
      const DefaultActions = actionsOf(region, input, 'DefaultActions');
      required(input, 'Port');
      required(input, 'Protocol');
      requireFreePort(region, balancer.arn, integer(typed(input), 'Port') ?? 0);
      const suffix = `${balancer.arn.split(':loadbalancer/')[1] ?? ''}/${world.random.hex(16)}`;
      const arn = region.arn('elasticloadbalancing', `listener/${suffix}`);
      const ruleArn = region.arn('elasticloadbalancing', `listener-rule/${suffix}/${world.random.hex(16)}`);
      const body = { ListenerArn: arn, ...without(typed(input), 'Tags') };
      const byDefault = { Priority: 'default', Conditions: [], Actions: DefaultActions, IsDefault: true };
      const rules = [{ arn: ruleArn, body: { RuleArn: ruleArn, ...byDefault } }];
      put(region, { arn, loadBalancerArn: balancer.arn, body, rules, tags: pairs(input, 'Tags') });
      return { Listeners: [body] };
    },

    ModifyListener(input, context) {
      const region = regionOf(world, context);
      const listener = requireListener(region, text(input, 'ListenerArn'));
      const changes = typed(input);
      const port = integer(changes, 'Port');
      if (port !== undefined) requireFreePort(region, listener.loadBalancerArn, port, listener);
      const actions = 'DefaultActions' in input ? actionsOf(region, input, 'DefaultActions') : undefined;
      const body = { ...listener.body, ...changes };
      const rules = listener.rules.map((rule) =>
        actions !== undefined && rule.body['IsDefault'] === true
          ? { ...rule, body: { ...rule.body, Actions: actions } }
          : rule,
      );
      put(region, { ...listener, body, rules });
      return { Listeners: [body] };
    },

    DeleteListener(input, context) {
      const region = regionOf(world, context);
      const listener = requireListener(region, text(input, 'ListenerArn'));
      region.listeners.delete(listener.arn);
      linkGroups(region, groupsOfListener(listener));
      return {};
    },

    CreateRule(input, context) {
      const region = regionOf(world, context);
      const listener = requireListener(region, text(input, 'ListenerArn'));
      const Priority = required(input, 'Priority');
      requireFreePriority(listener, Priority);
      const suffix = `${listener.arn.split(':listener/')[1] ?? ''}/${world.random.hex(16)}`;
      const arn = region.arn('elasticloadbalancing', `listener-rule/${suffix}`);
      const Actions = actionsOf(region, input, 'Actions');
      const body = { RuleArn: arn, Priority, Conditions: conditionsOf(input), Actions, IsDefault: false };
      const rule = { arn, body, tags: pairs(input, 'Tags') };
      put(region, { ...listener, rules: inOrder([...listener.rules, rule]) });
      return { Rules: [body] };
    },

    ModifyRule(input, context) {
      const region = regionOf(world, context);
      const { listener, rule } = requireRule(region, text(input, 'RuleArn'));
      const body = {
        ...rule.body,
        ...('Conditions' in input && { Conditions: conditionsOf(input) }),
        ...('Actions' in input && { Actions: actionsOf(region, input, 'Actions') }),
      };
      put(region, replaced(listener, rule, { ...rule, body }));
      return { Rules: [body] };
    },

    DeleteRule(input, context) {
      const region = regionOf(world, context);
      const { listener, rule } = requireRule(region, text(input, 'RuleArn'));
      if (rule.body['IsDefault'] === true) {
        throw new AwsError('OperationNotPermitted', `Default rule '${rule.arn}' cannot be deleted`);
      }
      put(region, { ...listener, rules: listener.rules.filter((one) => one !== rule) });
      return {};
    },

    SetRulePriorities(input, context) {
      const region = regionOf(world, context);
      const changed = (records(input, 'RulePriorities') ?? []).map((pair) => {
        const { listener, rule } = requireRule(region, text(pair, 'RuleArn'));
        const Priority = required(pair, 'Priority');
        requireFreePriority(listener, Priority, rule);
        const body = { ...rule.body, Priority };
        const rules = inOrder(replaced(listener, rule, { ...rule, body }).rules);
        put(region, { ...listener, rules });
        return body;
      });
      return { Rules: changed };
    },
  };
}

function replaced(listener: ListenerRecord, rule: RuleRecord, by: RuleRecord): ListenerRecord {
  return { ...listener, rules: listener.rules.map((one) => (one === rule ? by : one)) };
}
