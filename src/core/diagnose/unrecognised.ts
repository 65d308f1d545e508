import { message } from '../lib/message';
import type { Unrecognised } from './cause';
import type { Evidence } from './evidence';
import { firstToFail } from './failing';
import { excerptOf } from './excerpt';
import { quotes } from './found';
import type { Sighting } from './sighting';
import { logOf, type TaskGroup } from './taskSightings';

/** What no rule knows about a task, with its exit code and its last lines. */
export function unknownTask(
  { task, tasks }: TaskGroup,
  sightings: readonly Sighting[],
  evidence: Evidence,
): Unrecognised {
  const container = firstToFail(task, evidence);
  const log = excerptOf(logOf(task, container, evidence));
  const told = sightings.filter(({ where }) => where === 'stop' || where === 'container');
  return {
    title: message(
      'unrecognised.task',
      'The task stopped for a reason that is not recognised. AWS’s own words:',
    ),
    evidence: quotes(told),
    ...(container?.exitCode === undefined ? {} : { exitCode: container.exitCode }),
    ...(container === undefined ? {} : { container: container.name }),
    ...(log === undefined ? {} : { log }),
    count: tasks.length,
    tasks,
  };
}

/** What no rule knows about a call, an event or the deployment. */
export function unknownWords(sightings: readonly Sighting[], { output }: Evidence): Unrecognised {
  const log = excerptOf(output.at(-1)?.lines ?? []);
  return {
    title: message('unrecognised.words', 'This failure is not recognised. What was said:'),
    evidence: quotes(sightings),
    ...(log === undefined ? {} : { log }),
    count: sightings.reduce((sum, { count }) => sum + count, 0),
    tasks: [],
  };
}
