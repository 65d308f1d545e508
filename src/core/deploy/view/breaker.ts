import { counted, message, type Message } from '../../lib/message';
import type { ServiceDeployment } from '../../model/deploymentRecord';
import type { Service } from '../../model/service';

/** Where the circuit breaker stands, and what it will do. Exact counts come from the service deployment only. */
export function breakerMessage(
  service: Pick<Service, 'circuitBreaker'> | undefined,
  deployment: Pick<ServiceDeployment, 'breaker'> | undefined,
  failed: number,
): Message {
  const settings = service?.circuitBreaker;
  if (settings === undefined) return message('breaker.unknown', 'not known yet');
  if (!settings.enabled) return message('breaker.off', 'off: ECS retries for ever');
  const exact = deployment?.breaker;
  if (exact === undefined || exact.threshold === 0) {
    return settings.rollback
      ? counted(
          failed,
          'breaker.on',
          'on, rolls back on its own; {0} failed task so far',
          'on, rolls back on its own; {0} failed tasks so far',
        )
      : counted(
          failed,
          'breaker.onStays',
          'on, does not roll back; {0} failed task so far',
          'on, does not roll back; {0} failed tasks so far',
        );
  }
  const { failureCount, threshold } = exact;
  if (exact.status === 'TRIGGERED' || failureCount >= threshold) {
    return settings.rollback
      ? message('breaker.trippedBack', '{0} of {1} failures: rolls back', failureCount, threshold)
      : message('breaker.tripped', '{0} of {1} failures: gave up', failureCount, threshold);
  }
  return settings.rollback
    ? message(
        'breaker.countsBack',
        '{0} of {1} allowed failures, rolls back on its own',
        failureCount,
        threshold,
      )
    : message('breaker.counts', '{0} of {1} allowed failures, does not roll back', failureCount, threshold);
}
