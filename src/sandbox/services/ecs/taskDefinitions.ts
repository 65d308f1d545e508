import type { JsonObject } from '../../../core/lib/json';
import { text, texts } from '../../wire/input';
import type { Operation } from '../../wire/service';
import type { TaskDefinitionRecord } from '../../world/records';
import type { Region } from '../../world/region';
import { regionOf, seconds, type EcsDeps } from './deps';
import { clientError, invalidParameter } from './errors';
import { findTaskDefinition } from './lookups';
import { page, pageSize } from './paging';
import { readTags, tagAnswer } from './tagLists';
import { acceptTaskDefinition } from './taskDefinitionChecks';

function taskDefinitionAnswer(definition: TaskDefinitionRecord): JsonObject {
  return {
    ...definition.body,
    taskDefinitionArn: definition.arn,
    family: definition.family,
    revision: definition.revision,
    status: definition.status,
    ...(definition.deregisteredAt !== undefined && { deregisteredAt: seconds(definition.deregisteredAt) }),
  };
}

function requireRevision(region: Region, name: string | undefined): TaskDefinitionRecord {
  const definition = name === undefined || !name.includes(':') ? undefined : findTaskDefinition(region, name);
  if (definition === undefined) throw clientError('The specified task definition does not exist.');
  return definition;
}

/** All revisions, families in alphabetical order, revisions in numerical order. */
function listed(region: Region, input: JsonObject): TaskDefinitionRecord[] {
  const prefix = text(input, 'familyPrefix');
  const status = text(input, 'status') ?? 'ACTIVE';
  const families = [...region.families.keys()].filter((family) => prefix === undefined || family === prefix);
  const all = families
    .sort()
    .flatMap((family) => region.families.get(family) ?? [])
    .filter((definition) => definition.status === status);
  return text(input, 'sort') === 'DESC' ? all.reverse() : all;
}

/** The token names the revision just listed, as recorded. */
function tokenOf({ family, revision }: TaskDefinitionRecord): string {
  return `${family}::${String(revision).padStart(10, '0')}`;
}

export function taskDefinitionOperations(deps: EcsDeps): Record<string, Operation> {
  return {
    RegisterTaskDefinition(input, context) {
      const region = regionOf(deps, context);
      const tags = readTags(input, 'ClientException');
      const { family, body } = acceptTaskDefinition(input);
      const revision = (region.families.get(family)?.at(-1)?.revision ?? 0) + 1;
      const definition: TaskDefinitionRecord = {
        arn: region.arn('ecs', `task-definition/${family}:${revision}`),
        family,
        revision,
        status: 'ACTIVE',
        body: {
          ...body,
          registeredAt: seconds(deps.clock.now()),
          registeredBy: `arn:aws:iam::${context.accountId}:user/sandbox`,
        },
        tags: tags ?? [],
      };
      region.addTaskDefinition(definition);
      return {
        taskDefinition: taskDefinitionAnswer(definition),
        ...(tags !== undefined && { tags: tagAnswer(tags) }),
      };
    },

    DescribeTaskDefinition(input, context) {
      for (const value of texts(input, 'include') ?? []) {
        if (value !== 'TAGS') {
          throw clientError(`${value} is not a valid value for include. The value must be one of [[TAGS]]`);
        }
      }
      const name = text(input, 'taskDefinition');
      const definition = name === undefined ? undefined : findTaskDefinition(regionOf(deps, context), name);
      if (definition === undefined) throw clientError('Unable to describe task definition.');
      const withTags = (texts(input, 'include') ?? []).includes('TAGS');
      return {
        taskDefinition: taskDefinitionAnswer(definition),
        tags: withTags ? tagAnswer(definition.tags) : [],
      };
    },

    ListTaskDefinitions(input, context) {
      const all = listed(regionOf(deps, context), input);
      const size = pageSize(input, 100);
      const token = text(input, 'nextToken');
      const last = token === undefined ? -1 : all.findIndex((one) => tokenOf(one) === token);
      if (token !== undefined && last < 0) throw invalidParameter('Invalid token.');
      const items = all.slice(last + 1, last + 1 + size);
      const end = items.at(-1);
      return {
        taskDefinitionArns: items.map(({ arn }) => arn),
        ...(end !== undefined && end !== all.at(-1) && { nextToken: tokenOf(end) }),
      };
    },

    ListTaskDefinitionFamilies(input, context) {
      const region = regionOf(deps, context);
      const prefix = text(input, 'familyPrefix') ?? '';
      const status = text(input, 'status') ?? 'ALL';
      const families = [...region.families]
        .filter(([family, revisions]) => {
          if (!family.startsWith(prefix)) return false;
          const active = revisions.some((one) => one.status === 'ACTIVE');
          return status === 'ALL' || (status === 'ACTIVE') === active;
        })
        .map(([family]) => family)
        .sort();
      const { items, rest } = page(input, 'families', families, 100);
      return { families: items, ...rest };
    },

    DeregisterTaskDefinition(input, context) {
      const definition = requireRevision(regionOf(deps, context), text(input, 'taskDefinition'));
      if (definition.status === 'ACTIVE') {
        definition.status = 'INACTIVE';
        definition.deregisteredAt = deps.clock.now();
      }
      return { taskDefinition: taskDefinitionAnswer(definition) };
    },

    DeleteTaskDefinitions(input, context) {
      const region = regionOf(deps, context);
      const names = texts(input, 'taskDefinitions') ?? [];
      if (names.length < 1 || names.length > 10) {
        throw invalidParameter('Task definitions must have between 1 and 10 elements.');
      }
      const taskDefinitions: JsonObject[] = [];
      const failures: JsonObject[] = [];
      for (const name of names) {
        const definition = findTaskDefinition(region, name);
        if (definition === undefined) {
          failures.push({ arn: name, reason: 'MISSING' });
        } else if (definition.status === 'ACTIVE') {
          failures.push({
            arn: definition.arn,
            reason:
              'The specified task definition is still in ACTIVE status. Please deregister the target and try again.',
          });
        } else {
          definition.status = 'DELETE_IN_PROGRESS';
          taskDefinitions.push(taskDefinitionAnswer(definition));
        }
      }
      return { taskDefinitions, failures };
    },
  };
}
