import type { Place } from './cause';
import type { Evidence, TaskDefinitionFacts } from './evidence';
import type { FactName } from './facts';
import type { PlaceTemplate } from './rule';

type Facts = (name: FactName) => string | undefined;

const CONTAINER = 'container.';
/** The one of the two roles that the text is about. */
const ROLE = 'role';

/** The place that a rule names, made exact by what is known; undefined when a place without its facts says nothing. */
export function placeOf(
  template: PlaceTemplate,
  facts: Facts,
  evidence: Evidence,
  around: readonly string[],
): Place | undefined {
  switch (template.kind) {
    case 'taskDefinition':
      return {
        kind: 'taskDefinition',
        path: taskDefinitionPath(template.path, facts, evidence.taskDefinition),
      };
    case 'dockerfile': {
      const line = Number(facts('line'));
      return Number.isInteger(line) && line > 0 ? { kind: 'dockerfile', line } : { kind: 'dockerfile' };
    }
    case 'iam': {
      const action = facts('action') ?? template.action;
      const resource = facts('resource');
      if (action === undefined) return undefined;
      const role = roleOf(template.who, evidence.taskDefinition);
      return {
        kind: 'iam',
        action,
        who: template.who,
        ...(resource === undefined ? {} : { resource }),
        ...(role === undefined ? {} : { role }),
      };
    }
    case 'targetGroup': {
      const arn =
        around.find((text) => text.includes(':targetgroup/')) ?? evidence.targetGroups[0]?.group.arn;
      const exact = arn === undefined ? undefined : /arn:[^\s()'",]{1,400}/.exec(arn)?.[0];
      return { kind: 'targetGroup', field: template.field, ...(exact === undefined ? {} : { arn: exact }) };
    }
    case 'repository': {
      const name = facts('repository') ?? facts('image');
      return { kind: 'repository', ...(name === undefined ? {} : { name }) };
    }
    case 'service':
    case 'network':
      return template;
  }
}

function roleOf(
  who: 'executionRole' | 'taskRole' | 'caller',
  definition: TaskDefinitionFacts | undefined,
): string | undefined {
  if (who === 'executionRole') return definition?.executionRoleArn;
  return who === 'taskRole' ? definition?.taskRoleArn : undefined;
}

/** `containerDefinitions[1].secrets[0].valueFrom`; without an index where the container is not known. */
function taskDefinitionPath(path: string, facts: Facts, definition: TaskDefinitionFacts | undefined): string {
  if (path === ROLE)
    return definition?.executionRoleArn !== undefined && definition.executionRoleArn === facts('role')
      ? 'executionRoleArn'
      : 'taskRoleArn';
  if (!path.startsWith(CONTAINER)) return path;
  const member = path.slice(CONTAINER.length);
  const secret = member === 'secrets' ? secretPath(facts, definition) : undefined;
  if (secret !== undefined) return secret;
  const containers = definition?.containers ?? [];
  const named = containers.findIndex(({ name }) => name === facts('container'));
  const index = named === -1 && containers.length === 1 ? 0 : named;
  return `containerDefinitions[${index === -1 ? '' : index}].${member}`;
}

/** The entry of `secrets` that names the secret, the parameter or the key which the text is about. */
function secretPath(facts: Facts, definition: TaskDefinitionFacts | undefined): string | undefined {
  const wanted = [facts('secret'), facts('parameter')].filter((name) => name !== undefined);
  const key = facts('jsonKey');
  for (const [index, { secrets = [] }] of (definition?.containers ?? []).entries()) {
    const entry = secrets.findIndex(
      ({ valueFrom }) =>
        wanted.some(
          (name) => valueFrom.startsWith(name) || valueFrom.endsWith(`parameter/${trimmed(name)}`),
        ) ||
        (key !== undefined && valueFrom.includes(`:${key}:`)),
    );
    if (entry !== -1) return `containerDefinitions[${index}].secrets[${entry}].valueFrom`;
  }
  return undefined;
}

/** ARNs of parameters hold their names without the leading slash. */
function trimmed(parameter: string): string {
  return parameter.startsWith('/') ? parameter.slice(1) : parameter;
}
