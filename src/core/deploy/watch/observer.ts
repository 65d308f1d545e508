import { QuaysideError } from '../../lib/errors';
import type { JsonObject } from '../../lib/json';
import type { ServiceDeployment } from '../../model/deploymentRecord';
import type { Service } from '../../model/service';
import type { TargetGroup } from '../../model/targetGroup';
import type { Observation, RolloutExpectations, WatchReference } from '../event';
import { startedTasks } from '../cause/recent';
import { omit } from '../omit';
import { soft, type Soft } from '../soft';
import { containerHealthCheck } from '../taskDefinition';
import type { WatchDesk } from './desk';
import type { Evidence } from './judge';
import { basicMode, hindranceOf, isPassing, isUnavailable, type Hindrance } from './hindrance';
import { findServiceDeployment, pickOurs } from './identity';
import { TaskReader } from './taskReader';

/** How long the service deployment of a rollout is looked for before watching goes on without it: reads lag. */
const RESOLVE_MS = 30_000;

/** A rollout that began so long ago is in every read, whatever the clocks differ: what is not there is gone. */
const LONG_AGO_MS = 300_000;

/** Faults in a row after which an endpoint counts as one that does not know the newer actions; some answer a page. */
const MAX_FAULTS = 3;

/** Lists of service deployments that are asked for, at least, before that. */
const MIN_LISTS = 3;

/** What one look shall ask for; the service deployment, when it is known, is always asked. */
export interface Look {
  readonly service: boolean;
  readonly tasks: 'no' | 'usual' | 'all';
}

/** What a look came to. */
export interface Sight {
  /** Refusals that will pass; none when everything was read that may be read. */
  readonly passing: readonly QuaysideError[];
  /** True when nothing at all was read. */
  readonly blind: boolean;
  /** True when what a verdict rests on was read: the service and its deployment. */
  readonly sure: boolean;
}

function refusalsOf(parts: readonly Soft<void>[]): readonly QuaysideError[] {
  return parts.flatMap((part) => (part.ok ? [] : [part.error]));
}

/** Reads a rollout and keeps the newest of each part. Refusals that pass are answered; others narrow what is read. */
export class RolloutObserver {
  readonly #desk: WatchDesk;
  readonly #random: () => number;
  readonly #tasks: TaskReader;
  #resolveUntil: number;
  #reference: WatchReference;
  #service: Service | 'missing' | undefined;
  #deployment: ServiceDeployment | undefined;
  #expects: RolloutExpectations | undefined;
  #definition: JsonObject | undefined;
  #targetGroups: readonly TargetGroup[] | undefined;
  #targets: Observation['targets'];
  #tasksRead = false;
  #basic: Hindrance | undefined;
  #faults = 0;
  /** False for a service deployment that a reference brought along, until it is seen to be ours. */
  #verified = false;
  #narrowed: Hindrance | undefined;
  #lists = 0;
  #nextTargets = 0;
  #stirred = false;
  readonly #begun: number;
  /** True once the service has named our rollout. */
  #seen = false;

  constructor(reference: WatchReference, desk: WatchDesk, now: number, random: () => number) {
    this.#reference = reference;
    this.#desk = desk;
    this.#random = random;
    this.#tasks = new TaskReader(desk);
    this.#begun = now;
    this.#resolveUntil = now + RESOLVE_MS;
  }

  /**
   * True when the service deployment has moved on since the service was last read: to another status or stage, or to
   * another number of tasks, as when the service is scaled or deleted. Then the service has something to tell.
   */
  get stirred(): boolean {
    return this.#stirred;
  }

  get reference(): WatchReference {
    return this.#reference;
  }

  /** What keeps watching narrow for good: basic mode, or a part that may not be read. */
  get standing(): Hindrance | undefined {
    return this.#basic ?? this.#narrowed;
  }

  get followsDeployment(): boolean {
    return this.#basic === undefined && this.#reference.serviceDeploymentArn !== undefined;
  }

  /** The new revision as AWS has it, once it was read. */
  get definition(): JsonObject | undefined {
    return this.#definition;
  }

