import {
  CustomExecution,
  l10n,
  Task,
  tasks,
  TaskScope,
  type Disposable,
  type TaskProvider,
  type WorkspaceFolder,
} from 'vscode';
import { describeError } from '../../core/lib/errors';
import type { Logger } from '../../core/lib/logger';
import type { Contribution } from '../contribution';
import { isDeployTask, PROBLEM_MATCHER, TASK_TYPE, type DeployTaskDefinition } from './definition';
import { DeployTerminal } from './deployTerminal';
import { runTarget, type RunTargetDeps } from './runTarget';

export interface DeployTasksOptions extends RunTargetDeps {
  readonly logger: Logger;
}

/** The task type `quayside`: each saved target as a task, and those that `tasks.json` names. */
export class DeployTasks implements Contribution, TaskProvider {
  readonly #options: DeployTasksOptions;

  constructor(options: DeployTasksOptions) {
    this.#options = options;
  }

  register(): Disposable {
    return tasks.registerTaskProvider(TASK_TYPE, this);
  }

  provideTasks(): Task[] {
    try {
      const { targets } = this.#options.targets.read();
      return targets.map(({ name }) => this.#task({ type: TASK_TYPE, target: name }, TaskScope.Workspace));
    } catch (error) {
      // A list of tasks is no place to complain of a setting; running one of them tells.
      this.#options.logger.warn(`No tasks for the saved targets: ${describeError(error)}`);
      return [];
    }
  }

  resolveTask({ definition, scope }: Task): Task | undefined {
    // The editor finds the answer again by the very definition that it asked for.
    return isDeployTask(definition) ? this.#task(definition, scope ?? TaskScope.Workspace) : undefined;
  }

  #task(definition: DeployTaskDefinition, scope: WorkspaceFolder | TaskScope): Task {
    const name = l10n.t('deploy {0}', definition.target);
    const execution = new CustomExecution(() =>
      Promise.resolve(
        new DeployTerminal((print, signal) => runTarget(definition, this.#options, print, signal)),
      ),
    );
    const task = new Task(definition, scope, name, TASK_TYPE, execution, [PROBLEM_MATCHER]);
    task.detail = l10n.t('Deploys the saved target to Amazon ECS and watches it to its end');
    return task;
  }
}
