import type { Service } from './service';
import { primaryRollout } from './service';

/** What a row says of a service at a glance. */
export type ServiceHealth = 'healthy' | 'rolling' | 'degraded' | 'failing' | 'idle' | 'inactive';

/** Rolls counts and rollout states up into one word. */
export function serviceHealth(service: Service): ServiceHealth {
  if (service.status !== 'ACTIVE') return 'inactive';
  const primary = primaryRollout(service);
  if (primary?.rolloutState === 'FAILED') return 'failing';
  const rolling = primary?.rolloutState === 'IN_PROGRESS' || service.rollouts.length > 1;
  if (rolling)
    return primary !== undefined && primary.failedTasks > 0 && primary.running === 0 ? 'failing' : 'rolling';
  if (service.desired === 0 && service.running === 0) return 'idle';
  if (service.running === 0) return 'failing';
  return service.running < service.desired ? 'degraded' : 'healthy';
}