  /** Goes on with another rollout of the same goal, whose service deployment is looked for anew. */
  follow(reference: WatchReference, now: number): void {
    this.#reference = reference;
    this.#deployment = undefined;
    this.#verified = false;
    this.#lists = 0;
    this.#resolveUntil = now + RESOLVE_MS;
  }

  /** Looks once. */
  async look({ service, tasks }: Look, now: number, signal: AbortSignal): Promise<Sight> {
    const telling: Promise<Soft<void>>[] = [];
    if (this.followsDeployment) telling.push(soft(this.#readDeployment(signal)));
    if (service) telling.push(soft(this.#readService(now, signal)));
    const tell = Promise.all(telling);
    // Only the service says which targets there are: without them a task that waits would pass for a healthy one.
    if (this.#service === undefined) await tell;
    const showing: Promise<Soft<void>>[] = [];
    if (tasks !== 'no') {
      showing.push(soft(this.#readTasks(tasks === 'all', now, signal)));
      if (tasks === 'all' || now >= this.#nextTargets) showing.push(soft(this.#readTargets(now, signal)));
      if (this.#expects === undefined && this.#desk.takeSpare())
        showing.push(soft(this.#readExpectations(signal)));
    }
    const [said, seen] = await Promise.all([tell, Promise.all(showing)]);
    const told = refusalsOf(said);
    const shown = refusalsOf(seen);
    const refusals = [...told, ...shown];
    const lasting = refusals.find((refusal) => !isPassing(refusal));
    if (service) this.#narrowed = lasting === undefined ? undefined : hindranceOf(lasting);
    const blind = refusals.length > 0 && refusals.length === telling.length + showing.length;
    return { passing: refusals.filter(isPassing), blind, sure: told.length === 0 };
  }

  observation(): Observation {
    return {
      ...(this.#expects === undefined ? {} : { expects: this.#expects }),
      ...(this.#service === undefined || this.#service === 'missing' ? {} : { service: this.#service }),
      ...(this.#deployment === undefined ? {} : { deployment: this.#deployment }),
      ...(this.#tasksRead ? { tasks: this.#tasks.tasks } : {}),
      ...(this.#targetGroups === undefined ? {} : { targetGroups: this.#targetGroups }),
      ...(this.#targets === undefined ? {} : { targets: this.#targets }),
    };
  }

  evidence(at: number): Evidence {
    const { startedAt } = this.#reference;
    const settled = this.#seen || at - this.#begun > RESOLVE_MS || at - startedAt > LONG_AGO_MS;
    const targets = this.#targets?.flatMap(({ health }) => health) ?? [];
    return { service: this.#service, deployment: this.#deployment, targets, settled, at };
  }

  async #readService(now: number, signal: AbortSignal): Promise<void> {
    try {
      this.#service = (await this.#desk.service(this.#reference, signal)) ?? 'missing';
      this.#stirred = false;
      this.#seen ||= this.#namesOurs();
    } catch (error) {
      // A cluster that is gone took the service with it.
      if (!QuaysideError.is(error, 'notFound')) throw error;
      this.#service = 'missing';
    }
    if (this.#service !== 'missing' && !this.followsDeployment && this.#basic === undefined) {
      await this.#findDeployment(this.#service, now, signal);
    }
  }

  #namesOurs(): boolean {
    if (this.#service === undefined || this.#service === 'missing') return false;
    return this.#service.rollouts.some(({ id }) => id === this.#reference.rolloutId);
  }

  async #findDeployment(service: Service, now: number, signal: AbortSignal): Promise<void> {
    // What the service names is cheap to look at; a list is a call for each watch, and not urgent.
    const mayList = this.#desk.takeSpare();
    if (mayList) this.#lists += 1;
    const { records } = this.#desk;
    const found = await this.#orBasic(() =>
      findServiceDeployment(
        this.#reference,
        service,
        mayList ? records : { ...records, listServiceDeployments: () => Promise.resolve([]) },
        signal,
      ),
    );
    if (found !== undefined) {
      this.#deployment = found;
      this.#verified = true;
      this.#reference = { ...this.#reference, serviceDeploymentArn: found.arn };
    } else if (now > this.#resolveUntil && this.#lists >= MIN_LISTS) {
      this.#basic ??= basicMode(undefined);
    }
  }

  async #readDeployment(signal: AbortSignal): Promise<void> {
    const arn = this.#reference.serviceDeploymentArn;
    if (arn === undefined) return;
    const answer = await this.#orBasic(() => this.#desk.records.describeServiceDeployments([arn], signal));
    if (answer === undefined) {
      this.#deployment = undefined;
      return;
    }
    const found = answer.find((deployment) => deployment.arn === arn);
    if (found === undefined || !(await this.#isOurs(found, signal))) return;
    this.#stirred ||= this.#deployment !== undefined && markOf(found) !== markOf(this.#deployment);
    this.#deployment = found;
  }

  /** A service deployment that is somebody else's must not speak for our rollout: it is dropped, and ours looked for. */
  async #isOurs(found: ServiceDeployment, signal: AbortSignal): Promise<boolean> {
    if (this.#verified) return true;
    const { records } = this.#desk;
    const ours = await this.#orBasic(() => pickOurs([found], this.#reference, records, signal));
    this.#verified = ours !== undefined;
    if (!this.#verified) this.#reference = omit(this.#reference, 'serviceDeploymentArn');
    return this.#verified;
  }

  /**
   * A refusal that says so means at once that the newer actions are not to be had here, any other only when it comes
   * again and again: a fault passes, and basic mode stays.
   */
  async #orBasic<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await ask();
      this.#faults = 0;
      return answer;
    } catch (error) {
      if (!QuaysideError.is(error) || QuaysideError.is(error, 'cancelled') || isPassing(error)) throw error;
      this.#faults += 1;
      if (!isUnavailable(error) && this.#faults < MAX_FAULTS) throw error;
      this.#basic = basicMode(error);
      return undefined;
    }
  }

  async #readTasks(everything: boolean, now: number, signal: AbortSignal): Promise<void> {
    const service = this.#service === 'missing' ? undefined : this.#service;
    const named = everything && service !== undefined ? startedTasks(service, now) : [];
    await this.#tasks.read(this.#reference, signal, everything, named);
    this.#tasksRead = true;
  }

  async #readTargets(now: number, signal: AbortSignal): Promise<void> {
    const arns = this.#targetGroupArns();
    const { elb } = this.#desk.connection;
    if (arns.length === 0) return;
    this.#nextTargets = now + this.#desk.targetsMs(arns.length) * (0.8 + 0.4 * this.#random());
    this.#targetGroups ??= await elb.describeTargetGroups(arns, signal);
    this.#targets = await Promise.all(
      arns.map(async (arn) => ({ targetGroupArn: arn, health: await elb.describeTargetHealth(arn, signal) })),
    );
  }

  #targetGroupArns(): readonly string[] {
    if (this.#service === undefined || this.#service === 'missing') return [];
    const all = this.#service.loadBalancers.flatMap(({ targetGroupArn, alternateTargetGroupArn }) => [
      targetGroupArn,
      ...(alternateTargetGroupArn === undefined ? [] : [alternateTargetGroupArn]),
    ]);
    return [...new Set(all)];
  }

  async #readExpectations(signal: AbortSignal): Promise<void> {
    const { elb } = this.#desk.connection;
    if (this.#service === undefined) return;
    const [body, ...delays] = await Promise.all([
      this.#readDefinition(signal),
      ...this.#targetGroupArns().map((arn) => elb.deregistrationDelay(arn, signal)),
    ]);
    const check = containerHealthCheck(body);
    this.#expects = {
      drainSeconds: Math.max(0, ...delays),
      containerHealthCheck: check.present,
      startPeriodSeconds: check.startPeriod,
    };
  }

  /** Revisions never change: once is enough. */
  async #readDefinition(signal: AbortSignal): Promise<JsonObject> {
    const { ecs } = this.#desk.connection;
    this.#definition ??= (await ecs.describeTaskDefinition(this.#reference.newRevision.arn, signal)).body;
    return this.#definition;
  }
}

/** What of a service deployment hints at news of the service. */
function markOf({ status, lifecycleStage, target, hooks = [] }: ServiceDeployment): string {
  const waiting = hooks.filter(({ status: state }) => state === 'AWAITING_ACTION');
  return JSON.stringify([status, lifecycleStage, target?.requested, waiting.map(({ id }) => id)]);
}
