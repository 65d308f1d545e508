import type { Connection } from '../../aws/connection';
import type { Diagnosis } from '../../diagnose/cause';
import { diagnose } from '../../diagnose/diagnose';
import { NO_EVIDENCE, type Evidence } from '../../diagnose/evidence';
import type { Clock } from '../../lib/clock';
import { QuaysideError } from '../../lib/errors';
import type { JsonObject } from '../../lib/json';
import type { Logger } from '../../lib/logger';
import type { Message } from '../../lib/message';
import { arnName } from '../../model/arn';
import { primaryRollout, type Service } from '../../model/service';
import type { Task } from '../../model/task';
import { soft, type Soft } from '../soft';
import { isFailedTask } from '../view/taskTracks';
import { definitionFacts } from './definitionFacts';
import { rolloutEvidence, serviceFacts } from './evidence';
import { LogExcerpts, wantLogs } from './logExcerpts';
import { recentPast, startedTasks } from './recent';
import { isTrouble, pointsAtTargets } from './trouble';

/** Stopped tasks that are looked at, the newest. */
const MAX_TASKS = 200;
/** DescribeTasks takes so many. */
const BATCH = 100;

export interface ExplainDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What to explain: a service as a whole, or certain tasks of it, or (without a service) tasks that were run by themselves. */
export interface ToExplain {
  readonly clusterArn: string;
  readonly serviceArn?: string;
  /** Only these; they alone decide, and events count only where they name one of them. */
  readonly taskArns?: readonly string[];
}

export interface Explanation {
  /** When it was gathered, milliseconds since the epoch. */
  readonly at: number;
  readonly diagnosis: Diagnosis;
  /** As it stands now; absent for tasks that belong to none. */
  readonly service?: Service;
  /** The tasks it rests on that ECS still remembers. */
  readonly tasks: readonly Task[];
  /** ARNs asked for that ECS has forgotten, which it does an hour after the stop. */
  readonly forgotten: readonly string[];
  /** True while lines of a log may still follow: another explanation comes then. */
  readonly linesMayFollow: boolean;
  /** What reading the log, or the task definition that tells where it is, failed with: there are no lines then. */
  readonly logFailure?: unknown;
  /** Where the container that failed writes its log, when that is not where it could be read. */
  readonly logElsewhere?: Message;
}

/**
 * Says why a service is in trouble right now, from as few calls as that takes: DescribeServices, ListTasks and
 * DescribeTasks of what has stopped; only when something failed the task definition and at most six reads of logs; and
 * the targets' health only where an event or a stop reason speaks of a target group. Yields at once what is known, and
 * again when lines of a log have arrived, for up to 30 seconds after the stop. `diagnosis.causes` is empty when nothing
 * is wrong; `noise` then explains normal stops.
 *
 * Fails with what the first calls fail with (accessDenied, throttled, unreachable…; notFound for a service that is
 * gone), and with `cancelled` when the signal fires. That logs, targets or the definition may not be read ends nothing:
 * the explanation stands without them.
 */
export function explainService(
  deps: ExplainDeps,
  service: ToExplain & { readonly serviceArn: string },
  signal: AbortSignal,
): AsyncGenerator<Explanation> {
  return explain(deps, service, signal);
}

/** Says why one task stopped; with its service, where it has one, also from the events and targets that are about it. */
export function explainTask(
  deps: ExplainDeps,
  task: { readonly clusterArn: string; readonly serviceArn?: string; readonly taskArn: string },
  signal: AbortSignal,
): AsyncGenerator<Explanation> {
  const { clusterArn, serviceArn, taskArn } = task;
  const asked = { clusterArn, taskArns: [taskArn] };
  return explain(deps, serviceArn === undefined ? asked : { ...asked, serviceArn }, signal);
}

async function* explain(
  deps: ExplainDeps,
  asked: ToExplain,
  signal: AbortSignal,
): AsyncGenerator<Explanation> {
  const { connection, clock, logger } = deps;
  const { clusterArn, serviceArn, taskArns } = asked;
  const [service, listed] = await Promise.all([
    serviceArn === undefined ? undefined : readService(connection, clusterArn, serviceArn, signal),
    taskArns ?? (serviceArn === undefined ? [] : listStopped(connection, clusterArn, serviceArn, signal)),
  ]);
  const started = service === undefined || taskArns !== undefined ? [] : startedTasks(service, clock.now());
  const ids = [...new Set([...listed, ...started].map(arnName))].slice(0, MAX_TASKS);
  const read = await readTasks(connection, clusterArn, ids, signal);
  const seen = { ...read, tasks: read.tasks.flatMap(taskArns === undefined ? stopped : ending) };
  const gathered = gather(asked, service, seen.tasks, clock.now());
  const failed = gathered.tasks.filter(isFailedTask);
  const telling = failed.at(-1) ?? gathered.tasks.at(-1);
  const wrong = failed.length > 0 || gathered.events.some(({ message }) => isTrouble(message));
  const revision = telling?.taskDefinitionArn ?? primaryOf(service)?.taskDefinitionArn;
  const [revisionRead, targetGroups] = await Promise.all([
    wrong && revision !== undefined ? readDefinition(deps, revision, signal) : undefined,
    service !== undefined && pointsAtTargets(gathered) ? readTargets(deps, service, signal) : [],
  ]);
  const definition = revisionRead?.ok === true ? revisionRead.value.body : undefined;
  const known: Evidence = {
    ...gathered,
    targetGroups,
    ...(definition === undefined ? {} : { taskDefinition: definitionFacts(definition) }),
  };
  const logs = new LogExcerpts(connection, logger);
  const tell = (linesMayFollow: boolean): Explanation => ({
    at: known.at ?? clock.now(),
    diagnosis: diagnose({ ...known, logs: logs.excerpts }),
    ...(service === undefined ? {} : { service }),
    tasks: known.tasks,
    forgotten: taskArns === undefined ? [] : seen.forgotten,
    linesMayFollow,
    ...failureOf(revisionRead?.ok === false ? revisionRead.error : logs.failure),
    ...(logs.elsewhere === undefined ? {} : { logElsewhere: logs.elsewhere }),
  });
  if (definition !== undefined) wantLogs(logs, { ...known, tasks: failed }, clock.now());
  yield tell(logs.nextDue !== undefined);
  for (let due = logs.nextDue; due !== undefined && definition !== undefined; due = logs.nextDue) {
    if (due > clock.now()) await clock.sleep(due - clock.now(), signal);
    logs.read(definition, clock.now(), signal);
    while (logs.arrival !== undefined) await logs.arrival;
    yield tell(logs.nextDue !== undefined);
  }
}

