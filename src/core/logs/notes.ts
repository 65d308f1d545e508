import { message, type Message } from '../lib/message';
import type { Task } from '../model/task';
import { shortTaskId } from '../model/arn';
import type { TailItem } from './model';
import type { Trouble } from './trouble';

/* What a tail says about itself. */

export const liveNote = (group: string): Message =>
  message(
    'tail.live',
    'live tail of {0}: new lines come about once a second; CloudWatch bills it by the minute',
    group,
  );

export function pollingNote(group: string, trouble: Trouble): Message {
  switch (trouble.kind) {
    case 'denied':
      return message(
        'tail.pollingDenied',
        'live tail of {0} is not allowed (logs:StartLiveTail): asking every 2 seconds instead, out of the account’s limit of calls',
        group,
      );
    case 'throttled':
      return message(
        'tail.pollingBusy',
        'no live tail session is free for {0}: asking every 2 seconds until one is, out of the account’s limit of calls',
        group,
      );
    case 'missing':
      return message(
        'tail.pollingMissing',
        'some log streams of {0} do not exist yet: asking every 2 seconds until they do, out of the account’s limit of calls',
        group,
      );
    default:
      return message(
        'tail.polling',
        'live tail of {0} is not available here: asking every 2 seconds instead, out of the account’s limit of calls',
        group,
      );
  }
}

export const sampledNote = (group: string): Message =>
  message(
    'tail.sampled',
    'live tail of {0} was sampled: more than 500 lines a second, CloudWatch skips some from here on; Search Logs… finds them all',
    group,
  );

export const wholeAgainNote = (group: string): Message =>
  message('tail.wholeAgain', 'live tail of {0} brings every line again', group);

const SIGNED_OUT = 'tail.signedOut';

/** Whether a tail says that it waits for credentials. */
export function isSignedOutNote(item: TailItem): boolean {
  return item.kind === 'note' && item.text.id === SIGNED_OUT;
}

/** Undefined for what needs no words: throttling slows the tail down, a missing group is waited for. */
export function hindranceNote(trouble: Trouble, group: string): Message | undefined {
  switch (trouble.kind) {
    case 'signedOut':
      return message(
        SIGNED_OUT,
        'credentials are missing or have expired: sign in again, the tail goes on by itself',
      );
    case 'offline':
      return message('tail.offline', 'AWS cannot be reached: the tail goes on when it can');
    case 'denied':
      return message(
        'tail.denied',
        'reading the history of {0} is not allowed (logs:FilterLogEvents)',
        group,
      );
    case 'missing':
      return message('tail.missing', '{0} does not exist yet: waiting for its first line', group);
    case 'unsupported':
      return message('tail.refused', 'CloudWatch refused to read {0}: trying again', group);
    case 'throttled':
    case 'cancelled':
      return undefined;
  }
}

export const recoveredNote = (): Message => message('tail.recovered', 'reading again');

export const waitingForTasksNote = (): Message =>
  message('tail.noTasks', 'no task is running: waiting for the next one');

export const unknownTaskNote = (taskArn: string): Message =>
  message(
    'tail.unknownTask',
    'ECS no longer knows task {0}: it forgets tasks about an hour after they stopped. Search Logs… still finds its lines',
    shortTaskId(taskArn),
  );

export function tasksHindranceNote(trouble: Trouble): Message | undefined {
  switch (trouble.kind) {
    case 'missing':
      return message('tail.unknownService', 'the service or its cluster does not exist any more');
    case 'denied':
      return message(
        'tail.tasksDenied',
        'finding the tasks is not allowed (ecs:ListTasks, ecs:DescribeTasks, ecs:DescribeTaskDefinition)',
      );
    case 'unsupported':
      return message('tail.tasksRefused', 'ECS refused to list the tasks: trying again');
    default:
      return hindranceNote(trouble, '');
  }
}

export const linkNote = (container: string, link: string): Message =>
  message('tail.link', 'the lines of "{0}": {1}', container, link);

export const endNote = (): Message =>
  message('tail.ended', 'the task has stopped: this is all of its output');

/** How a task ended: the first container that failed says more than the general reason. */
export function stoppedNote(task: Task): Message {
  const id = shortTaskId(task.arn);
  const failed = task.containers.find(({ exitCode }) => exitCode !== undefined && exitCode !== 0);
  const ended =
    failed ?? task.containers.find(({ exitCode, essential }) => exitCode === 0 && essential !== false);
  const byItself = task.stopCode === 'EssentialContainerExited' || task.stopCode === undefined;
  if (ended?.exitCode !== undefined && byItself)
    return message('tail.stoppedExit', '{0} stopped: exit {1}', id, ended.exitCode);
  if (task.stoppedReason !== undefined && task.stoppedReason !== '')
    return message('tail.stoppedReason', '{0} stopped: {1}', id, task.stoppedReason);
  if (ended?.exitCode !== undefined)
    return message('tail.stoppedExit', '{0} stopped: exit {1}', id, ended.exitCode);
  return message('tail.stopped', '{0} stopped', id);
}
