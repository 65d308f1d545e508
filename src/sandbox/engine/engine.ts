import type { WorldClock } from '../clock';
import type { TaskRuntime } from '../runtime/runtime';
import type { LogSink } from '../services/logSink';
import { integer, record, records, text } from '../wire/input';
import type { ServiceDeploymentRecord, ServiceRecord, TaskRecord, TaskTarget } from '../world/records';
import type { Region } from '../world/region';
import type { World } from '../world/world';
import { strategyFor, takeSeat } from './capacity';
import { isDaemon } from './daemon';
import { alarmMishap, placeMishap, stopByMishap } from './mishaps';
import { newTask, type NewTask } from './newTask';
import { paceOf } from './pace';
import { meets, placementEvent, wantsDistinct } from './placement';
import type { Probe } from './probe';
import { breakerOf, Rollouts, serviceDeploymentOf } from './rollout';
import { Scheduler, type StartedFor } from './scheduler';
import { Shifts } from './shifts';
import { targetGroupOf } from './traffic';
import { addEvent } from './serviceEvents';
import { serviceTaskTags } from './taskTags';
import { TargetEvents } from './targetEvents';
import { Targets } from './targets';
import { TaskLife } from './taskLife';

const ROLLBACK_BEGINS_MS = 1_500;
const USER_ROLLBACK_REASON = 'Service deployment rolled back because it was stopped by a user.';

export interface EngineOptions {
  readonly world: World;
  readonly clock: WorldClock;
  readonly runtime: TaskRuntime;
  readonly logs: LogSink;
  readonly probe: Probe;
  /** Called when something moved that a saved world should know. */
  readonly onChange: () => void;
}

/** Changes of a desired count that Application Auto Scaling tells of. */
const KEPT_SCALINGS = 100;

/** Moves the world: tasks through their states, services towards what they should be. */
export class Engine {
  readonly rollouts: Rollouts;
  readonly #options: EngineOptions;
  readonly #life: TaskLife;
  readonly #scheduler: Scheduler;

