import type { Inventory, ServiceKey } from '../../core/inventory/inventory';
import type { Service } from '../../core/model/service';

/** Application Auto Scaling does not know daemons: they have a task on each instance. */
export function mayScale({ scheduling }: Service): boolean {
  return scheduling !== 'DAEMON';
}

/** Whether there is something to say of how a service scales: also that it may not be read. */
export function showsScaling({ scaling }: Inventory, key: ServiceKey): boolean {
  const { data, error } = scaling.target(key);
  return data === undefined ? error !== undefined : data !== 'none';
}
