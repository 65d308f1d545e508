import { message } from '../../lib/message';
import type { Rule } from '../rule';
import { FREE_ROOM } from './freeRoom';

/** Why a task was refused, in the codes of `failures[]`: row 88. */
export const REFUSAL_RULES: readonly Rule[] = [
  {
    id: 'refusedResource', // 88
    in: ['refusal'],
    match: ['resource:'],
    title: message('cause.refusedResource', 'No instance of the cluster has enough free room for the task.'),
    advice: FREE_ROOM,
    blame: 'capacity',
  },
  {
    id: 'refusedAgent', // 88
    in: ['refusal'],
    match: ['agent'],
    title: message('cause.refusedAgent', 'The ECS agent of the instance does not answer.'),
    advice: message('advice.refusedAgent', 'Restart the agent or the instance, and check its network.'),
    blame: 'infrastructure',
  },
  {
    id: 'refusedAttribute', // 88
    in: ['refusal'],
    match: ['attribute', 'memberof constraint unsatisfied', 'location'],
    not: ['placement constraint'],
    title: message('cause.refusedAttribute', 'No instance of the cluster can do what the task asks for.'),
    advice: message(
      'advice.refusedAttribute',
      'Compare processor, GPU and constraints of the task with the instances.',
    ),
    place: { kind: 'taskDefinition', path: 'requiresAttributes' },
    blame: 'taskDefinition',
  },
  {
    id: 'missing', // 74, 88
    in: ['refusal'],
    match: ['missing', 'inactive'],
    title: message(
      'cause.missing',
      'AWS does not know it: it was deleted, or is in another region or account.',
    ),
    advice: message('advice.missing', 'Refresh, and check profile and region.'),
    blame: 'caller',
  },
];
