import type { JsonObject } from '../../../core/lib/json';
import { record, records, text } from '../../wire/input';

/** What an instance must be able to do for this definition; AWS computes it at registration. */
export function requiresAttributes(
  body: JsonObject,
  containers: readonly JsonObject[],
): readonly JsonObject[] {
  const names = new Set<string>();
  const hasExecutionRole = text(body, 'executionRoleArn') !== undefined;
  if (body['networkMode'] === 'awsvpc') names.add('ecs.capability.task-eni');
  if (text(body, 'taskRoleArn') !== undefined) names.add('com.amazonaws.ecs.capability.task-iam-role');
  for (const container of containers) {
    const driver = record(container, 'logConfiguration')?.['logDriver'];
    if (typeof driver === 'string') {
      names.add(`com.amazonaws.ecs.capability.logging-driver.${driver}`);
      names.add('com.amazonaws.ecs.capability.docker-remote-api.1.19');
      if (driver === 'awslogs' && hasExecutionRole) names.add('ecs.capability.execution-role-awslogs');
    }
    if (container['healthCheck'] !== undefined) names.add('ecs.capability.container-health-check');
    if ((records(container, 'dependsOn') ?? []).length > 0) names.add('ecs.capability.container-ordering');
    for (const secret of records(container, 'secrets') ?? []) {
      const store = text(secret, 'valueFrom')?.startsWith('arn:aws:secretsmanager:') === true ? 'asm' : 'ssm';
      names.add(`ecs.capability.secrets.${store}.environment-variables`);
    }
  }
  return [...names].sort().map((name) => ({ name }));
}
