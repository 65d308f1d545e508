import type { ConnectionInfo } from './connection';
import type { Container, Task } from './task';

/** A container of a running task, into which a shell is to be opened. */
export interface ShellPlace {
  readonly clusterArn: string;
  readonly taskArn: string;
  readonly container: string;
}

/**
 * Why ECS Exec cannot work, as DescribeTasks tells it, in the words of AWS's own refusal; undefined when nothing speaks
 * against it. What the identity may do and whether the agent reaches Systems Manager shows only when it is tried.
 */
export function execTrouble(
  { execEnabled, lastStatus }: Pick<Task, 'execEnabled' | 'lastStatus'>,
  { execAgent }: Pick<Container, 'execAgent'>,
): string | undefined {
  if (lastStatus !== 'RUNNING') return `lastStatus: ${lastStatus}. The execute command agent isn't running.`;
  if (execEnabled !== true)
    return 'enableExecuteCommand: false. Execute command was not enabled when the task was run.';
  return execAgent === 'RUNNING'
    ? undefined
    : `managedAgents: ExecuteCommandAgent ${execAgent ?? 'absent'}. The execute command agent isn't running.`;
}

/** Arguments of the AWS CLI (version 2) that opens the shell, one word each. */
export function execArguments(
  { kind, profile, region, endpoint }: ConnectionInfo,
  { clusterArn, taskArn, container }: ShellPlace,
  shell = '/bin/sh',
): readonly string[] {
  return [
    'ecs',
    'execute-command',
    '--region',
    region,
    // Without a name the CLI looks where we have looked: the environment, then the profile `default`.
    ...(kind === 'profile' && profile !== 'default' ? ['--profile', profile] : []),
    ...(endpoint === undefined ? [] : ['--endpoint-url', endpoint]),
    '--cluster',
    clusterArn,
    '--task',
    taskArn,
    '--container',
    container,
    '--interactive',
    '--command',
    shell,
  ];
}
