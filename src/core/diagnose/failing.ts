import type { Container, Task } from '../model/task';
import type { Evidence } from './evidence';

const SIGTERM = 143;
/** Ends of a process that somebody else asked for: SIGKILL and SIGTERM. */
const ASKED_TO_END = new Set([137, SIGTERM]);

/**
 * The container that failed first; the others of its task ended because it did. A text of AWS's decides before an exit
 * code, an exit of its own before one by a signal, what others wait for before those who wait, and then the order in
 * which they were seen to stop.
 */
export function firstToFail(task: Task, evidence: Evidence): Container | undefined {
  const order = evidence.stopOrder?.[task.arn] ?? [];
  const ended = endedWell(task, evidence);
  const ranked = task.containers
    .filter((container) =>
      ended.length > 0 ? ended.includes(container) : failed(container) || task.containers.length === 1,
    )
    .map((container, index) => ({ container, index, rank: rank(container, task, evidence, order) }))
    .sort((a, b) => compare(a.rank, b.rank) || a.index - b.index);
  return ranked[0]?.container ?? task.containers.find((container) => isEssential(container, evidence));
}

/** The containers that never ran because they wait for this one. */
export function waitingFor(container: string, task: Task, evidence: Evidence): readonly string[] {
  return task.containers
    .filter(
      ({ name, exitCode }) => exitCode === undefined && dependencies(name, evidence).includes(container),
    )
    .map(({ name }) => name);
}

/**
 * Essential containers that came to their end with exit code 0 and took the task with them: when everything else was
 * asked to end by SIGTERM, or could not have ended the task. Empty when somebody else may be the first.
 */
function endedWell(task: Task, evidence: Evidence): readonly Container[] {
  const well = task.containers.filter(
    (container) => container.exitCode === 0 && !failed(container) && isEssential(container, evidence),
  );
  const follows = (container: Container): boolean =>
    container.exitCode !== undefined &&
    container.reason === undefined &&
    (container.exitCode === SIGTERM || !isEssential(container, evidence)) &&
    !task.containers.some(({ name }) => dependencies(name, evidence).includes(container.name));
  return task.containers.every((container) => well.includes(container) || follows(container)) ? well : [];
}

function failed({ exitCode, reason }: Container): boolean {
  return reason !== undefined || (exitCode !== undefined && exitCode !== 0);
}

/** Lower is earlier. */
function rank(
  container: Container,
  task: Task,
  evidence: Evidence,
  order: readonly string[],
): readonly number[] {
  const { name, exitCode, reason } = container;
  const seen = order.indexOf(name);
  const ownEnd = exitCode !== undefined && exitCode !== 0 && !ASKED_TO_END.has(exitCode);
  const awaited = task.containers.some((other) => dependencies(other.name, evidence).includes(name));
  const dependent = dependencies(name, evidence).some((other) =>
    task.containers.some((candidate) => candidate.name === other && failed(candidate)),
  );
  return [
    reason === undefined ? 1 : 0,
    ownEnd ? 0 : 1,
    dependent ? 1 : 0,
    seen === -1 ? Number.MAX_SAFE_INTEGER : seen,
    awaited ? 0 : 1,
    isEssential(container, evidence) ? 0 : 1,
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    if (value !== other) return value - other;
  }
  return 0;
}

function isEssential(container: Container, { taskDefinition }: Evidence): boolean {
  const facts = taskDefinition?.containers.find(({ name }) => name === container.name);
  return facts?.essential ?? container.essential ?? true;
}

function dependencies(container: string, { taskDefinition }: Evidence): readonly string[] {
  const facts = taskDefinition?.containers.find(({ name }) => name === container);
  return (facts?.dependsOn ?? []).map((dependency) => dependency.container);
}
