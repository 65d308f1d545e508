import {
  NO_EVIDENCE,
  type Evidence,
  type LogExcerpt,
  type TaskDefinitionFacts,
} from '../../diagnose/evidence';
import type { ServiceDeployment } from '../../model/deploymentRecord';
import type { Service, ServiceEvent, ServiceRollout } from '../../model/service';
import type { Task } from '../../model/task';
import type { Observation, WatchReference } from '../event';
import { targetsOf } from '../view/taskHealth';

/** What is known beside the last look. */
export interface Known {
  readonly at: number;
  /** Stopped tasks of our rollout. */
  readonly tasks: readonly Task[];
  /** Since the update, newest first. */
  readonly events: readonly ServiceEvent[];
  readonly stopOrder: Readonly<Record<string, readonly string[]>>;
  readonly definition: TaskDefinitionFacts | undefined;
  readonly logs: readonly LogExcerpt[];
}

/** Everything about our rollout that a diagnosis may rest on; nothing of it is asked for here. */
export function evidenceOf(reference: WatchReference, observation: Observation, known: Known): Evidence {
  const { service, deployment } = observation;
  const ours = service?.rollouts.find(({ id }) => id === reference.rolloutId);
  const { at, tasks, events, stopOrder, definition, logs } = known;
  return {
    ...NO_EVIDENCE,
    at,
    tasks,
    events,
    stopOrder,
    logs,
    targetGroups: targetGroups(reference, observation),
    alarms: deployment?.alarms?.status === 'TRIGGERED' ? deployment.alarms.triggered : [],
    ...(definition === undefined ? {} : { taskDefinition: definition }),
    ...(deployment === undefined && ours === undefined
      ? {}
      : {
          deployment: {
            ...(deployment === undefined ? {} : deploymentEvidence(deployment)),
            ...rolloutEvidence(ours),
          },
        }),
    ...(service === undefined ? {} : { service: serviceFacts(service) }),
  };
}

/** What a service deployment says of itself. A hook that waits for somebody is no failure. */
function deploymentEvidence(deployment: ServiceDeployment): NonNullable<Evidence['deployment']> {
  const failed = (deployment.hooks ?? []).filter(
    ({ status }) => status === 'FAILED' || status === 'TIMED_OUT',
  );
  return {
    ...pick(deployment, 'status', 'statusReason', 'rollbackReason'),
    ...(failed.length === 0
      ? {}
      : {
          hooks: failed.map(({ id, targetArn, status }) => ({
            target: targetArn?.split(':')[6] ?? id,
            status,
          })),
        }),
  };
}

/** What a service says of itself that a diagnosis may need. */
export function serviceFacts(service: Service): NonNullable<Evidence['service']> {
  return pick(
    service,
    'name',
    'desired',
    'running',
    'minimumHealthyPercent',
    'maximumPercent',
    'healthCheckGracePeriodSeconds',
  );
}

/** How far the scheduler says that a rollout has come. */
export function rolloutEvidence(rollout: ServiceRollout | undefined): NonNullable<Evidence['deployment']> {
  return rollout === undefined ? {} : pick(rollout, 'rolloutState', 'rolloutStateReason');
}

/** The target groups with the targets of our tasks: what is wrong with the old ones is not this deployment's doing. */
function targetGroups(
  { rolloutId }: WatchReference,
  { targetGroups: groups = [], targets = [], tasks = [] }: Observation,
): Evidence['targetGroups'] {
  const others = tasks.filter(({ startedBy }) => startedBy !== rolloutId);
  const theirs = new Set(others.flatMap((task) => targetsOf(task, targets)));
  return targets.flatMap(({ targetGroupArn, health }) => {
    const group = groups.find(({ arn }) => arn === targetGroupArn);
    return group === undefined ? [] : [{ group, targets: health.filter((target) => !theirs.has(target)) }];
  });
}

function pick<T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(
    keys.filter((key) => value[key] !== undefined).map((key) => [key, value[key]]),
  ) as Pick<T, K>;
}
