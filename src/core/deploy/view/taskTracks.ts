import { message, type Message } from '../../lib/message';
import { parseTaskDefinition, shortTaskId } from '../../model/arn';
import type { Task } from '../../model/task';
import type { WatchReference } from '../event';
import type { TaskPhase, TaskTrack } from '../state';
import { taskHealth, type HealthFacts } from './taskHealth';

/** Rows that a timeline shows at most; old stopped ones go first. */
const MAX_TRACKS = 200;

/** True for a stop that the new image may be to blame for, and false for scaling, people and the infrastructure. */
export function isFailedTask(task: Pick<Task, 'lastStatus' | 'stopCode' | 'stoppedReason'>): boolean {
  if (task.lastStatus !== 'STOPPED') return false;
  if (task.stoppedReason?.startsWith('Scaling activity initiated by') === true) return false;
  if (task.stopCode === 'TaskFailedToStart' || task.stopCode === 'EssentialContainerExited') return true;
  return /failed .*health checks/i.test(task.stoppedReason ?? '');
}

/** Which side of the rollout a task is on. `startedBy` decides; the revision is asked where it is not known. */
export function sideOf(task: Task, reference: WatchReference): TaskTrack['side'] {
  const { rolloutId, newRevision, oldRevision } = reference;
  if (task.startedBy === rolloutId) return 'new';
  if (task.taskDefinitionArn === oldRevision?.arn) return 'old';
  if (task.taskDefinitionArn === newRevision.arn) return 'new';
  return 'other';
}

/** The rows of the timeline: those seen before, moved on, and those that are new. */
export function trackTasks(
  before: readonly TaskTrack[],
  tasks: readonly Task[],
  reference: WatchReference,
  health: HealthFacts,
  at: number,
): readonly TaskTrack[] {
  const tracks = new Map(before.map((track) => [track.arn, track]));
  for (const task of tasks) {
    const known = tracks.get(task.arn);
    if (known === undefined && (task.stoppedAt ?? Infinity) < reference.startedAt) continue;
    tracks.set(task.arn, trackOf(task, known, reference, health, at));
  }
  const sorted = [...tracks.values()].sort((a, b) => begun(a) - begun(b) || (a.arn < b.arn ? -1 : 1));
  if (sorted.length <= MAX_TRACKS) return sorted;
  const living = sorted.filter((track) => !ended(track));
  return [...sorted.filter(ended).slice(-Math.max(0, MAX_TRACKS - living.length)), ...living].slice(
    -MAX_TRACKS,
  );
}

function begun(track: TaskTrack): number {
  return track.segments[0]?.from ?? 0;
}

function ended(track: TaskTrack): boolean {
  return track.segments.at(-1)?.to !== undefined;
}

function trackOf(
  task: Task,
  known: TaskTrack | undefined,
  reference: WatchReference,
  health: HealthFacts,
  at: number,
): TaskTrack {
  const before = (task.startedAt ?? Infinity) < reference.startedAt;
  const phase = phaseOf(task, health, before, at);
  const reason = reasonOf(task);
  return {
    arn: task.arn,
    id: shortTaskId(task.arn),
    revision: parseTaskDefinition(task.taskDefinitionArn).revision,
    side: sideOf(task, reference),
    segments: advance(known?.segments ?? [], task, phase, before, at),
    note: noteOf(task, phase),
    ...(reason === undefined ? {} : { reason }),
  };
}

/**
 * The phase a task is in, from its statuses, times and what is known of its health. `before` says that it ran before
 * the rollout began: such a task is healthy unless it is seen to be otherwise.
 */
function phaseOf(task: Task, health: HealthFacts, before: boolean, at: number): TaskPhase {
  switch (task.lastStatus) {
    case 'PROVISIONING':
      return 'provisioning';
    case 'PENDING':
      if (task.pullStoppedAt !== undefined) return 'activating';
      return task.pullStartedAt === undefined ? 'preparing' : 'pulling';
    case 'ACTIVATING':
      return 'activating';
    case 'DEACTIVATING':
      return 'draining';
    case 'STOPPED':
      return isFailedTask(task) ? 'failed' : 'stopped';
    case 'RUNNING':
      return task.desiredStatus === 'STOPPED' ? 'draining' : taskHealth(task, health, before, at);
    default:
      return 'stopping';
  }
}

