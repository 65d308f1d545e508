import type { TaskDefinition } from 'vscode';

export const TASK_TYPE = 'quayside';
/** The problem matcher that package.json contributes. */
export const PROBLEM_MATCHER = '$quayside';

/** A task of `tasks.json`; held against the manifest's schema by the editor. */
export interface DeployTaskDefinition extends TaskDefinition {
  readonly type: typeof TASK_TYPE;
  /** The name of a saved target. */
  readonly target: string;
  /** True asks before anything is built or changed; without it the task is the answer. */
  readonly confirm?: boolean;
}

export function isDeployTask(definition: TaskDefinition): definition is DeployTaskDefinition {
  return definition.type === TASK_TYPE && typeof definition['target'] === 'string';
}
