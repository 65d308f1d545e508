import { counted, message } from '../lib/message';
import { textOf } from './taskDefinition';
import type { Tag } from '../model/service';
import { breakerCheck } from './breakerCheck';
import { capacityChecks } from './capacityChecks';
import { error, ok, warning } from './check';
import type { PlanFacts } from './facts';
import { imageChecks } from './imageChecks';
import { pendingChecks } from './pendingChecks';
import type { PlanCheck, RevisionRef } from './plan';
import { taskLimits } from './view/rollout';

/** Every line of "before it starts", the worst first within what belongs together. */
export function planChecks(
  facts: PlanFacts,
  accountId: string | undefined,
  reuses?: RevisionRef,
): readonly PlanCheck[] {
  return [
    ...pendingChecks(facts),
    ...facts.parts.flatMap((part) => {
      const checks = imageChecks(part, facts, accountId);
      const { name } = part.container;
      return facts.parts.length === 1
        ? checks
        : checks.map((check) => ({ ...check, id: `${check.id}:${name}`, container: name }));
    }),
    ...reuseChecks(facts, reuses),
    ...serviceChecks(facts, reuses),
  ];
}

function serviceChecks(facts: PlanFacts, reuses: RevisionRef | undefined): readonly PlanCheck[] {
  return [
    ...strategyChecks(facts),
    ...countChecks(facts),
    ...capacityChecks(facts),
    ...(facts.service.strategy === 'ROLLING' || facts.service.circuitBreaker.enabled
      ? [breakerCheck(facts.service)]
      : []),
    ...progressChecks(facts),
    ...newerChecks(facts, reuses),
    ...roleChecks(facts),
    ...logGroupChecks(facts),
    ...ownerChecks(facts),
  ];
}

/** What is there already is not registered again; where the service runs it too, nothing is left to do. */
function reuseChecks({ revision }: PlanFacts, reuses: RevisionRef | undefined): readonly PlanCheck[] {
  if (reuses === undefined) return [];
  if (reuses.arn !== revision.arn) {
    return [
      ok(
        'reuse',
        message('check.reuse', 'Revision {0} is identical: it is used instead of a new one', reuses.revision),
      ),
    ];
  }
  return [
    {
      ...error(
        'sameImage',
        message('check.sameImage', 'Nothing to do: revision {0} runs this very image', revision.revision),
      ),
      fix: {
        id: 'forceNewDeployment',
        label: message('fix.forceNewDeployment', 'Start its tasks anew all the same'),
        accepted: false,
      },
    },
  ];
}

/** How the service goes from one revision to the next, where that is not one task after the other. */
function strategyChecks({ service }: PlanFacts): readonly PlanCheck[] {
  if (service.scheduling === 'DAEMON') {
    return [
      ok('daemon', message('check.daemon', 'One task on each instance: its old task is replaced in place')),
    ];
  }
  switch (service.strategy) {
    case 'BLUE_GREEN':
      return [
        ok(
          'strategy',
          message(
            'check.blueGreen',
            'Blue/green: all new tasks start beside the old ones, then the traffic moves at once',
          ),
        ),
      ];
    case 'LINEAR':
      return [
        ok(
          'strategy',
          message(
            'check.linear',
            'Linear: all new tasks start beside the old ones, then the traffic moves in equal steps',
          ),
        ),
      ];
    case 'CANARY':
      return [
        ok(
          'strategy',
          message(
            'check.canary',
            'Canary: all new tasks start beside the old ones, a part of the traffic goes first, then the rest',
          ),
        ),
      ];
    default:
      return [];
  }
}

/** ECS can only move when it may start one task more, or stop one task first. */
function countChecks({ service }: PlanFacts): readonly PlanCheck[] {
  const { desired, minimumHealthyPercent, maximumPercent } = service;
  if (desired === 0) {
    return [
      warning(
        'desiredZero',
        message('check.desiredZero', 'Desired count is 0: the deployment succeeds without starting any task'),
      ),
    ];
  }
  const { minimum, maximum } = taskLimits(service);
  const rolling = service.strategy === 'ROLLING' && service.scheduling !== 'DAEMON';
  if (rolling && minimum >= desired && maximum <= desired) {
    return [
      error(
        'deadlock',
        counted(
          desired,
          'check.deadlock',
          'Minimum {1} % and maximum {2} % of {0} task leave no room: ECS could neither stop nor start one. Set the maximum to {3} % or the minimum to {4} %',
          'Minimum {1} % and maximum {2} % of {0} tasks leave no room: ECS could neither stop nor start one. Set the maximum to {3} % or the minimum to {4} %',
          minimumHealthyPercent,
          maximumPercent,
          // The maximum is rounded down, the minimum up.
          Math.ceil(((desired + 1) * 100) / desired),
          Math.floor(((desired - 1) * 100) / desired),
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

function progressChecks({ service, revision, base }: PlanFacts): readonly PlanCheck[] {
  const rolling =
    service.rollouts.length > 1 ||
    service.rollouts.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS');
  if (!rolling) return [];
  const by = textOf(base.body, 'registeredBy');
  return [
    warning(
      'inProgress',
      by === undefined
        ? message(
            'check.inProgress',
            'Revision {0} is being rolled out: this deployment supersedes it',
            revision.revision,
          )
        : message(
            'check.inProgressBy',
            'Revision {0}, registered by {1}, is being rolled out: this deployment supersedes it',
            revision.revision,
            nameOf(by),
          ),
    ),
  ];
}

/** `arn:aws:sts::123456789012:assumed-role/deploy/jane` is jane in the role deploy. */
function nameOf(arn: string): string {
  return arn.slice(arn.indexOf('/') + 1) || arn;
}

function newerChecks({ newest, revision }: PlanFacts, reuses: RevisionRef | undefined): readonly PlanCheck[] {
  if (newest === undefined || newest.revision.revision <= revision.revision) return [];
  if (reuses?.arn === newest.revision.arn) return [];
  return [
    warning(
      'newerRevision',
      message(
        'check.newerRevision',
        'Revision {0} exists but does not run: the new one is made from revision {1}',
        newest.revision.revision,
        revision.revision,
      ),
    ),
  ];
}

/** Whether the roles may be passed on is only known when AWS is asked to register: said before, checked then. */
function roleChecks({ base }: PlanFacts): readonly PlanCheck[] {
  const roles = ['taskRoleArn', 'executionRoleArn'].flatMap((key) => textOf(base.body, key) ?? []);
  const names = [...new Set(roles)].map((arn) => arn.slice(arn.lastIndexOf('/') + 1));
  if (names.length === 0) return [];
  return [
    ok(
      'roles',
      message(
        'check.roles',
        'Keeps the roles {0}: registering needs iam:PassRole for them',
        names.join(', '),
      ),
    ),
  ];
}

function logGroupChecks({ missingLogGroups = [] }: PlanFacts): readonly PlanCheck[] {
  if (missingLogGroups.length === 0) return [];
  const names = missingLogGroups.map(({ name }) => name).join(', ');
  return [
    {
      ...warning(
        'logGroup',
        message('check.logGroup', 'There is no log group {0}: tasks cannot start without it', names),
      ),
      fix: {
        id: 'createLogGroup',
        label: message('fix.createLogGroup', 'Create it before the new revision is registered'),
        accepted: false,
      },
    },
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
