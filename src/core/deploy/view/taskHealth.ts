import type { TargetHealth } from '../../model/targetGroup';
import type { Task } from '../../model/task';

/** What decides whether a running task counts as healthy. */
export interface HealthFacts {
  readonly containerHealthCheck: boolean;
  /** True when the service has target groups, even if their health was never read. */
  readonly balanced: boolean;
  readonly targets: readonly {
    readonly targetGroupArn: string;
    readonly health: readonly TargetHealth[];
  }[];
}

/**
 * A task without any check counts for ECS only when it has run for so long (the model's text of
 * DeploymentConfiguration.minimumHealthyPercent).
 */
export const PROBATION_MS = 40_000;

/** The targets that a task stands behind: by its address, or by a port of its host. */
export function targetsOf(task: Task, targets: HealthFacts['targets']): readonly TargetHealth[] {
  const all = targets.flatMap(({ health }) => health);
  const byAddress = all.filter(({ id }) => id === task.privateIp);
  if (byAddress.length > 0) return byAddress;
  const ports = new Set(
    task.containers.flatMap(({ hostPorts }) => hostPorts.map(({ hostPort }) => hostPort)),
  );
  return all.filter(({ id, port }) => id.startsWith('i-') && ports.has(port));
}

/**
 * Container checks must pass and every target be healthy, as ECS itself counts; without either it has to run for a while.
 * A task that ran `before` the rollout began counts as healthy unless something says otherwise: which checks its own
 * revision has is not known here.
 */
export function taskHealth(
  task: Task,
  facts: HealthFacts,
  before: boolean,
  at: number,
): 'health' | 'healthy' | 'unhealthy' {
  const mine = targetsOf(task, facts.targets);
  if (task.health === 'UNHEALTHY' || mine.some(({ state }) => state.startsWith('unhealthy')))
    return 'unhealthy';
  if (before) return mine.some(({ state }) => state === 'initial') ? 'health' : 'healthy';
  if (facts.containerHealthCheck && task.health !== 'HEALTHY') return 'health';
  if (facts.balanced && facts.targets.length > 0) {
    // A group that no rule sends traffic to yet checks nothing: its targets are unused, and nothing is held against them.
    return mine.length > 0 && mine.every(({ state }) => state === 'healthy' || state === 'unused')
      ? 'healthy'
      : 'health';
  }
  if (facts.containerHealthCheck || facts.balanced || task.startedAt === undefined) return 'healthy';
  return at - task.startedAt >= PROBATION_MS ? 'healthy' : 'health';
}
