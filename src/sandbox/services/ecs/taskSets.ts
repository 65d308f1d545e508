import type { JsonObject } from '../../../core/lib/json';
import { flag, record, text, texts, without } from '../../wire/input';
import { AwsError, type Operation } from '../../wire/service';
import type { ServiceRecord, Tag, TaskSetRecord } from '../../world/records';
import type { Region } from '../../world/region';
import { regionOf, type EcsDeps } from './deps';
import { invalidParameter } from './errors';
import { nameOf, requireActiveTaskDefinition, requireService } from './lookups';
import { checkNetwork, checkTargetGroups } from './serviceChecks';
import { taskSetAnswer } from './serviceShape';
import { readTags } from './tagLists';

export interface TaskSetWanted {
  readonly definition: string;
  readonly placement: JsonObject;
  readonly scale: number;
  readonly given: JsonObject;
  readonly tags: readonly Tag[];
}

/** A new task set, ACTIVE until somebody makes it the primary one. */
export function addTaskSet(
  { world, clock }: Pick<EcsDeps, 'world' | 'clock'>,
  region: Region,
  service: ServiceRecord,
  wanted: TaskSetWanted,
): TaskSetRecord {
  const digits = world.random.digits(19);
  const now = clock.now();
  const taskSet: TaskSetRecord = {
    id: `ecs-svc/${digits}`,
    arn: region.arn('ecs', `task-set/${service.clusterName}/${service.name}/ecs-svc/${digits}`),
    status: 'ACTIVE',
    taskDefinition: wanted.definition,
    placement: wanted.placement,
    given: wanted.given,
    createdAt: now,
    updatedAt: now,
    scale: wanted.scale,
    stabilityStatus: 'STABILIZING',
    stabilityStatusAt: now,
    tags: wanted.tags,
  };
  service.taskSets = [...(service.taskSets ?? []), taskSet];
  return taskSet;
}

/** Task sets, for services whose deployments somebody else controls. */
export function taskSetOperations(deps: EcsDeps): Record<string, Operation> {
  const answer = (region: Region, service: ServiceRecord, taskSet: TaskSetRecord): JsonObject => ({
    taskSet: taskSetAnswer(region, service, taskSet),
  });

  return {
    CreateTaskSet(input, context) {
      const region = regionOf(deps, context);
      const service = requireExternal(region, input);
      const definition = requireActiveTaskDefinition(region, text(input, 'taskDefinition'));
      checkNetwork(definition, input);
      checkTargetGroups(region, input);
      const taskSet = addTaskSet(deps, region, service, {
        definition: definition.arn,
        placement: without(input, ...REQUEST, 'externalId'),
        scale: scaleOf(input) ?? 100,
        given: input['externalId'] === undefined ? {} : { externalId: input['externalId'] },
        tags: readTags(input) ?? [],
      });
      deps.engine.poke(region, service);
      return answer(region, service, taskSet);
    },

    DescribeTaskSets(input, context) {
      const region = regionOf(deps, context);
      const service = requireService(region, input);
      const all = service.taskSets ?? [];
      const wanted = texts(input, 'taskSets');
      const found = wanted === undefined ? all : all.filter((one) => wanted.some((name) => names(one, name)));
      const withTags = (texts(input, 'include') ?? []).includes('TAGS');
      return {
        taskSets: found.map((one) => {
          const described = taskSetAnswer(region, service, one);
          return withTags ? described : { ...described, tags: [] };
        }),
        failures: (wanted ?? [])
          .filter((name) => !all.some((one) => names(one, name)))
          .map((name) => ({ arn: name, reason: 'MISSING' })),
      };
    },

    UpdateTaskSet(input, context) {
      const region = regionOf(deps, context);
      const service = requireExternal(region, input);
      const taskSet = requireTaskSet(service, text(input, 'taskSet'));
      const scale = scaleOf(input);
      if (scale === undefined) throw invalidParameter('Scale cannot be empty.');
      taskSet.scale = scale;
      taskSet.updatedAt = deps.clock.now();
      deps.engine.poke(region, service);
      return answer(region, service, taskSet);
    },

    UpdateServicePrimaryTaskSet(input, context) {
      const region = regionOf(deps, context);
      const service = requireExternal(region, input);
      const taskSet = requireTaskSet(service, text(input, 'primaryTaskSet'));
      for (const one of service.taskSets ?? []) if (one.status === 'PRIMARY') one.status = 'ACTIVE';
      taskSet.status = 'PRIMARY';
      taskSet.updatedAt = deps.clock.now();
      // Documented: what the primary one has becomes the service's.
      service.taskDefinition = taskSet.taskDefinition;
      service.given = { ...service.given, ...taskSet.placement };
      return answer(region, service, taskSet);
    },

    DeleteTaskSet(input, context) {
      const region = regionOf(deps, context);
      const service = requireExternal(region, input);
      const taskSet = requireTaskSet(service, text(input, 'taskSet'));
      // Documented: without `force` it has to be scaled to zero first.
      if (taskSet.scale > 0 && service.desiredCount > 0 && flag(input, 'force') !== true) {
        throw invalidParameter('The task set cannot be deleted while it is scaled above 0.');
      }
      taskSet.status = 'DRAINING';
      taskSet.updatedAt = deps.clock.now();
      deps.engine.poke(region, service);
      return answer(region, service, taskSet);
    },
  };
}

/** Members of CreateTaskSet that its answer has elsewhere or not at all. */
const REQUEST = ['service', 'cluster', 'taskDefinition', 'scale', 'clientToken', 'tags'] as const;

function names({ id, arn }: TaskSetRecord, name: string): boolean {
  return arn === name || id === name || nameOf(id) === nameOf(name);
}

function scaleOf(input: JsonObject): number | undefined {
  const value = record(input, 'scale')?.['value'];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || value < 0 || value > 100) {
    throw invalidParameter('Scale value must be between 0.0 and 100.0.');
  }
  return value;
}

function requireExternal(region: Region, input: JsonObject): ServiceRecord {
  const service = requireService(region, input);
  if (service.status !== 'ACTIVE') throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
  if (service.taskSets === undefined) {
    throw invalidParameter('Task sets need a service with the deployment controller EXTERNAL.');
  }
  return service;
}

function requireTaskSet(service: ServiceRecord, name: string | undefined): TaskSetRecord {
  const found = service.taskSets?.find((one) => name !== undefined && names(one, name));
  if (found === undefined)
    throw new AwsError('TaskSetNotFoundException', 'The specified task set was not found.');
  return found;
}
