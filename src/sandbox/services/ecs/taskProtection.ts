import type { JsonObject } from '../../../core/lib/json';
import { flag, integer, texts } from '../../wire/input';
import type { Operation } from '../../wire/service';
import type { TaskRecord } from '../../world/records';
import type { Region } from '../../world/region';
import { regionOf, seconds, type EcsDeps } from './deps';
import { invalidParameter } from './errors';
import { nameOf, requireCluster } from './lookups';

/** Documented: two hours by default, 48 at most. */
const DEFAULT_MINUTES = 120;
const MOST_MINUTES = 2_880;

/** Task scale-in protection. */
export function protectionOperations(deps: EcsDeps): Record<string, Operation> {
  const answer = (task: TaskRecord): JsonObject => {
    const until = task.protectedUntil;
    const on = until !== undefined && until > deps.clock.now();
    return { taskArn: task.arn, protectionEnabled: on, ...(on && { expirationDate: seconds(until) }) };
  };

  return {
    GetTaskProtection(input, context) {
      const region = regionOf(deps, context);
      const cluster = requireCluster(region, input);
      const names = texts(input, 'tasks') ?? [...region.tasks(cluster.name).keys()].slice(0, 100);
      if (names.length > 100) throw invalidParameter('Tasks cannot have more than 100 elements.');
      const { tasks, failures } = find(region, cluster.name, names);
      return { protectedTasks: tasks.map(answer), failures };
    },

    UpdateTaskProtection(input, context) {
      const region = regionOf(deps, context);
      const cluster = requireCluster(region, input);
      const names = texts(input, 'tasks') ?? [];
      if (names.length === 0) throw invalidParameter('Tasks cannot be empty.');
      if (names.length > 10) throw invalidParameter('Tasks cannot have more than 10 elements.');
      const enabled = flag(input, 'protectionEnabled');
      if (enabled === undefined) throw invalidParameter('protectionEnabled cannot be empty.');
      const minutes = integer(input, 'expiresInMinutes') ?? DEFAULT_MINUTES;
      if (minutes < 1 || minutes > MOST_MINUTES) {
        throw invalidParameter(`expiresInMinutes must be between 1 and ${MOST_MINUTES}.`);
      }
      const { tasks, failures } = find(region, cluster.name, names);
      for (const task of tasks) {
        if (enabled) task.protectedUntil = deps.clock.now() + minutes * 60_000;
        else delete task.protectedUntil;
        const service = region.serviceOf(task);
        if (service !== undefined) deps.engine.poke(region, service);
      }
      return { protectedTasks: tasks.map(answer), failures };
    },
  };
}

/** Only tasks of services can be protected (documented: TASK_NOT_VALID). */
function find(
  region: Region,
  clusterName: string,
  names: readonly string[],
): { readonly tasks: readonly TaskRecord[]; readonly failures: readonly JsonObject[] } {
  const tasks: TaskRecord[] = [];
  const failures: JsonObject[] = [];
  for (const name of names) {
    const task = region.tasks(clusterName).get(nameOf(name));
    if (task === undefined) {
      failures.push({ arn: region.arn('ecs', `task/${clusterName}/${nameOf(name)}`), reason: 'MISSING' });
    } else if (task.serviceName === undefined || task.lastStatus === 'STOPPED') {
      failures.push({ arn: task.arn, reason: 'TASK_NOT_VALID' });
    } else {
      tasks.push(task);
    }
  }
  return { tasks, failures };
}
