import { message } from '../lib/message';
import type { Place, Remedy } from './cause';
import type { FactName } from './facts';
import type { Action, Rule } from './rule';

/** What can be done: the advice first, then where to look, then what the rule offers. */
export function remediesOf(
  rule: Rule,
  place: Place | undefined,
  facts: (name: FactName) => string | undefined,
  tasks: readonly string[],
): readonly Remedy[] {
  const offered = (rule.actions ?? []).map((action) => remedyFor(action, facts, tasks));
  return [
    { id: 'advice', label: rule.advice },
    ...[place === undefined ? undefined : openingOf(place), ...offered].filter(
      (remedy) => remedy !== undefined,
    ),
  ];
}

function openingOf(place: Place): Remedy | undefined {
  switch (place.kind) {
    case 'taskDefinition':
      return {
        id: 'openTaskDefinition',
        label: message('remedy.openTaskDefinition', 'Open Task Definition'),
        path: place.path,
      };
    case 'dockerfile':
      return {
        id: 'openDockerfile',
        label: message('remedy.openDockerfile', 'Open Dockerfile'),
        ...(place.line === undefined ? {} : { line: place.line }),
      };
    case 'iam':
      return {
        id: 'copyIam',
        label: message('remedy.copyIam', 'Copy IAM Statement'),
        statement: statementFor(place.action, place.resource),
      };
    case 'targetGroup':
    case 'service':
    case 'network':
    case 'repository':
      return undefined;
  }
}

function remedyFor(
  action: Action,
  facts: (name: FactName) => string | undefined,
  tasks: readonly string[],
): Remedy | undefined {
  switch (action) {
    case 'rollBack':
      return { id: 'rollBack', label: message('remedy.rollBack', 'Stop and Roll Back') };
    case 'deployAgain':
      return { id: 'deployAgain', label: message('remedy.deployAgain', 'Deploy Again') };
    case 'signIn':
      return { id: 'signIn', label: message('remedy.signIn', 'Sign In') };
    case 'rebuild': {
      const platform = facts('platform');
      return platform === undefined
        ? { id: 'rebuild', label: message('remedy.rebuild', 'Rebuild and Deploy') }
        : { id: 'rebuild', label: message('remedy.rebuildFor', 'Rebuild for {0}', platform), platform };
    }
    case 'tailTask': {
      const [taskArn] = tasks;
      const container = facts('container');
      if (taskArn === undefined) return undefined;
      return {
        id: 'tailTask',
        label: message('remedy.tailTask', 'Show Log'),
        taskArn,
        ...(container === undefined ? {} : { container }),
      };
    }
  }
}

/** Actions that are of use together only: who lacks one of them is seldom granted the others. */
const TOGETHER: readonly (readonly string[])[] = [
  ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
  [
    'ecr:BatchCheckLayerAvailability',
    'ecr:InitiateLayerUpload',
    'ecr:UploadLayerPart',
    'ecr:CompleteLayerUpload',
    'ecr:PutImage',
    // Asked for what the repository has already.
    'ecr:BatchGetImage',
  ],
  ['logs:CreateLogStream', 'logs:PutLogEvents'],
  [
    'ssmmessages:CreateControlChannel',
    'ssmmessages:CreateDataChannel',
    'ssmmessages:OpenControlChannel',
    'ssmmessages:OpenDataChannel',
  ],
];
/** Services whose actions know no resources. */
const FOR_ALL = ['ecr:GetAuthorizationToken', 'ssmmessages:CreateControlChannel'];

/** Names the resource where the refusal named it; a log stream's permission is given to its group. */
function statementFor(action: string, resource: string | undefined): string {
  const all =
    TOGETHER.find((actions) => actions[1] === action) ?? TOGETHER.find((set) => set.includes(action));
  const stream = resource?.indexOf(':log-stream:') ?? -1;
  const named = stream === -1 ? resource : `${resource?.slice(0, stream) ?? ''}:*`;
  const on = FOR_ALL.includes(action) ? '*' : (named ?? '*');
  return JSON.stringify({ Effect: 'Allow', Action: all ?? [action], Resource: on }, undefined, 2);
}
