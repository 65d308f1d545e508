import type { Inventory } from '../../core/inventory/inventory';
import { scheduleOf } from '../../core/inventory/schedules';
import type { Service } from '../../core/model/service';

/** Services that have a task on each instance, of those that are described. */
export function daemonsOf(serviceArns: readonly string[], inventory: Inventory): readonly Service[] {
  return serviceArns.flatMap((arn) => {
    const service = inventory.services.get(arn);
    return service?.scheduling === 'DAEMON' ? [service] : [];
  });
}

/** Those of some tasks that a rule or a schedule of EventBridge started. */
export function scheduledOf(taskArns: readonly string[], inventory: Inventory): readonly string[] {
  return taskArns.filter((arn) => {
    const task = inventory.tasks.get(arn);
    return task !== undefined && scheduleOf(task) !== undefined;
  });
}
