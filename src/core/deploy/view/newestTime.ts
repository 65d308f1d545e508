import type { Observation } from '../event';

/** The newest moment on AWS's clock that an observation tells of; 0 where it tells of none. */
export function newestTime({ service, tasks = [] }: Observation): number {
  const times = [
    ...(service?.rollouts ?? []).map(({ updatedAt }) => updatedAt),
    ...(service?.events ?? []).slice(0, 1).map(({ at }) => at),
    ...tasks.flatMap(({ createdAt, pullStartedAt, pullStoppedAt, startedAt, stoppingAt, stoppedAt }) => [
      createdAt,
      pullStartedAt ?? 0,
      pullStoppedAt ?? 0,
      startedAt ?? 0,
      stoppingAt ?? 0,
      stoppedAt ?? 0,
    ]),
  ];
  return times.reduce((newest, time) => Math.max(newest, time), 0);
}
