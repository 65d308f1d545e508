import { l10n, window, type QuickPickItem } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import type { ServiceKey } from '../../core/inventory/inventory';
import { QuaysideError } from '../../core/lib/errors';
import { arnName, parseTaskDefinition, shortTaskId } from '../../core/model/arn';
import type { ShellPlace } from '../../core/model/execShell';
import type { Task } from '../../core/model/task';
import { facts } from '../words';
import { titleAt } from './pickCluster';

/** DescribeTasks takes so many; nobody reads a longer list. */
const MOST_TASKS = 100;

interface PlaceItem extends QuickPickItem {
  readonly place: ShellPlace;
}

/**
 * A container of these tasks; asked for only where there is a choice. Rejects as cancelled when the person leaves, and
 * with `notFound` when nothing runs.
 */
export async function pickShellPlace(
  connection: Connection,
  tasks: readonly Task[],
  title: string,
): Promise<ShellPlace> {
  const items = placesOf(tasks);
  const [only] = items;
  if (only === undefined) throw new QuaysideError('notFound', l10n.t('there is no running task'));
  if (items.length === 1) return only.place;
  const picked = await window.showQuickPick(items, {
    title: titleAt(title, connection),
    placeHolder: l10n.t('Which container?'),
    matchOnDescription: true,
  });
  if (picked === undefined) throw new QuaysideError('cancelled', 'No container was chosen');
  return picked.place;
}

function placesOf(tasks: readonly Task[]): readonly PlaceItem[] {
  return tasks.flatMap(({ arn, clusterArn, taskDefinitionArn, availabilityZone, containers }) =>
    containers.map(({ name }) => ({
      label: name,
      description: facts(
        shortTaskId(arn),
        l10n.t('rev {0}', parseTaskDefinition(taskDefinitionArn).revision),
        availabilityZone,
      ),
      place: { clusterArn, taskArn: arn, container: name },
    })),
  );
}

/** The running tasks of a service, the newest first. */
export async function runningTasks(
  { ecs }: Connection,
  { clusterArn, serviceArn }: ServiceKey,
): Promise<readonly Task[]> {
  const { signal } = new AbortController();
  const query = { cluster: clusterArn, service: arnName(serviceArn), desiredStatus: 'RUNNING' } as const;
  for await (const arns of ecs.listTasks(query, signal)) {
    if (arns.length === 0) return [];
    const { tasks } = await ecs.describeTasks(clusterArn, arns.slice(0, MOST_TASKS), signal);
    return [...tasks].sort((a, b) => b.createdAt - a.createdAt);
  }
  return [];
}
