import { integer, record, text } from '../wire/input';
import type { WorldClock } from '../clock';
import type { TargetGroupRecord, TargetRecord } from '../world/elbRecords';
import type { ContainerRecord, TaskRecord, TaskTarget } from '../world/records';
import type { Region } from '../world/region';
import { matches, type Probe, type ProbeResult } from './probe';

export interface TargetHooks {
  /** A target of the task turned healthy or unhealthy. */
  targetChanged(region: Region, task: TaskRecord, target: TaskTarget, record: TargetRecord): void;
}

interface HealthCheck {
  readonly path: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly healthyCount: number;
  readonly unhealthyCount: number;
  readonly matcher: string;
}

function healthCheckOf({ body }: TargetGroupRecord): HealthCheck {
  return {
    path: text(body, 'HealthCheckPath') ?? '/',
    intervalMs: (integer(body, 'HealthCheckIntervalSeconds') ?? 30) * 1000,
    timeoutMs: (integer(body, 'HealthCheckTimeoutSeconds') ?? 5) * 1000,
    healthyCount: integer(body, 'HealthyThresholdCount') ?? 5,
    unhealthyCount: integer(body, 'UnhealthyThresholdCount') ?? 2,
    matcher: text(record(body, 'Matcher') ?? {}, 'HttpCode') ?? '200',
  };
}

/** Registers tasks with their target groups, checks them, and drains them. */
export class Targets {
  readonly #clock: WorldClock;
  readonly #probe: Probe;
  readonly #hooks: TargetHooks;
  /** The one loop of checks of each target. */
  readonly #loops = new Map<TargetRecord, symbol>();

  constructor(options: { clock: WorldClock; probe: Probe; hooks: TargetHooks }) {
    this.#clock = options.clock;
    this.#probe = options.probe;
    this.#hooks = options.hooks;
  }

  register(region: Region, task: TaskRecord): void {
    for (const target of task.targets) {
      const group = region.targetGroups.get(target.targetGroupArn);
      if (group === undefined) continue;
      group.targets.push({
        id: target.id,
        port: target.port,
        availabilityZone: task.availabilityZone,
        state: 'initial',
        reason: 'Elb.RegistrationInProgress',
        description: 'Target registration is in progress',
      });
      this.check(region, task, target);
    }
  }

  /** Checks a registered target from now on, until it drains. */
  check(region: Region, task: TaskRecord, target: TaskTarget): void {
    const group = region.targetGroups.get(target.targetGroupArn);
    if (group === undefined) return;
    const checked = this.#find(region, target);
    if (checked === undefined) return;
    const health = healthCheckOf(group);
    const loop = Symbol();
    this.#loops.set(checked, loop);
    let passed = 0;
    let failed = 0;
    const next = (): void => {
      this.#clock.after(health.intervalMs, () => {
        const found = this.#find(region, target);
        if (this.#loops.get(checked) !== loop) return;
        if (found === undefined || found.state === 'draining') {
          this.#loops.delete(checked);
          return;
        }
        const port = this.#hostPort(task, target);
        if (port === undefined) {
          // Acted out: there is nothing to ask, and a healthy one stays healthy.
          judge(found, this.#container(task, target)?.answers);
          if (found.state === 'healthy') this.#loops.delete(checked);
          else next();
          return;
        }
        void this.#probe(port, health.path, health.timeoutMs).then((result) => {
          judge(found, result);
          next();
        });
      });
    };
    const judge = (found: TargetRecord, result: ProbeResult | undefined): void => {
      if (found.state === 'draining') return;
      const ok = result === undefined || (result.kind === 'answer' && matches(health.matcher, result.status));
      passed = ok ? passed + 1 : 0;
      failed = ok ? 0 : failed + 1;
      if (ok && passed >= health.healthyCount && found.state !== 'healthy') {
        found.state = 'healthy';
        delete found.reason;
        delete found.description;
        this.#hooks.targetChanged(region, task, target, found);
      } else if (result !== undefined && failed >= health.unhealthyCount && found.state !== 'unhealthy') {
        found.state = 'unhealthy';
        Object.assign(found, failure(result));
        this.#hooks.targetChanged(region, task, target, found);
      } else if (found.state === 'initial') {
        found.reason = 'Elb.InitialHealthChecking';
        found.description = 'Initial health checks in progress';
      }
    };
    next();
  }

  allHealthy(region: Region, task: TaskRecord): boolean {
    return task.targets.every((target) => this.#find(region, target)?.state === 'healthy');
  }

  /** Takes the task's targets out of service; `done` is called when the longest deregistration delay is over. */
  drain(region: Region, task: TaskRecord, done: () => void): void {
    let longestMs = 0;
    for (const target of task.targets) {
      const found = this.#find(region, target);
      if (found === undefined) continue;
      found.state = 'draining';
      found.reason = 'Target.DeregistrationInProgress';
      found.description = 'Target deregistration is in progress';
      const delay = region.targetGroups.get(target.targetGroupArn)?.attributes[
        'deregistration_delay.timeout_seconds'
      ];
      longestMs = Math.max(longestMs, Number(delay ?? 300) * 1000);
    }
    this.#clock.after(longestMs, () => {
      this.remove(region, task);
      done();
    });
  }

  remove(region: Region, task: TaskRecord): void {
    for (const target of task.targets) {
      const group = region.targetGroups.get(target.targetGroupArn);
      if (group === undefined) continue;
      group.targets = group.targets.filter(({ id, port }) => id !== target.id || port !== target.port);
    }
  }

  #find(region: Region, target: TaskTarget): TargetRecord | undefined {
    return region.targetGroups
      .get(target.targetGroupArn)
      ?.targets.find(({ id, port }) => id === target.id && port === target.port);
  }

  #hostPort(task: TaskRecord, target: TaskTarget): number | undefined {
    return this.#container(task, target)?.hostPorts?.[String(target.containerPort)];
  }

  #container(task: TaskRecord, target: TaskTarget): ContainerRecord | undefined {
    return task.containers.find(({ name }) => name === target.containerName);
  }
}

function failure(result: ProbeResult): { reason: string; description: string } {
  switch (result.kind) {
    case 'answer':
      return {
        reason: 'Target.ResponseCodeMismatch',
        description: `Health checks failed with these codes: [${result.status}]`,
      };
    case 'timeout':
      return { reason: 'Target.Timeout', description: 'Request timed out' };
    case 'refused':
      return { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
    case 'zone':
      return {
        reason: 'Target.NotInUse',
        description: 'Target is in an Availability Zone that is not enabled for the load balancer',
      };
  }
}