  constructor(options: EngineOptions) {
    this.#options = options;
    const { world, clock, runtime, logs, probe } = options;
    const { random } = world;
    const pace = paceOf(world.pace);
    const shifts = new Shifts({
      clock,
      random,
      pace,
      hookFailed: (region, service, primary) => this.rollouts.failByHook(region, service, primary),
    });
    this.rollouts = new Rollouts({ clock, random, shifts });
    const say = (service: ServiceRecord, event: string): void =>
      addEvent(service, random, clock.now(), event);
    const targetEvents = new TargetEvents({ clock, say });
    const targets: Targets = new Targets({
      clock,
      probe,
      hooks: {
        targetChanged: (region, task, target, found) => {
          const service = region.serviceOf(task);
          if (found.state === 'unhealthy' && service !== undefined) {
            say(
              service,
              `(task ${task.id}) (port ${target.port}) is unhealthy in (target-group ${target.targetGroupArn}) ` +
                `due to (reason ${found.description ?? ''}).`,
            );
          }
          this.#life.judgeHealth(region, task);
          this.#changed(region, task);
        },
      },
    });
    this.#life = new TaskLife({
      clock,
      pace,
      runtime,
      logs,
      targets,
      random,
      hooks: {
        changed: (region, task) => this.#changed(region, task),
        reachedRunning: (region, task) => {
          if (alarmMishap(region, task, clock.now())) this.alarmsChanged(region);
          const service = region.serviceOf(task);
          if (service !== undefined && task.targets.length > 0) targetEvents.registered(service, task);
        },
        becameHealthy: (region, task) => this.#becameHealthy(region, task),
        failedContainerChecks: (region, task) => {
          const service = region.serviceOf(task);
          if (service !== undefined) say(service, `(task ${task.id}) failed container health checks.`);
        },
        draining: (region, task) => {
          const service = region.serviceOf(task);
          if (service !== undefined) targetEvents.draining(service, task);
        },
      },
    });
    this.#scheduler = new Scheduler({
      clock,
      random,
      pace,
      rollouts: this.rollouts,
      shifts,
      startTask: (region, service, deployment) => this.#startServiceTask(region, service, deployment),
      stopTask: (region, task, code, reason) => this.#life.stop(region, task, code, reason),
    });
  }

  /** Sets a world going that was made elsewhere: by a seed, or in an earlier life. */
  resume(): void {
    for (const region of this.#options.world.regions()) {
      stopByMishap(region, this.#options.clock, (task, code, reason) =>
        this.#life.stop(region, task, code, reason),
      );
      for (const task of region.allTasks()) this.#life.resume(region, task);
      for (const service of region.allServices()) {
        for (const deployment of service.serviceDeployments) {
          this.rollouts.start(deployment);
          this.rollouts.finishStop(service, deployment);
          if (deployment.status === 'ROLLBACK_REQUESTED') this.requestRollback(region, service, deployment);
        }
        if (!service.steady || service.status !== 'ACTIVE') this.poke(region, service);
        if (service.scaling !== undefined) this.#scaleByItself(region, service);
      }
    }
  }

  /** Tells the scheduler that the service is not what it was. */
  poke(region: Region, service: ServiceRecord): void {
    this.#scheduler.poke(region, service);
    this.#options.onChange();
  }

  /** Back to the newest deployment that completed, a moment after a user asked for it. */
  requestRollback(region: Region, service: ServiceRecord, deployment: ServiceDeploymentRecord): void {
    this.#options.clock.after(ROLLBACK_BEGINS_MS, () => {
      if (deployment.status !== 'ROLLBACK_REQUESTED') return;
      if (!this.rollouts.rollBack(region, service, USER_ROLLBACK_REASON))
        this.rollouts.abandon(service, deployment);
      this.poke(region, service);
    });
  }

  /** StopServiceDeployment with ABORT: the deployment stands still where it is. */
  requestAbort(region: Region, service: ServiceRecord, deployment: ServiceDeploymentRecord): void {
    this.#options.clock.after(ROLLBACK_BEGINS_MS, () => {
      this.rollouts.finishStop(service, deployment);
      this.poke(region, service);
    });
  }

  /** Deployments that listen to alarms look at them again. */
  alarmsChanged(region: Region): void {
    for (const service of region.allServices()) {
      if (service.serviceDeployments.some(({ alarms }) => alarms?.status === 'MONITORING')) {
        this.poke(region, service);
      }
    }
  }

  /** A container instance is not what it was: services look where their tasks may be. */
  instancesChanged(region: Region, clusterName: string): void {
    for (const service of region.services(clusterName).values()) this.poke(region, service);
  }

  startTask(region: Region, wanted: NewTask): TaskRecord {
    const { world, clock } = this.#options;
    const task = newTask(region, world.random, clock.now(), wanted);
    region.addTask(task);
    this.#life.begin(region, task);
    return task;
  }

  stopTask(region: Region, task: TaskRecord, stopCode: string, reason: string): void {
    this.#life.stop(region, task, stopCode, reason);
  }

  #changed(region: Region, task: TaskRecord): void {
    const service = region.serviceOf(task);
    if (service !== undefined) this.#scheduler.poke(region, service);
    this.#options.onChange();
  }

  #becameHealthy(region: Region, task: TaskRecord): void {
    const service = region.serviceOf(task);
    const deployment = service?.deployments.find(({ id }) => id === task.startedBy);
    if (service === undefined || deployment === undefined) return;
    if (deployment.status === 'PRIMARY') {
      service.failedStarts = 0;
      delete service.nextStartAt;
    }
    if (!breakerOf(service).resetOnHealthyTask) return;
    deployment.failureCount = 0;
    const running = serviceDeploymentOf(service, deployment);
    if (running?.breaker.status === 'MONITORING') running.breaker.failureCount = 0;
  }

  #startServiceTask(region: Region, service: ServiceRecord, deployment: StartedFor): TaskRecord | string {
    const definition = region.taskDefinition(deployment.taskDefinition);
    if (definition === undefined) return 'was unable to place a task. Reason: The task definition is gone.';
    const mishap = placeMishap(region, service, definition);
    if (mishap !== undefined) return mishap;
    const { placement } = deployment;
    const own = [...region.tasksOf(service)].filter(
      ({ startedBy, desiredStatus }) => startedBy === deployment.id && desiredStatus === 'RUNNING',
    );
    const launchType = text(placement, 'launchType');
    const found = takeSeat(region, {
      clusterName: service.clusterName,
      definition,
      launchType,
      strategy: strategyFor(region, service.clusterName, {
        launchType,
        strategy: records(service.given, 'capacityProviderStrategy'),
      }),
      countOf: (provider) => own.filter((task) => task.capacityProviderName === provider).length,
      isAllowed: (arn, instance) =>
        meets(service.given, instance) &&
        // Documented: a daemon has one task on each instance.
        !(
          (isDaemon(service) || wantsDistinct(service.given)) &&
          own.some((task) => task.containerInstanceArn === arn)
        ),
    });
    if (found.kind !== 'seat') return placementEvent(found);
    const network = record(placement, 'networkConfiguration');
    const task = this.startTask(region, {
      clusterName: service.clusterName,
      definition,
      group: `service:${service.name}`,
      serviceName: service.name,
      startedBy: deployment.id,
      launchType: found.launchType,
      enableExecuteCommand: service.given['enableExecuteCommand'] === true,
      tags: serviceTaskTags(service, definition),
      ...(found.capacityProviderName !== undefined && { capacityProviderName: found.capacityProviderName }),
      ...(found.containerInstanceArn !== undefined && { containerInstanceArn: found.containerInstanceArn }),
      ...(network && { networkConfiguration: network }),
    });
    task.targets = this.#targetsOf(region, task, deployment);
    return task;
  }

  #targetsOf(region: Region, task: TaskRecord, deployment: StartedFor): readonly TaskTarget[] {
    return (records(deployment.placement, 'loadBalancers') ?? []).flatMap((balancer) => {
      const targetGroupArn = targetGroupOf(balancer, deployment.alternate === true);
      const containerName = text(balancer, 'containerName');
      const containerPort = integer(balancer, 'containerPort');
      if (targetGroupArn === undefined || containerName === undefined || containerPort === undefined)
        return [];
      if (task.attachment !== undefined) {
        const id = task.attachment.privateIPv4Address;
        return [{ targetGroupArn, containerName, containerPort, id, port: containerPort }];
      }
      const instance = region.containerInstances.get(task.containerInstanceArn ?? '');
      const id = text(instance ?? {}, 'ec2InstanceId') ?? 'i-00000000000000000';
      const port = this.#options.world.random.between(32_768, 60_999);
      return [{ targetGroupArn, containerName, containerPort, id, port }];
    });
  }

  #scaleByItself(region: Region, service: ServiceRecord): void {
    const { scaling } = service;
    if (scaling === undefined || service.status !== 'ACTIVE') return;
    const { clock, world } = this.#options;
    clock.after(scaling.periodMs, () => {
      if (service.deployments.length === 1 && service.steady) {
        const step = world.random.next() < 0.5 ? -1 : 1;
        const next = Math.min(scaling.max, Math.max(scaling.min, service.desiredCount + step));
        if (next !== service.desiredCount) {
          scaling.changes.push({ at: clock.now(), to: next, from: service.desiredCount });
          if (scaling.changes.length > KEPT_SCALINGS) scaling.changes.shift();
          service.desiredCount = next;
          this.poke(region, service);
        }
      }
      this.#scaleByItself(region, service);
    });
  }
}
