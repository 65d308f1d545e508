import { QuaysideError } from '../lib/errors';
import { primaryRollout, type Service, type ServiceRollout } from '../model/service';
import type { RevisionRef } from './plan';

/**
 * The rollout that an update began, in its answer: the one that names our revision, even when somebody was faster and it
 * is no longer PRIMARY. Fails with `conflict` when none does.
 */
export function ourRollout(service: Service, revision: RevisionRef): ServiceRollout {
  const primary = primaryRollout(service);
  const ours =
    primary?.taskDefinitionArn === revision.arn
      ? primary
      : (service.rollouts.find(({ taskDefinitionArn }) => taskDefinitionArn === revision.arn) ??
        // Endpoints that are not AWS's may keep one rollout for ever, under the name of its first revision.
        (service.taskDefinitionArn === revision.arn ? primary : undefined));
  if (ours === undefined) {
    throw new QuaysideError(
      'conflict',
      'The service does not name the new revision: somebody else updated it',
      {
        // AWS took the update; what came of it is not in the answer.
        details: {
          ...{ service: service.name, overtaken: true },
          ...{ operation: 'UpdateService', outcome: 'unknown' },
        },
      },
    );
  }
  return ours;
}
