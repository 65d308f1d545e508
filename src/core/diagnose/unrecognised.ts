import { message } from '../lib/message';
import type { Unrecognised } from './cause';
import type { Evidence } from './evidence';
import { firstToFail } from './failing';
import { firstErrorLine } from './firstErrorLine';
import { quotes } from './found';
import type { Sighting } from './sighting';
import { logOf, type TaskGroup } from './taskSightings';
import { shown } from './text';

/** Lines that the card of something unknown shows. */
const LAST_LINES = 20;

/** What no rule knows about a task, with its exit code and its last lines. */
export function unknownTask(
  { task, tasks }: TaskGroup,
  sightings: readonly Sighting[],
  evidence: Evidence,
): Unrecognised {
  const container = firstToFail(task, evidence);
  const told = sightings.filter(({ where }) => where === 'stop' || where === 'container');
  return {
    title: message(
      'unrecognised.task',
      'The task stopped for a reason that is not recognised. AWS’s own words:',
    ),
    evidence: quotes(told),
    ...(container?.exitCode === undefined ? {} : { exitCode: container.exitCode }),
    ...(container === undefined ? {} : { container: container.name }),
    ...marked(logOf(task, container, evidence)),
    count: tasks.length,
    tasks,
  };
}

/** What no rule knows about a call, an event or the deployment. */
export function unknownWords(sightings: readonly Sighting[], { output }: Evidence): Unrecognised {
  return {
    title: message('unrecognised.words', 'This failure is not recognised. What was said:'),
    evidence: quotes(sightings),
    ...marked(output.at(-1)?.lines ?? []),
    count: sightings.reduce((sum, { count }) => sum + count, 0),
    tasks: [],
  };
}

function marked(all: readonly string[]): Pick<Unrecognised, 'lines' | 'errorLine'> {
  const lines = all.slice(-LAST_LINES).map(shown);
  const errorLine = firstErrorLine(lines);
  return { lines, ...(errorLine === undefined ? {} : { errorLine }) };
}
