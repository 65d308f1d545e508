import type { ContainerSpec } from './runtime';

interface Progress {
  readonly phase: 'waiting' | 'starting' | 'running' | 'stopped';
  readonly health: 'HEALTHY' | 'UNHEALTHY' | undefined;
  readonly exitCode: number | undefined;
}

/** Whether the dependsOn conditions of a container let it start: yes, not yet, or never. */
export function dependencyState(
  { dependsOn }: Pick<ContainerSpec, 'dependsOn'>,
  containers: ReadonlyMap<string, Progress>,
): 'met' | 'pending' | 'impossible' {
  const states = dependsOn.map(({ containerName, condition }) => {
    const container = containers.get(containerName);
    return container === undefined ? 'impossible' : conditionState(condition, container);
  });
  if (states.includes('impossible')) return 'impossible';
  return states.includes('pending') ? 'pending' : 'met';
}

function conditionState(
  condition: ContainerSpec['dependsOn'][number]['condition'],
  { phase, health, exitCode }: Progress,
): 'met' | 'pending' | 'impossible' {
  switch (condition) {
    case 'START':
      return phase === 'running' || phase === 'stopped' ? 'met' : 'pending';
    case 'COMPLETE':
      return phase === 'stopped' ? 'met' : 'pending';
    case 'SUCCESS':
      if (phase !== 'stopped') return 'pending';
      return exitCode === 0 ? 'met' : 'impossible';
    case 'HEALTHY':
      if (phase === 'stopped' || health === 'UNHEALTHY') return 'impossible';
      return health === 'HEALTHY' ? 'met' : 'pending';
  }
}
