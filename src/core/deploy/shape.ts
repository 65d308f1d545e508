import { QuaysideError } from '../lib/errors';
import type { Service } from '../model/service';

/** Why a service cannot be updated through UpdateService; undefined when it can. */
function unsupportedShape(
  service: Pick<Service, 'controller' | 'express' | 'status'>,
): 'CODE_DEPLOY' | 'EXTERNAL' | 'EXPRESS' | 'INACTIVE' | undefined {
  if (service.status !== 'ACTIVE') return 'INACTIVE';
  if (service.express) return 'EXPRESS';
  if (service.controller === 'CODE_DEPLOY' || service.controller === 'EXTERNAL') return service.controller;
  return undefined;
}

const REASONS = {
  CODE_DEPLOY: 'CodeDeploy updates this service: a new revision has to go through CodeDeploy',
  EXTERNAL: 'An external controller updates this service through task sets',
  EXPRESS: 'This is an Express Mode service, which has a call of its own for updates',
  INACTIVE: 'This service was deleted',
} as const;

/** Fails with `unsupportedService` (details.shape) before anything is built for a service that cannot take it. */
export function assertSupported(service: Service): void {
  const shape = unsupportedShape(service);
  if (shape === undefined) return;
  throw new QuaysideError('unsupportedService', REASONS[shape], {
    details: { shape, service: service.name },
  });
}
