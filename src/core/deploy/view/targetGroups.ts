import { message, type Message } from '../../lib/message';
import type { TargetGroup, TargetHealth } from '../../model/targetGroup';
import type { Observation } from '../event';
import type { TargetGroupView } from '../state';

/** Target groups with the health of their targets. */
export function viewTargetGroups(
  groups: readonly TargetGroup[],
  targets: NonNullable<Observation['targets']>,
): readonly TargetGroupView[] {
  return groups.map((group) => {
    const health = targets.find(({ targetGroupArn }) => targetGroupArn === group.arn)?.health ?? [];
    return {
      arn: group.arn,
      name: group.name,
      summary: summaryOf(group, health),
      targets: health.map(({ id, port, state, reason, description }) => {
        const why = description ?? reason;
        return { id, port, state, ...(why === undefined ? {} : { reason: why }) };
      }),
    };
  });
}

/** One line: what is wrong comes before what is under way. */
function summaryOf(group: TargetGroup, health: readonly TargetHealth[]): Message {
  const count = (...states: readonly string[]): number =>
    health.filter(({ state }) => states.includes(state)).length;
  const healthy = count('healthy');
  const unhealthy = count('unhealthy', 'unavailable');
  if (unhealthy > 0) return message('targets.unhealthy', '{0} healthy, {1} unhealthy', healthy, unhealthy);
  const initial = count('initial');
  if (initial > 0) {
    return message(
      'targets.waiting',
      '{0} healthy, {1} waiting: needs {2} × {3} s',
      healthy,
      initial,
      group.healthyThreshold,
      group.healthCheckIntervalSeconds,
    );
  }
  const draining = count('draining', 'unhealthy.draining');
  if (draining > 0) return message('targets.draining', '{0} healthy, {1} draining', healthy, draining);
  return message('targets.healthy', '{0} healthy', healthy);
}
