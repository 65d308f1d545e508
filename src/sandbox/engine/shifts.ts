import type { WorldClock } from '../clock';
import type { SeededRandom } from '../world/random';
import type { DeploymentRecord, ServiceDeploymentRecord, ServiceRecord } from '../world/records';
import type { Region } from '../world/region';
import type { HookRecord, LifecycleStage, ShiftRecord } from '../world/shiftRecords';
import { limitsOf } from './bounds';
import type { Pace } from './pace';
import { bakeMs, hooksAt, productionSteps, stepBakeMs } from './strategy';
import { directTraffic } from './traffic';

/** What the scheduler does while traffic is not where it belongs yet. */
export interface Hold {
  /** How many tasks a deployment has meanwhile; undefined: those that it has, and none is started. */
  readonly wanted: (deploymentId: string) => number | undefined;
  /** When to look again without being told. */
  readonly wakeAt?: number;
}

export interface ShiftsOptions {
  readonly clock: WorldClock;
  readonly random: SeededRandom;
  readonly pace: Pace;
  /** A hook failed or timed out: the deployment goes back. */
  readonly hookFailed: (region: Region, service: ServiceRecord, primary: DeploymentRecord) => void;
}

const NEXT: Readonly<Record<LifecycleStage, LifecycleStage>> = {
  RECONCILE_SERVICE: 'PRE_SCALE_UP',
  PRE_SCALE_UP: 'SCALE_UP',
  SCALE_UP: 'POST_SCALE_UP',
  POST_SCALE_UP: 'TEST_TRAFFIC_SHIFT',
  TEST_TRAFFIC_SHIFT: 'POST_TEST_TRAFFIC_SHIFT',
  POST_TEST_TRAFFIC_SHIFT: 'PRE_PRODUCTION_TRAFFIC_SHIFT',
  PRE_PRODUCTION_TRAFFIC_SHIFT: 'PRODUCTION_TRAFFIC_SHIFT',
  PRODUCTION_TRAFFIC_SHIFT: 'POST_PRODUCTION_TRAFFIC_SHIFT',
  POST_PRODUCTION_TRAFFIC_SHIFT: 'BAKE_TIME',
  BAKE_TIME: 'CLEAN_UP',
  CLEAN_UP: 'CLEAN_UP',
};

/** A Lambda function answers after this. */
const LAMBDA_MS = 1_000;
const HOOK_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

/** Takes blue/green, linear and canary deployments through their stages. */
export class Shifts {
  readonly #options: ShiftsOptions;

  constructor(options: ShiftsOptions) {
    this.#options = options;
  }

