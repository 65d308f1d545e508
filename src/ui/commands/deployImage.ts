import { l10n, type Disposable } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import { containersOf } from '../../core/deploy/taskDefinition';
import { QuaysideError } from '../../core/lib/errors';
import type { ServiceKey } from '../../core/inventory/inventory';
import { arnName } from '../../core/model/arn';
import { isExplorerNode } from '../explorer/nodes';
import { pickImage } from '../prompts/pickImage';
import { pickService } from '../prompts/pickService';
import type { DeployCommandDeps } from './deploy';
import { COMMANDS } from './ids';
import { registerCommand } from './run';

/** Plans the deployment of an image that a registry has already: nothing is built or pushed. */
export function registerDeployImage(deps: DeployCommandDeps): Disposable {
  return registerCommand(COMMANDS.deployImage, deps, async (node) => {
    const title = l10n.t('Deploy Image');
    const { connection } = await deps.current.ready();
    const here = isExplorerNode(node) && node.connectionId === connection.info.id ? node : undefined;
    const service = here ?? (await pickService(deps, title));
    const { signal } = new AbortController();
    const image = await pickImage(
      connection,
      await runningImages(connection, service, signal),
      title,
      signal,
    );
    await deps.starter.start(
      { cluster: service.clusterArn, service: service.serviceArn, source: { kind: 'image', image } },
      connection,
    );
  });
}

/** The images of the service's task definition: their repositories are where a newer one is looked for. */
async function runningImages(
  connection: Connection,
  { clusterArn, serviceArn }: ServiceKey,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { services } = await connection.ecs.describeServices(clusterArn, [serviceArn], signal);
  const [service] = services;
  if (service === undefined) throw new QuaysideError('notFound', l10n.t('service {0}', arnName(serviceArn)));
  const { body } = await connection.ecs.describeTaskDefinition(service.taskDefinitionArn, signal);
  return containersOf(body).map(({ image }) => image);
}
