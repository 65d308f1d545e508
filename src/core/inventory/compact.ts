import type { Interner } from '../lib/interner';
import { sameData } from '../lib/sameData';
import type { Service } from '../model/service';
import type { Task } from '../model/task';

/** The service as it is kept: of the events all, or only the latest, which its tooltip shows. */
export function compactService(service: Service, texts: Interner, events: boolean): Service {
  return {
    ...service,
    clusterArn: texts.text(service.clusterArn),
    status: texts.text(service.status),
    scheduling: texts.text(service.scheduling),
    controller: texts.text(service.controller),
    strategy: texts.text(service.strategy),
    events: events ? service.events : service.events.slice(0, 1),
    rollouts: service.rollouts.map((rollout) => ({
      ...rollout,
      status: texts.text(rollout.status),
      taskDefinitionArn:
        rollout.taskDefinitionArn === service.taskDefinitionArn
          ? service.taskDefinitionArn
          : rollout.taskDefinitionArn,
    })),
    tags: service.tags.map(({ key, value }) => ({ key: texts.text(key), value: texts.text(value) })),
  };
}

/** Whether a service that was kept says the same as one that was read, without making the kept form of that first. */
export function sameService(known: Service, service: Service, withEvents: boolean): boolean {
  const wanted = withEvents ? service.events : service.events.slice(0, 1);
  if (!sameData(known.events, wanted)) return false;
  return sameData(known, service, 'events');
}

/** The task as it is kept: what it shares with others is one text for all of them. */
export function compactTask(task: Task, texts: Interner): Task {
  return {
    ...task,
    ...shared(task, texts, [
      'clusterArn',
      'taskDefinitionArn',
      'lastStatus',
      'desiredStatus',
      'health',
      'group',
      'startedBy',
      'launchType',
      'availabilityZone',
      'containerInstanceArn',
      'stopCode',
    ]),
    containers: task.containers.map((container) => ({
      ...container,
      ...shared(container, texts, ['name', 'image', 'imageDigest', 'lastStatus', 'health']),
    })),
  };
}

function shared<T extends object, K extends keyof T>(
  value: T,
  texts: Interner,
  keys: readonly K[],
): Partial<Pick<T, K>> {
  const result: Partial<Pick<T, K>> = {};
  for (const key of keys) {
    const text = value[key];
    // The value of a text member is a text of the same member.
    if (typeof text === 'string') result[key] = texts.text(text) as T[K] & string;
  }
  return result;
}
