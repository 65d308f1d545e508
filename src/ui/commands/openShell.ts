import { l10n, ThemeIcon, window, type Disposable } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { CallError } from '../../core/diagnose/evidence';
import { findProgram } from '../../core/docker/programFile';
import { QuaysideError } from '../../core/lib/errors';
import { shortTaskId } from '../../core/model/arn';
import { execArguments, execTrouble, type ShellPlace } from '../../core/model/execShell';
import type { Task } from '../../core/model/task';
import type { Explanations } from '../explain/explanations';
import type { Explorer } from '../explorer/explorer';
import { isExplorerNode, type ExplorerNode } from '../explorer/nodes';
import { pickShellPlace, runningTasks } from '../prompts/pickShellPlace';
import { pickService, type PickDeps } from '../prompts/pickService';
import { COMMANDS } from './ids';
import { registerCommand, type CommandDeps } from './run';

/** Opens a shell in a container through ECS Exec, in a terminal; where that cannot work, says why. */
export function registerOpenShell(
  deps: CommandDeps & PickDeps & { readonly explorer: Explorer; readonly explanations: Explanations },
): Disposable {
  return registerCommand(COMMANDS.openShell, deps, async (node) => {
    const { connection } = await deps.current.ready();
    const row = isExplorerNode(node) ? node : deps.explorer.selection;
    const given = row?.connectionId === connection.info.id ? row : undefined;
    const tasks = await tasksOf(deps, connection, given);
    const place =
      given?.kind === 'container'
        ? { clusterArn: given.clusterArn, taskArn: given.taskArn, container: given.container }
        : await pickShellPlace(connection, tasks, l10n.t('Open Shell'));
    const aws = await program('aws');
    if (aws === undefined) {
      const text = l10n.t('A shell is opened by the AWS CLI, version 2, which was not found on the PATH.');
      void window.showErrorMessage(`${text} ${l10n.t('Install it, then try again.')}`);
      return;
    }
    const trouble = await troubleOf(tasks, place);
    if (trouble === undefined) {
      openTerminal(connection, aws, place);
      return;
    }
    const { clusterArn, taskArn } = place;
    const service = given !== undefined && 'serviceArn' in given ? given.serviceArn : undefined;
    await deps.explanations.openFailure(
      {
        connection: connection.info,
        clusterArn,
        taskArn,
        ...(service === undefined ? {} : { serviceArn: service }),
      },
      trouble,
    );
  });
}

async function tasksOf(
  deps: PickDeps,
  connection: Connection,
  row: ExplorerNode | undefined,
): Promise<readonly Task[]> {
  if (row?.kind === 'task' || row?.kind === 'container') {
    const { signal } = new AbortController();
    return (await connection.ecs.describeTasks(row.clusterArn, [row.taskArn], signal)).tasks;
  }
  return runningTasks(
    connection,
    row?.kind === 'service' ? row : await pickService(deps, l10n.t('Open Shell')),
  );
}

/** What keeps the shell from being opened, as far as that can be known before it is tried. */
async function troubleOf(tasks: readonly Task[], place: ShellPlace): Promise<CallError | undefined> {
  const task = tasks.find(({ arn }) => arn === place.taskArn);
  const container = task?.containers.find(({ name }) => name === place.container);
  const message = task && container && execTrouble(task, container);
  if (message !== undefined) return { code: 'invalid', operation: 'DescribeTasks', message };
  if ((await program('session-manager-plugin')) !== undefined) return undefined;
  return { code: 'notFound', message: 'session-manager-plugin was not found on the PATH' };
}

/** Its full path; undefined where it is not installed. */
async function program(name: string): Promise<string | undefined> {
  try {
    return await findProgram(name, { env: process.env, platform: process.platform });
  } catch (error) {
    if (QuaysideError.is(error, 'engineMissing')) return undefined;
    throw error;
  }
}

function openTerminal({ info }: Connection, aws: string, place: ShellPlace): void {
  const terminal = window.createTerminal({
    name: `${shortTaskId(place.taskArn)} ${place.container}`,
    shellPath: aws,
    shellArgs: [...execArguments(info, place)],
    iconPath: new ThemeIcon('terminal'),
    // The sandbox takes any.
    env: info.kind === 'sandbox' ? { AWS_ACCESS_KEY_ID: 'sandbox', AWS_SECRET_ACCESS_KEY: 'sandbox' } : {},
  });
  terminal.show();
}
