import { counted, message } from '../lib/message';
import type { Tag } from '../model/service';
import { error, ok, warning } from './check';
import type { PlanFacts } from './facts';
import { imageChecks } from './imageChecks';
import type { PlanCheck } from './plan';
import { taskLimits } from './view/rollout';

/** Every line of "before it starts", the worst first within what belongs together. */
export function planChecks(facts: PlanFacts, accountId: string | undefined): readonly PlanCheck[] {
  return [...imageChecks(facts, accountId), ...serviceChecks(facts)];
}

function serviceChecks(facts: PlanFacts): readonly PlanCheck[] {
  return [
    ...countChecks(facts),
    ...breakerChecks(facts),
    ...progressChecks(facts),
    ...newerChecks(facts),
    ...ownerChecks(facts),
  ];
}

/** ECS can only move when it may start one task more, or stop one task first. */
function countChecks({ service }: PlanFacts): readonly PlanCheck[] {
  if (service.desired === 0) {
    return [
      warning(
        'desiredZero',
        message('check.desiredZero', 'Desired count is 0: the deployment succeeds without starting any task'),
      ),
    ];
  }
  const { minimum, maximum } = taskLimits(service);
  if (service.scheduling !== 'DAEMON' && minimum >= service.desired && maximum <= service.desired) {
    return [
      error(
        'deadlock',
        counted(
          service.desired,
          'check.deadlock',
          'Minimum {1} % and maximum {2} % of {0} task leave no room: ECS could neither stop nor start one',
          'Minimum {1} % and maximum {2} % of {0} tasks leave no room: ECS could neither stop nor start one',
          service.minimumHealthyPercent,
          service.maximumPercent,
        ),
      ),
    ];
  }
  return [
    ok(
      'counts',
      counted(
        maximum,
        'check.counts',
        'Keeps at least {1} and runs at most {0} task at once',
        'Keeps at least {1} and runs at most {0} tasks at once',
        minimum,
      ),
    ),
  ];
}

/** Half of the desired count, but at least 3 and at most 200 failures: the default threshold of ECS. */
function breakerChecks({ service }: PlanFacts): readonly PlanCheck[] {
  const { enabled, rollback } = service.circuitBreaker;
  if (!enabled) {
    return [
      warning(
        'breaker',
        message('check.noBreaker', 'No circuit breaker: if tasks fail, ECS retries for ever'),
      ),
    ];
  }
  const threshold = Math.min(200, Math.max(3, Math.ceil(service.desired / 2)));
  return [
    rollback
      ? ok(
          'breaker',
          message(
            'check.breakerBack',
            'Gives up after about {0} failed tasks and rolls back on its own',
            threshold,
          ),
        )
      : warning(
          'breaker',
          message(
            'check.breaker',
            'Gives up after about {0} failed tasks, but does not roll back',
            threshold,
          ),
        ),
  ];
}

function progressChecks({ service, revision }: PlanFacts): readonly PlanCheck[] {
  const rolling =
    service.rollouts.length > 1 ||
    service.rollouts.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS');
  if (!rolling) return [];
  return [
    warning(
      'inProgress',
      message(
        'check.inProgress',
        'Revision {0} is being rolled out: this deployment supersedes it',
        revision.revision,
      ),
    ),
  ];
}

function newerChecks({ newest, revision }: PlanFacts): readonly PlanCheck[] {
  if (newest === undefined || newest.revision <= revision.revision) return [];
  return [
    warning(
      'newerRevision',
      message(
        'check.newerRevision',
        'Revision {0} exists but does not run: the new one is made from revision {1}',
        newest.revision,
        revision.revision,
      ),
    ),
  ];
}

function ownerChecks({ service, base }: PlanFacts): readonly PlanCheck[] {
  const owner = ownerOf([...service.tags, ...base.tags]);
  if (owner === undefined) return [];
  return [
    warning(
      'owner',
      message('check.owner', '{0} manages this service: its next run may bring the old image back', owner),
    ),
  ];
}

/** Which tool describes the service as code, as its tags tell. */
export function ownerOf(tags: readonly Tag[]): string | undefined {
  const has = (test: (tag: Tag) => boolean): boolean => tags.some(test);
  if (has(({ key }) => key.startsWith('copilot-'))) return 'Copilot';
  if (has(({ key }) => /^aws-cdk|^aws:cdk|^cdk(:|$)/i.test(key))) return 'CDK';
  if (has(({ key }) => key === 'aws:cloudformation:stack-name')) return 'CloudFormation';
  if (has(({ key, value }) => /terraform/i.test(key) || /^(terraform|opentofu)$/i.test(value)))
    return 'Terraform';
  return undefined;
}
