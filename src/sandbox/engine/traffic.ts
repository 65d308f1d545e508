import type { JsonObject } from '../../core/lib/json';
import { record, records, text } from '../wire/input';
import type { ListenerRecord } from '../world/elbRecords';
import type { Region } from '../world/region';

/** A load balancer of a service whose traffic ECS shifts between two target groups. */
interface ShiftedBalancer {
  readonly targetGroupArn: string;
  readonly alternateTargetGroupArn: string;
  readonly productionRule?: string;
  readonly testRule?: string;
}

function shiftedBalancers(placement: JsonObject): readonly ShiftedBalancer[] {
  return (records(placement, 'loadBalancers') ?? []).flatMap((balancer) => {
    const advanced = record(balancer, 'advancedConfiguration') ?? {};
    const targetGroupArn = text(balancer, 'targetGroupArn');
    const alternateTargetGroupArn = text(advanced, 'alternateTargetGroupArn');
    if (targetGroupArn === undefined || alternateTargetGroupArn === undefined) return [];
    const productionRule = text(advanced, 'productionListenerRule');
    const testRule = text(advanced, 'testListenerRule');
    return [
      {
        targetGroupArn,
        alternateTargetGroupArn,
        ...(productionRule !== undefined && { productionRule }),
        ...(testRule !== undefined && { testRule }),
      },
    ];
  });
}

/** Whether ECS shifts traffic for a revision; without a second target group there is none to shift. */
export function shiftsTraffic(placement: JsonObject): boolean {
  return shiftedBalancers(placement).length > 0;
}

/** The target group of a load balancer's entry that the tasks of a revision register with. */
export function targetGroupOf(balancer: JsonObject, alternate: boolean): string | undefined {
  const second = text(record(balancer, 'advancedConfiguration') ?? {}, 'alternateTargetGroupArn');
  return alternate && second !== undefined ? second : text(balancer, 'targetGroupArn');
}

/** `resolvedConfiguration.loadBalancers` of a revision. */
export function resolvedBalancers(placement: JsonObject, alternate: boolean): readonly JsonObject[] {
  return (records(placement, 'loadBalancers') ?? []).flatMap((balancer) => {
    const targetGroupArn = targetGroupOf(balancer, alternate);
    const productionListenerRule = text(
      record(balancer, 'advancedConfiguration') ?? {},
      'productionListenerRule',
    );
    if (targetGroupArn === undefined) return [];
    return [{ targetGroupArn, ...(productionListenerRule !== undefined && { productionListenerRule }) }];
  });
}

/** Writes the weights into the listener rules, the target revision's share in percent. */
export function directTraffic(
  region: Region,
  placement: JsonObject,
  alternate: boolean,
  share: { readonly production: number; readonly test: number },
): void {
  for (const balancer of shiftedBalancers(placement)) {
    const [target, other] = alternate
      ? [balancer.alternateTargetGroupArn, balancer.targetGroupArn]
      : [balancer.targetGroupArn, balancer.alternateTargetGroupArn];
    const weigh = (rule: string | undefined, percent: number): void => {
      if (rule !== undefined) setAction(region, rule, forward(target, other, percent));
    };
    weigh(balancer.productionRule, share.production);
    weigh(balancer.testRule, share.test);
  }
}

/** Weights of ELB are whole numbers: percent, or tenths of them where the share has a fraction. */
function forward(target: string, other: string, percent: number): JsonObject {
  const scale = Number.isInteger(percent) ? 1 : 10;
  const weight = Math.round(percent * scale);
  return {
    Type: 'forward',
    Order: 1,
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: target, Weight: weight },
        { TargetGroupArn: other, Weight: Math.min(999, 100 * scale - weight) },
      ],
      TargetGroupStickinessConfig: { Enabled: false },
    },
  };
}

/** `arn` names a rule, or a listener where the balancer is a network one. */
function setAction(region: Region, arn: string, action: JsonObject): void {
  for (const listener of region.listeners.values()) {
    const rule = listener.rules.find((one) => one.arn === arn);
    if (listener.arn !== arn && rule === undefined) continue;
    const changed: ListenerRecord = {
      ...listener,
      body:
        listener.arn === arn || rule?.body['IsDefault'] === true
          ? { ...listener.body, DefaultActions: [action] }
          : listener.body,
      rules: listener.rules.map((one) =>
        one.arn === arn || (listener.arn === arn && one.body['IsDefault'] === true)
          ? { ...one, body: { ...one.body, Actions: [action] } }
          : one,
      ),
    };
    region.listeners.set(listener.arn, changed);
    return;
  }
}
