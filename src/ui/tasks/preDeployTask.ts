import { Disposable, l10n, tasks, type Task } from 'vscode';
import { QuaysideError } from '../../core/lib/errors';
import { TASK_TYPE } from './definition';

/**
 * Runs the task that a target wants to run first, and settles when it has succeeded. Fails with `settings` where there
 * is no such task, with `taskFailed` when it does not succeed, and with `cancelled`, after ending it, when the signal fires.
 */
export async function runPreDeployTask(name: string, signal: AbortSignal): Promise<void> {
  const task = (await tasks.fetchTasks()).find((one) => isCalled(one, name));
  if (task === undefined)
    throw new QuaysideError('settings', l10n.t('there is no task "{0}" to run first.', name));
  if (task.definition.type === TASK_TYPE)
    throw new QuaysideError('settings', l10n.t('the task "{0}" is a deployment itself.', name));
  const code = await exitOf(task, signal);
  if (code === 0) return;
  throw new QuaysideError(
    'taskFailed',
    code === undefined
      ? l10n.t('It ended without an exit code.')
      : l10n.t('It ended with exit code {0}; its terminal shows why.', code),
    { details: { task: name } },
  );
}

/** By its label, or as the editor itself writes tasks of other extensions: `npm: test`. */
function isCalled({ name, source, definition }: Task, wanted: string): boolean {
  return [name, `${source}: ${name}`, `${definition.type}: ${name}`].includes(wanted);
}

async function exitOf(task: Task, signal: AbortSignal): Promise<number | undefined> {
  const execution = await tasks.executeTask(task);
  return new Promise<number | undefined>((resolve, reject) => {
    const onAbort = (): void => {
      execution.terminate();
      listening.dispose();
      reject(new QuaysideError('cancelled', 'The task was cancelled'));
    };
    const settle = (code: number | undefined): void => {
      signal.removeEventListener('abort', onAbort);
      listening.dispose();
      resolve(code);
    };
    const listening = Disposable.from(
      tasks.onDidEndTaskProcess((end) => {
        if (end.execution === execution) settle(end.exitCode);
      }),
      // A task without a process tells its end only; one with a process tells that first.
      tasks.onDidEndTask((end) => {
        if (end.execution === execution) setTimeout(() => settle(undefined), LATE_MS);
      }),
    );
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

/** Both events of one end come in no order that is promised. */
const LATE_MS = 500;