type Segments = TaskTrack['segments'];

/** The phases of a task that runs. */
const HEALTH_PHASES: readonly TaskPhase[] = ['health', 'healthy', 'unhealthy'];

/** Adds what happened since the last look. Times come from the task where it has them, else from the look itself. */
function advance(known: Segments, task: Task, phase: TaskPhase, before: boolean, at: number): Segments {
  let segments = known;
  const steps: readonly (readonly [TaskPhase, number | undefined])[] = [
    ['provisioning', task.createdAt],
    ['pulling', task.pullStartedAt],
    ['activating', task.pullStoppedAt],
    [firstHealth(known, phase, before), task.startedAt],
    [phase === 'draining' ? 'draining' : 'stopping', task.stoppingAt],
  ];
  for (const [step, from] of steps) {
    if (from !== undefined && isNews(segments, step, from)) segments = enter(segments, step, from);
  }
  const over = phase === 'stopped' || phase === 'failed';
  const end = task.stoppedAt ?? at;
  segments = enter(segments, phase, over ? end : at);
  return over ? close(segments, end) : segments;
}

/**
 * How a task counts from the time it runs until it is looked at. One that is healthy when it is first seen has been so
 * for longer than we know, and one that ran before the rollout began was not waiting for anything.
 */
function firstHealth(known: Segments, phase: TaskPhase, before: boolean): TaskPhase {
  const seen = known.find((segment) => HEALTH_PHASES.includes(segment.phase));
  if (seen !== undefined) return seen.phase;
  if (known.length === 0 && HEALTH_PHASES.includes(phase))
    return phase === 'healthy' || before ? phase : 'health';
  return before ? 'healthy' : 'health';
}

/** The time of the order to stop says when draining began; when it was over only looking tells. */
function isNews(segments: Segments, step: TaskPhase, from: number): boolean {
  if (segments.some(({ phase }) => phase === step)) return false;
  if (step === 'stopping' && segments.at(-1)?.phase === 'draining') return false;
  return from >= (segments.at(-1)?.from ?? -Infinity);
}

function enter(segments: Segments, phase: TaskPhase, from: number): Segments {
  if (segments.at(-1)?.phase === phase) return segments;
  const start = Math.max(from, segments.at(-1)?.from ?? from);
  return [...close(segments, start), { phase, from: start }];
}

function close(segments: Segments, to: number): Segments {
  const last = segments.at(-1);
  if (last === undefined || last.to !== undefined) return segments;
  return [...segments.slice(0, -1), { ...last, to: Math.max(to, last.from) }];
}

function reasonOf(task: Task): string | undefined {
  if (task.stoppedReason !== undefined) return task.stoppedReason;
  return task.containers.find(({ reason }) => reason !== undefined)?.reason;
}

const NOTES: Readonly<Record<Exclude<TaskPhase, 'failed'>, Message>> = {
  provisioning: message('task.provisioning', 'attaching network, finding capacity'),
  preparing: message('task.preparing', 'preparing: secrets, log group, registry login'),
  pulling: message('task.pulling', 'pulling the image'),
  activating: message('task.activating', 'starting and registering'),
  health: message('task.health', 'waiting for health'),
  healthy: message('task.healthy', 'healthy'),
  unhealthy: message('task.unhealthy', 'unhealthy'),
  draining: message('task.draining', 'draining'),
  stopping: message('task.stopping', 'stopping'),
  stopped: message('task.stopped', 'stopped'),
};

function noteOf(task: Task, phase: TaskPhase): Message {
  if (phase !== 'failed') return NOTES[phase];
  if (task.stopCode === 'TaskFailedToStart') return message('task.notStarted', 'failed to start');
  const exited = task.containers.find(({ exitCode }) => exitCode !== undefined && exitCode !== 0);
  if (exited?.exitCode !== undefined) return message('task.exit', 'exit {0}', exited.exitCode);
  return message('task.failed', 'failed');
}
