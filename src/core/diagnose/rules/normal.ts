import { message } from '../../lib/message';
import { fact, type Rule } from '../rule';

/** A stop that ECS, a person or the task's own end brought about. Never anybody's fault. */
export const NORMAL_RULES: readonly Rule[] = [
  {
    id: 'scaled', // 72
    in: ['stop'],
    match: [
      'scaling activity initiated by',
      'scale-in',
      'scaled in by',
      'availability zone rebalancing',
      'az rebalanc',
    ],
    title: message(
      'cause.scaled',
      'ECS stopped the task because fewer or newer ones are wanted. That is normal.',
    ),
    advice: message('advice.scaled', 'Nothing needs to be done.'),
    blame: 'nobody',
    noise: true,
    weight: 99,
  },
  {
    id: 'stoppedByPerson',
    in: ['stop'],
    match: ['stop code userinitiated', 'task stopped by user', 'task killed by user'],
    title: message('cause.stoppedByPerson', 'Somebody stopped the task. It is not the image’s fault.'),
    advice: message('advice.stoppedByPerson', 'CloudTrail tells who called StopTask.'),
    blame: 'people',
    noise: true,
    weight: 99,
  },
  {
    id: 'stoppedBeforeStart',
    in: ['stop', 'container'],
    match: ['task stopped before image pull could begin', 'taskstoppedbeforepullbeginerror'],
    title: message('cause.stoppedBeforeStart', 'The task was stopped before it began.'),
    advice: message(
      'advice.stoppedBeforeStart',
      'Nothing needs to be done when the service was just changed.',
    ),
    blame: 'nobody',
    noise: true,
    weight: 98,
  },
  {
    id: 'stoppedByScheduler',
    in: ['stop'],
    match: ['stop code serviceschedulerinitiated'],
    not: ['health check'],
    title: message('cause.stoppedByScheduler', 'The scheduler of the service stopped the task.'),
    advice: message('advice.stoppedByScheduler', 'That is normal while a deployment or scaling goes on.'),
    blame: 'nobody',
    noise: true,
    // What a program writes while it is told to end is not why it ended.
    weight: 65,
  },
  {
    id: 'finished',
    in: ['exit'],
    match: ['exit code 0; run'],
    title: message(
      'cause.finished',
      'The task did its work and ended, container {0} with exit code 0.',
      fact('container'),
    ),
    advice: message('advice.finished', 'Nothing needs to be done.'),
    blame: 'nobody',
    noise: true,
  },
];