  /** Moves the deployment on as far as it can go now; undefined once the old revision may go. */
  advance(
    region: Region,
    service: ServiceRecord,
    primary: DeploymentRecord,
    deployment: ServiceDeploymentRecord | undefined,
  ): Hold | undefined {
    const shift = deployment?.shift;
    if (deployment === undefined || shift === undefined || primary.rolloutState !== 'IN_PROGRESS') {
      return undefined;
    }
    for (;;) {
      if (shift.stage === 'CLEAN_UP') return undefined;
      // A user asked for the end of it: nothing moves on any more.
      if (deployment.status.endsWith('_REQUESTED')) return this.#hold(region, service, shift, primary);
      const hooks = this.#judgeHooks(shift);
      if (hooks === 'failed' && shift.rollingBack !== true) {
        this.#options.hookFailed(region, service, primary);
        // Another deployment is PRIMARY now: looked at anew.
        return { wanted: () => undefined, wakeAt: this.#options.clock.now() };
      }
      if (typeof hooks === 'number') return this.#hold(region, service, shift, primary, hooks);
      const due = this.#due(deployment, shift);
      if (due > this.#options.clock.now()) return this.#hold(region, service, shift, primary, due);
      if (!isReady(region, service, shift, primary)) return this.#hold(region, service, shift, primary);
      this.#enter(region, service, deployment, shift, next(deployment, shift));
    }
  }

  /** Begins a deployment's first stage; all traffic stays with the source. */
  begin(
    region: Region,
    service: ServiceRecord,
    deployment: ServiceDeploymentRecord,
    sourceId: string | undefined,
  ): void {
    const several = service.deployments.filter(({ status }) => status !== 'DRAINING').length > 2;
    const stage: LifecycleStage = several ? 'RECONCILE_SERVICE' : 'PRE_SCALE_UP';
    const shift: ShiftRecord = {
      stage,
      stageAt: this.#options.clock.now(),
      production: 0,
      test: 0,
      steps: 0,
      hooks: [],
      ...(sourceId !== undefined && { sourceId }),
    };
    deployment.shift = shift;
    direct(region, service, deployment, shift);
    this.#addHooks(deployment, shift);
  }

  #enter(
    region: Region,
    service: ServiceRecord,
    deployment: ServiceDeploymentRecord,
    shift: ShiftRecord,
    stage: LifecycleStage,
  ): void {
    const now = this.#options.clock.now();
    shift.stage = stage;
    shift.stageAt = now;
    deployment.updatedAt = now;
    if (shift.rollingBack === true) {
      if (stage === 'TEST_TRAFFIC_SHIFT') shift.test = 0;
    } else if (stage === 'TEST_TRAFFIC_SHIFT') {
      shift.test = 100;
    } else if (stage === 'PRODUCTION_TRAFFIC_SHIFT') {
      shift.production = productionSteps(deployment.deploymentConfiguration)[shift.steps] ?? 100;
      shift.steps += 1;
    }
    direct(region, service, deployment, shift);
    this.#addHooks(deployment, shift);
  }

  #addHooks(deployment: ServiceDeploymentRecord, shift: ShiftRecord): void {
    const now = this.#options.clock.now();
    for (const hook of hooksAt(deployment.deploymentConfiguration, shift.stage)) {
      const pause = hook.targetType === 'PAUSE';
      // Documented: of a rollback only the Lambda hooks of the two shifts are called.
      if (pause && shift.rollingBack === true) continue;
      shift.hooks.push({
        id: `ecs-${pause ? 'pause' : 'lambda'}-${this.#options.random.text(43, HOOK_ALPHABET)}`,
        targetType: hook.targetType,
        status: pause ? 'AWAITING_ACTION' : 'IN_PROGRESS',
        expiresAt: now + hook.timeoutMs,
        timeoutAction: hook.timeoutAction,
        ...(hook.targetArn !== undefined && { targetArn: hook.targetArn }),
      });
    }
  }

  /** `failed`, `done`, or when to look at those that still wait. */
  #judgeHooks(shift: ShiftRecord): 'failed' | 'done' | number {
    const now = this.#options.clock.now();
    let look: number | undefined;
    let failed = false;
    for (const hook of shift.hooks) {
      if (hook.status !== 'AWAITING_ACTION' && hook.status !== 'IN_PROGRESS') continue;
      if (hook.status === 'IN_PROGRESS') hook.status = answerOf(hook, now - shift.stageAt);
      if (isOpen(hook) && now >= hook.expiresAt) {
        hook.status = 'TIMED_OUT';
        failed ||= hook.timeoutAction === 'ROLLBACK';
      }
      failed ||= hook.status === 'FAILED';
      if (isOpen(hook)) {
        const due = hook.status === 'IN_PROGRESS' ? now + LAMBDA_MS : hook.expiresAt;
        look = Math.min(look ?? due, due, hook.expiresAt);
      }
    }
    return failed ? 'failed' : (look ?? 'done');
  }

  #due({ deploymentConfiguration }: ServiceDeploymentRecord, shift: ShiftRecord): number {
    const { pace } = this.#options;
    const shortest = shift.stageAt + pace.stage;
    if (shift.rollingBack === true) return shortest;
    if (shift.stage === 'BAKE_TIME') return shift.stageAt + bakeMs(deploymentConfiguration);
    const stepsLeft = shift.steps < productionSteps(deploymentConfiguration).length;
    return shift.stage === 'PRODUCTION_TRAFFIC_SHIFT' && stepsLeft
      ? Math.max(shortest, shift.stageAt + stepBakeMs(deploymentConfiguration))
      : shortest;
  }

  #hold(
    region: Region,
    service: ServiceRecord,
    shift: ShiftRecord,
    primary: DeploymentRecord,
    wakeAt?: number,
  ): Hold {
    const before = shift.stage === 'RECONCILE_SERVICE' || shift.stage === 'PRE_SCALE_UP';
    return {
      wanted: (id) => {
        if (shift.rollingBack === true) {
          // Where the goal has to be built up again there are two others already.
          return id === primary.id ? Math.min(service.desiredCount, roomFor(region, service, id)) : undefined;
        }
        if (id === primary.id) {
          return before ? 0 : Math.min(service.desiredCount, roomFor(region, service, id));
        }
        if (id === shift.sourceId) return service.desiredCount;
        // What an earlier deployment left behind goes as soon as it is not needed any more.
        return servingWell(region, service, shift, primary) ? 0 : undefined;
      },
      ...(wakeAt !== undefined && { wakeAt }),
    };
  }
}

