import type { WorldClock } from '../clock';
import type { RunningTask, TaskObserver, TaskRuntime } from '../runtime/runtime';
import type { LogSink } from '../services/logSink';
import { text } from '../wire/input';
import type { SeededRandom } from '../world/random';
import type { ContainerRecord, TaskRecord } from '../world/records';
import type { Region } from '../world/region';
import { HEALTHY_WITHOUT_CHECKS_MS, STOPPED_TASK_LIFE_MS, type Pace } from './pace';
import type { Targets } from './targets';
import { startMishap } from './mishaps';
import { missingSecret } from './secrets';
import { containerDefinitions, logTarget, toTaskSpec } from './taskSpec';

export interface TaskHooks {
  /** Something about the task is different; the scheduler looks at its service again. */
  changed(region: Region, task: TaskRecord): void;
  reachedRunning(region: Region, task: TaskRecord): void;
  becameHealthy(region: Region, task: TaskRecord): void;
  failedContainerChecks(region: Region, task: TaskRecord): void;
  draining(region: Region, task: TaskRecord): void;
}

export interface TaskLifeOptions {
  readonly clock: WorldClock;
  readonly pace: Pace;
  readonly runtime: TaskRuntime;
  readonly logs: LogSink;
  readonly targets: Targets;
  readonly random: SeededRandom;
  readonly hooks: TaskHooks;
}

/** Takes tasks through their states; the runtime says what happens to the containers. */
export class TaskLife {
  readonly #options: TaskLifeOptions;
  readonly #running = new Map<TaskRecord, RunningTask>();

  constructor(options: TaskLifeOptions) {
    this.#options = options;
  }

  /** From PROVISIONING on. */
  begin(region: Region, task: TaskRecord): void {
    const { clock, pace } = this.#options;
    clock.after(pace.provisioning, () => {
      if (task.desiredStatus === 'STOPPED') return;
      if (task.attachment !== undefined) task.attachment.status = 'ATTACHED';
      this.#to(region, task, 'PENDING');
      clock.after(pace.preparing, () => {
        if (task.desiredStatus !== 'STOPPED') this.#launch(region, task);
      });
    });
  }

  /** Takes a task of a saved world up where it was left. */
  resume(region: Region, task: TaskRecord): void {
    if (task.lastStatus === 'STOPPED') {
      this.#forgetLater(region, task);
    } else if (task.desiredStatus === 'STOPPED') {
      this.#deprovision(region, task);
    } else if (task.standIn === true) {
      // Nothing ran, so nothing has to be started again.
    } else if (task.lastStatus === 'RUNNING') {
      // Ports of an earlier life mean nothing any more.
      for (const container of task.containers) delete container.hostPorts;
      this.#launch(region, task);
      this.#checkTargets(region, task);
      this.#countDownToHealthy(region, task);
    } else {
      task.lastStatus = 'PROVISIONING';
      for (const container of task.containers) container.lastStatus = 'PENDING';
      this.begin(region, task);
    }
  }

  /** Asks a task to stop; a second request changes nothing. */
  stop(region: Region, task: TaskRecord, stopCode: string, reason: string): void {
    if (task.desiredStatus === 'STOPPED') return;
    const { clock, pace, targets, hooks } = this.#options;
    task.desiredStatus = 'STOPPED';
    task.stoppingAt = clock.now();
    task.stopCode = stopCode;
    task.stoppedReason = reason;
    task.healthy = false;
    task.version += 1;
    hooks.changed(region, task);
    clock.after(pace.deactivating, () => {
      if (task.targets.length === 0 || task.lastStatus !== 'RUNNING') {
        this.#stopContainers(region, task);
        return;
      }
      task.lastStatus = 'DEACTIVATING';
      hooks.draining(region, task);
      targets.drain(region, task, () => this.#stopContainers(region, task));
    });
  }

  #to(region: Region, task: TaskRecord, status: TaskRecord['lastStatus']): void {
    task.lastStatus = status;
    task.version += 1;
    this.#options.hooks.changed(region, task);
  }

