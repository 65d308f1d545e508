import { parseTaskDefinition } from '../model/arn';
import type { Service } from '../model/service';

/** Services by the families of the task definitions that they run: two while one gives way to another. */
export function byFamily(services: readonly Service[]): ReadonlyMap<string, readonly Service[]> {
  const result = new Map<string, Service[]>();
  for (const service of services)
    for (const family of familiesOf(service)) {
      const known = result.get(family);
      if (known === undefined) result.set(family, [service]);
      else known.push(service);
    }
  return result;
}

export function familiesOf({ taskDefinitionArn, rollouts }: Service): ReadonlySet<string> {
  const arns = [taskDefinitionArn, ...rollouts.map((rollout) => rollout.taskDefinitionArn)];
  return new Set(arns.map((arn) => parseTaskDefinition(arn).family));
}
