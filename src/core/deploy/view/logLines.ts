import type { LoggedLine } from '../event';
import type { DeployState, RolloutLogs, TaskTrack } from '../state';

/** How many lines of the new tasks a state holds. */
export const LOG_LINES = 200;
/** Of a task that failed so many stay, whatever the others write meanwhile. */
const LAST_LINES = 40;
/** The newest that failed; those before them mostly failed alike. */
const FAILED_TASKS = 3;

/** Adds lines behind the others; `more` came before them and were too many to be told. */
export function addLines(
  state: Pick<DeployState, 'logs' | 'rollout'>,
  lines: readonly LoggedLine[],
  more = 0,
): RolloutLogs {
  const { lines: before, told } = state.logs ?? { lines: [], told: 0 };
  const added = lines.map((line, index) => ({ ...line, n: told + more + index }));
  const logs = { lines: [...before, ...added], told: told + more + lines.length };
  return lastLines({ ...state, logs }, LOG_LINES) ?? logs;
}

/** The last lines, those of tasks that failed first of all. */
export function lastLines(
  { logs, rollout }: Pick<DeployState, 'logs' | 'rollout'>,
  most: number,
): RolloutLogs | undefined {
  if (logs === undefined || logs.lines.length <= most) return logs;
  const failed = new Set(rollout?.tasks.filter(hasFailed).map(({ id }) => id));
  const kept = new Set<number>();
  const counts = new Map<string, number>();
  for (const line of [...logs.lines].reverse()) {
    if (line.kind === 'note' || !failed.has(line.taskId)) continue;
    const count = counts.get(line.taskId) ?? 0;
    if (count === LAST_LINES || kept.size === most || (count === 0 && counts.size === FAILED_TASKS)) continue;
    counts.set(line.taskId, count + 1);
    kept.add(line.n);
  }
  for (const { n } of [...logs.lines].reverse()) {
    if (kept.size >= most) break;
    kept.add(n);
  }
  return { ...logs, lines: logs.lines.filter(({ n }) => kept.has(n)) };
}

function hasFailed({ segments }: TaskTrack): boolean {
  return segments.at(-1)?.phase === 'failed';
}
