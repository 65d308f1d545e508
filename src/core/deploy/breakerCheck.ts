import { message } from '../lib/message';
import type { Service } from '../model/service';
import { ok, warning } from './check';
import type { PlanCheck } from './plan';

/** Failures after which the breaker gives up unless the service says otherwise: half of the tasks, within bounds. */
function breakerThreshold(desired: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desired / 2)));
}

/** What becomes of tasks that fail, and for how long ECS goes on trying. */
export function breakerCheck({
  desired,
  circuitBreaker: { enabled, rollback },
}: Pick<Service, 'desired' | 'circuitBreaker'>): PlanCheck {
  const threshold = breakerThreshold(desired);
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