/** The traffic goes back to the source, first that of production. */
export function turnBack(
  region: Region,
  service: ServiceRecord,
  deployment: ServiceDeploymentRecord,
  now: number,
): void {
  const { shift } = deployment;
  if (shift === undefined) return;
  shift.rollingBack = true;
  shift.stageAt = now;
  for (const hook of shift.hooks) if (isOpen(hook)) hook.status = 'FAILED';
  if (shift.production > 0) {
    shift.stage = 'PRODUCTION_TRAFFIC_SHIFT';
    shift.production = 0;
  } else if (shift.test > 0) {
    shift.stage = 'TEST_TRAFFIC_SHIFT';
    shift.test = 0;
  } else {
    shift.stage = 'CLEAN_UP';
  }
  direct(region, service, deployment, shift);
}

function isOpen({ status }: HookRecord): boolean {
  return status === 'AWAITING_ACTION' || status === 'IN_PROGRESS';
}

function next(deployment: ServiceDeploymentRecord, shift: ShiftRecord): LifecycleStage {
  if (shift.rollingBack === true) {
    return shift.stage === 'PRODUCTION_TRAFFIC_SHIFT' && shift.test > 0 ? 'TEST_TRAFFIC_SHIFT' : 'CLEAN_UP';
  }
  const steps = productionSteps(deployment.deploymentConfiguration);
  if (shift.stage === 'PRODUCTION_TRAFFIC_SHIFT' && shift.steps < steps.length) {
    return 'PRE_PRODUCTION_TRAFFIC_SHIFT';
  }
  return NEXT[shift.stage];
}

/** Two revisions at full strength are the most there is; what the deployment has already stays. */
function roomFor(region: Region, service: ServiceRecord, deploymentId: string): number {
  let own = 0;
  let others = 0;
  for (const task of region.tasksOf(service)) {
    if (task.desiredStatus !== 'RUNNING') continue;
    if (task.startedBy === deploymentId) own += 1;
    else others += 1;
  }
  return Math.max(own, 2 * service.desiredCount - others);
}

/** Whether the source and the target have the healthy tasks that the service has to have. */
function servingWell(
  region: Region,
  service: ServiceRecord,
  { sourceId }: ShiftRecord,
  primary: DeploymentRecord,
): boolean {
  let healthy = 0;
  for (const task of region.tasksOf(service)) {
    if (task.healthy && (task.startedBy === sourceId || task.startedBy === primary.id)) healthy += 1;
  }
  return healthy >= limitsOf(service).lower;
}

function isReady(
  region: Region,
  service: ServiceRecord,
  shift: ShiftRecord,
  primary: DeploymentRecord,
): boolean {
  if (shift.rollingBack === true) return true;
  if (shift.stage === 'RECONCILE_SERVICE') {
    if (!servingWell(region, service, shift, primary)) return true;
    const kept = new Set([primary.id, shift.sourceId]);
    return [...region.tasksOf(service)].every(
      (task) => kept.has(task.startedBy) || task.desiredStatus === 'STOPPED',
    );
  }
  if (shift.stage !== 'SCALE_UP') return true;
  let healthy = 0;
  for (const task of region.tasksOf(service)) {
    if (task.startedBy === primary.id && task.healthy) healthy += 1;
  }
  return healthy >= service.desiredCount;
}

function direct(
  region: Region,
  service: ServiceRecord,
  deployment: ServiceDeploymentRecord,
  shift: ShiftRecord,
): void {
  const revision = service.revisions.find(({ arn }) => arn === deployment.targetRevisionArn);
  if (revision !== undefined) directTraffic(region, revision.placement, revision.alternate === true, shift);
}

/** Nobody runs Lambda functions here: their names say how they fare. */
function answerOf(hook: HookRecord, ageMs: number): HookRecord['status'] {
  if (ageMs < LAMBDA_MS) return 'IN_PROGRESS';
  const name = hook.targetArn ?? '';
  if (/fails/i.test(name)) return 'FAILED';
  return /hangs/i.test(name) ? 'IN_PROGRESS' : 'SUCCEEDED';
}