  #launch(region: Region, task: TaskRecord): void {
    const definition = region.taskDefinition(task.taskDefinition);
    if (definition === undefined) {
      this.#failStart(region, task, 'ResourceInitializationError: the task definition is gone');
      return;
    }
    const mishap = task.lastStatus === 'PENDING' ? startMishap(region, task, definition) : undefined;
    if (mishap !== undefined) {
      const container = task.containers.find(({ name }) => name === mishap.container);
      if (container !== undefined) {
        container.reason = mishap.reason;
        task.pullStartedAt = this.#options.clock.now();
      }
      this.#failStart(region, task, mishap.reason);
      return;
    }
    for (const container of containerDefinitions(definition)) {
      const secret = missingSecret(region.name, container);
      if (secret !== undefined) {
        this.#failStart(region, task, secret);
        return;
      }
      const target = logTarget(region, task, container);
      if (target === undefined) continue;
      const { logs } = this.#options;
      if (logs.hasGroup(region.accountId, target.region, target.group)) continue;
      if (!target.createGroup) {
        this.#failStart(region, task, missingLogGroup(this.#options.random.uuid()));
        return;
      }
      logs.createGroup(region.accountId, target.region, target.group);
    }
    const spec = toTaskSpec(region, task, definition);
    this.#running.set(task, this.#options.runtime.start(spec, this.#observer(region, task)));
  }

  #observer(region: Region, task: TaskRecord): TaskObserver {
    const { clock, hooks, logs, random } = this.#options;
    const definition = region.taskDefinition(task.taskDefinition);
    const logTargets = new Map(
      (definition === undefined ? [] : containerDefinitions(definition)).map((container) => [
        text(container, 'name') ?? '',
        logTarget(region, task, container),
      ]),
    );
    const container = (name: string): ContainerRecord | undefined =>
      task.lastStatus === 'STOPPED' ? undefined : task.containers.find((one) => one.name === name);
    return {
      pullStarted: () => {
        task.pullStartedAt ??= clock.now();
        hooks.changed(region, task);
      },
      pullStopped: () => {
        task.pullStoppedAt ??= clock.now();
        hooks.changed(region, task);
      },
      containerStarted: (name, facts) => {
        const started = container(name);
        if (started === undefined) return;
        started.lastStatus = 'RUNNING';
        started.runtimeId = runtimeId(task, facts.engineId, random);
        if (facts.answers !== undefined) started.answers = facts.answers;
        if (facts.imageDigest !== undefined) started.imageDigest = facts.imageDigest;
        if (Object.keys(facts.hostPorts).length > 0) {
          started.hostPorts = facts.hostPorts;
          // A task that was taken up again: from now on there is something to ask.
          if (task.lastStatus === 'RUNNING') this.#checkTargets(region, task);
        }
        this.#checkStarted(region, task);
      },
      containerHealth: (name, health) => {
        const checked = container(name);
        if (checked === undefined || checked.healthStatus === health) return;
        checked.healthStatus = health;
        task.version += 1;
        this.judgeHealth(region, task);
        if (health === 'UNHEALTHY') hooks.failedContainerChecks(region, task);
        hooks.changed(region, task);
      },
      containerStopped: (name, facts) => {
        const stopped = container(name);
        if (stopped === undefined || stopped.lastStatus === 'STOPPED') return;
        stopped.lastStatus = 'STOPPED';
        if (facts.exitCode !== undefined) stopped.exitCode = facts.exitCode;
        if (facts.reason !== undefined) stopped.reason = facts.reason;
        if (stopped.essential || task.containers.every((one) => one.lastStatus === 'STOPPED')) {
          this.stop(region, task, 'EssentialContainerExited', 'Essential container in task exited');
        } else {
          this.#checkStarted(region, task);
        }
      },
      output: (name, line, timestamp) => {
        const target = logTargets.get(name);
        const stream = target?.stream ?? container(name)?.runtimeId;
        if (target === undefined || stream === undefined) return;
        logs.append(region.accountId, target.region, target.group, stream, [{ timestamp, message: line }]);
      },
      failedToStart: (reason, name) => {
        const failed = name === undefined ? undefined : container(name);
        if (failed !== undefined) failed.reason = reason;
        this.#failStart(region, task, reason);
      },
    };
  }

  #checkStarted(region: Region, task: TaskRecord): void {
    if (task.lastStatus !== 'PENDING' || task.desiredStatus === 'STOPPED') return;
    if (task.containers.some((container) => container.lastStatus === 'PENDING')) return;
    if (task.targets.length > 0) {
      this.#to(region, task, 'ACTIVATING');
      this.#options.clock.after(this.#options.pace.activating, () => {
        if (task.desiredStatus === 'RUNNING') this.#reachRunning(region, task);
      });
    } else {
      this.#reachRunning(region, task);
    }
  }

  #reachRunning(region: Region, task: TaskRecord): void {
    const { clock, targets, hooks } = this.#options;
    task.startedAt = clock.now();
    task.connectivityAt ??= task.startedAt;
    this.#to(region, task, 'RUNNING');
    targets.register(region, task);
    hooks.reachedRunning(region, task);
    this.#countDownToHealthy(region, task);
  }

  #checkTargets(region: Region, task: TaskRecord): void {
    for (const target of task.targets) this.#options.targets.check(region, task, target);
  }

  #countDownToHealthy(region: Region, task: TaskRecord): void {
    if (task.healthy || task.targets.length > 0 || task.containers.some((one) => one.hasHealthCheck)) return;
    this.#options.clock.after(HEALTHY_WITHOUT_CHECKS_MS, () => {
      if (task.desiredStatus === 'RUNNING') this.#becomeHealthy(region, task);
    });
  }

  /** Healthy once every container check and every target is. */
  judgeHealth(region: Region, task: TaskRecord): void {
    if (task.lastStatus !== 'RUNNING' || task.desiredStatus === 'STOPPED') return;
    const containersPass = task.containers.every(
      (container) => !container.hasHealthCheck || container.healthStatus === 'HEALTHY',
    );
    if (containersPass && this.#options.targets.allHealthy(region, task)) this.#becomeHealthy(region, task);
    else task.healthy = false;
  }

  #becomeHealthy(region: Region, task: TaskRecord): void {
    if (task.healthy) return;
    task.healthy = true;
    task.counted = true;
    this.#options.hooks.becameHealthy(region, task);
    this.#options.hooks.changed(region, task);
  }

  #failStart(region: Region, task: TaskRecord, reason: string): void {
    if (task.desiredStatus === 'STOPPED') return;
    task.desiredStatus = 'STOPPED';
    task.stoppingAt = this.#options.clock.now();
    task.stopCode = 'TaskFailedToStart';
    task.stoppedReason = reason;
    task.healthy = false;
    task.version += 1;
    this.#stopContainers(region, task);
  }

  #stopContainers(region: Region, task: TaskRecord): void {
    const running = this.#running.get(task);
    if (running === undefined) {
      this.#deprovision(region, task);
      return;
    }
    task.lastStatus = 'STOPPING';
    this.#options.hooks.changed(region, task);
    void running.stop().then(() => {
      this.#running.delete(task);
      if (task.pullStoppedAt !== undefined) task.executionStoppedAt = this.#options.clock.now();
      this.#deprovision(region, task);
    });
  }

  #deprovision(region: Region, task: TaskRecord): void {
    const { clock, pace, targets } = this.#options;
    targets.remove(region, task);
    for (const container of task.containers) container.lastStatus = 'STOPPED';
    if (task.attachment !== undefined) {
      if (task.attachment.status === 'PRECREATED') task.attachment.neverAttached = true;
      task.attachment.status = 'DETACHING';
    }
    this.#to(region, task, 'DEPROVISIONING');
    clock.after(pace.deprovisioning, () => {
      task.stoppedAt = clock.now();
      if (task.attachment !== undefined) task.attachment.status = 'DELETED';
      this.#to(region, task, 'STOPPED');
      this.#forgetLater(region, task);
    });
  }

  #forgetLater(region: Region, task: TaskRecord): void {
    const { clock } = this.#options;
    const age = clock.now() - (task.stoppedAt ?? clock.now());
    clock.after(STOPPED_TASK_LIFE_MS - age, () => region.removeTask(task));
  }
}

/** Fargate hides the engine's name; on an instance it is what `docker ps` shows there. */
function runtimeId(task: TaskRecord, engineId: string | undefined, random: SeededRandom): string {
  return task.launchType === 'FARGATE' ? `${task.id}-${random.digits(10)}` : (engineId ?? random.hex(64));
}

// Recorded answer of a task whose awslogs group does not exist.
function missingLogGroup(requestId: string): string {
  return (
    'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to ' +
    'create Cloudwatch log stream: operation error CloudWatch Logs: CreateLogStream, https response error ' +
    `StatusCode: 400, RequestID: ${requestId}, ResourceNotFoundException: The specified log group does not exist. : ` +
    'exit status 1'
  );
}