async function readService(
  { ecs }: Connection,
  clusterArn: string,
  serviceArn: string,
  signal: AbortSignal,
): Promise<Service> {
  const { services, failures } = await ecs.describeServices(clusterArn, [serviceArn], signal);
  const [service] = services;
  if (service !== undefined) return service;
  const reason = failures[0]?.reason ?? 'MISSING';
  throw new QuaysideError('notFound', `Service ${arnName(serviceArn)}: ${reason}`, {
    details: { operation: 'DescribeServices', awsCode: reason },
  });
}

async function listStopped(
  { ecs }: Connection,
  cluster: string,
  serviceArn: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const arns: string[] = [];
  const query = { cluster, service: arnName(serviceArn), desiredStatus: 'STOPPED' } as const;
  for await (const page of ecs.listTasks(query, signal)) {
    arns.push(...page);
    if (arns.length >= MAX_TASKS) break;
  }
  return arns;
}

interface SeenTasks {
  /** The first to stop first. */
  readonly tasks: readonly Task[];
  /** ARNs of those that ECS does not remember. */
  readonly forgotten: readonly string[];
}

async function readTasks(
  { ecs }: Connection,
  clusterArn: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<SeenTasks> {
  const batches = Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, n) =>
    ids.slice(n * BATCH, (n + 1) * BATCH),
  );
  const answers = await Promise.all(batches.map((batch) => ecs.describeTasks(clusterArn, batch, signal)));
  return {
    tasks: answers.flatMap(({ tasks }) => tasks).sort((a, b) => (a.stoppedAt ?? 0) - (b.stoppedAt ?? 0)),
    forgotten: answers.flatMap(({ failures }) => failures.map(({ arn }) => arn)),
  };
}

function stopped(task: Task): readonly Task[] {
  return task.lastStatus === 'STOPPED' ? [task] : [];
}

/** A task that is being stopped says already why: who asks about it need not wait until its last container has ended. */
function ending(task: Task): readonly Task[] {
  const ends = task.desiredStatus === 'STOPPED' && task.stopCode !== undefined;
  return ends ? [{ ...task, lastStatus: 'STOPPED' }] : stopped(task);
}

/** What counts of all that was read. */
function gather(
  { taskArns }: ToExplain,
  service: Service | undefined,
  tasks: readonly Task[],
  at: number,
): Evidence {
  if (service === undefined) return { ...NO_EVIDENCE, at, tasks };
  const facts = { service: serviceFacts(service) };
  if (taskArns !== undefined) {
    const ids = taskArns.map(arnName);
    const about = service.events.filter(({ message }) => ids.some((id) => message.includes(id)));
    return { ...NO_EVIDENCE, at, tasks, events: about, ...facts };
  }
  const { events, since } = recentPast(service, at);
  const late = tasks.filter(({ stoppedAt = Infinity }) => stoppedAt >= since).slice(-MAX_TASKS);
  const deployment = rolloutEvidence(
    service.rollouts.find(({ rolloutState }) => rolloutState === 'FAILED') ?? primaryOf(service),
  );
  return { ...NO_EVIDENCE, at, tasks: late, events, deployment, ...facts };
}

function primaryOf(service: Service | undefined): ReturnType<typeof primaryRollout> {
  return service === undefined ? undefined : primaryRollout(service);
}

async function readDefinition(
  { connection, logger }: ExplainDeps,
  arn: string,
  signal: AbortSignal,
): Promise<Soft<{ readonly body: JsonObject }>> {
  const answer = await soft(connection.ecs.describeTaskDefinition(arn, signal));
  if (!answer.ok) logger.warn(`Explaining without ${arnName(arn)}: ${answer.error.message}`);
  return answer;
}

function failureOf(error: unknown): { readonly logFailure?: unknown } {
  return error === undefined ? {} : { logFailure: error };
}

async function readTargets(
  { connection: { elb }, logger }: ExplainDeps,
  { loadBalancers }: Service,
  signal: AbortSignal,
): Promise<Evidence['targetGroups']> {
  const arns = [...new Set(loadBalancers.map(({ targetGroupArn }) => targetGroupArn))];
  if (arns.length === 0) return [];
  const answer = await soft(
    Promise.all([
      elb.describeTargetGroups(arns, signal),
      ...arns.map(async (arn) => ({ arn, health: await elb.describeTargetHealth(arn, signal) })),
    ]),
  );
  if (!answer.ok) {
    logger.warn(`Explaining without the health of targets: ${answer.error.message}`);
    return [];
  }
  const [groups, ...healths] = answer.value;
  return healths.flatMap(({ arn, health }) => {
    const group = groups.find((candidate) => candidate.arn === arn);
    return group === undefined ? [] : [{ group, targets: health }];
  });
}
