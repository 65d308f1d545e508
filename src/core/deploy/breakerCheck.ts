import { message } from '../lib/message';
import type { Service } from '../model/service';
import { ok, warning } from './check';
import type { PlanCheck } from './plan';

type BreakerFacts = Pick<Service, 'desired' | 'circuitBreaker'>;

/**
 * Failures after which the breaker gives up: half of the tasks and at least 3, at most 200, unless the service has a
 * threshold of its own. Source: ThresholdConfiguration of the ECS API.
 */
function breakerThreshold({ desired, circuitBreaker: { threshold } }: BreakerFacts): number {
  const { type, value } = threshold ?? { type: 'BOUNDED_PERCENT', value: 50 };
  if (type === 'COUNT') return value;
  const share = Math.ceil((desired * value) / 100);
  return type === 'UNBOUNDED_PERCENT' ? Math.max(1, share) : Math.min(200, Math.max(3, share));
}

/** What becomes of tasks that fail, and for how long ECS goes on trying. */
export function breakerCheck(service: BreakerFacts): PlanCheck {
  const { enabled, rollback } = service.circuitBreaker;
  const threshold = breakerThreshold(service);
  if (enabled && rollback) {
    return ok(
      'breaker',
      message(
        'check.breakerBack',
        'Gives up after about {0} failed tasks and rolls back on its own',
        threshold,
      ),
    );
  }
  return {
    ...warning(
      'breaker',
      enabled
        ? message('check.breaker', 'Gives up after about {0} failed tasks, but does not roll back', threshold)
        : message('check.noBreaker', 'No circuit breaker: if tasks fail, ECS retries for ever'),
    ),
    fix: {
      id: 'enableBreaker',
      label: message(
        'fix.enableBreaker',
        'Turn it on with this deployment: gives up after {0} failed tasks and rolls back',
        threshold,
      ),
      accepted: false,
    },
  };
}
