import { mergeByKey } from '../world/tagLists';
import type { ServiceRecord, Tag, TaskDefinitionRecord } from '../world/records';

/** The tags that ECS manages itself (documented: `aws:ecs:clusterName`, `aws:ecs:serviceName`). */
export function managedTags(clusterName: string, serviceName?: string): readonly Tag[] {
  return [
    { key: 'aws:ecs:clusterName', value: clusterName },
    ...(serviceName === undefined ? [] : [{ key: 'aws:ecs:serviceName', value: serviceName }]),
  ];
}

/** What a service's task is tagged with. */
export function serviceTaskTags(service: ServiceRecord, definition: TaskDefinitionRecord): readonly Tag[] {
  const from = service.given['propagateTags'];
  const propagated = from === 'SERVICE' ? service.tags : from === 'TASK_DEFINITION' ? definition.tags : [];
  return service.given['enableECSManagedTags'] === true
    ? mergeByKey(propagated, managedTags(service.clusterName, service.name))
    : propagated;
}
