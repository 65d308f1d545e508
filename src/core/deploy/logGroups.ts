import { isJsonObject, type JsonObject } from '../lib/json';
import type { DeployDeps } from './deps';
import { soft } from './soft';
import { containersOf, textOf } from './taskDefinition';

export interface MissingLogGroup {
  readonly name: string;
  readonly region?: string;
}

/**
 * Log groups of the awslogs driver that do not exist, and that the driver is not told to create: such a task does not
 * start. A group that may not be asked for counts as there.
 */
export async function readMissingLogGroups(
  body: JsonObject,
  { connection }: DeployDeps,
  signal: AbortSignal,
): Promise<readonly MissingLogGroup[]> {
  const groups = new Map(
    containersOf(body).flatMap(({ body: container }) => {
      const group = logGroupOf(container);
      return group === undefined ? [] : [[`${group.region ?? ''} ${group.name}`, group] as const];
    }),
  );
  const found = await Promise.all(
    [...groups.values()].map(async (group) => {
      const there = await soft(connection.logs(group.region).hasGroup(group.name, signal));
      return there.ok && !there.value ? [group] : [];
    }),
  );
  return found.flat();
}

function logGroupOf(container: JsonObject): MissingLogGroup | undefined {
  const configuration = container['logConfiguration'];
  if (!isJsonObject(configuration) || textOf(configuration, 'logDriver') !== 'awslogs') return undefined;
  const options = isJsonObject(configuration['options']) ? configuration['options'] : undefined;
  const name = textOf(options, 'awslogs-group');
  if (name === undefined || textOf(options, 'awslogs-create-group') === 'true') return undefined;
  const region = textOf(options, 'awslogs-region');
  return { name, ...(region === undefined ? {} : { region }) };
}
