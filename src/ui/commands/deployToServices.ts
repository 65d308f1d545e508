import { l10n, type Disposable } from 'vscode';
import { targetOfServices } from '../../core/deploy/followUps';
import { QuaysideError } from '../../core/lib/errors';
import { titleAt } from '../prompts/pickCluster';
import { pickDockerfile } from '../prompts/pickDockerfile';
import { pickServices } from '../prompts/pickService';
import type { DeployCommandDeps } from './deploy';
import { COMMANDS } from './ids';
import { rowsGiven } from './rowsGiven';
import { registerCommand } from './run';

/** One build for several services: the first is planned at once, each other one as soon as the image is confirmed. */
export function registerDeployToServices(deps: DeployCommandDeps): Disposable {
  return registerCommand(COMMANDS.deployToServices, deps, async (node, selection) => {
    const title = l10n.t('Deploy to Selected Services');
    const { connection } = await deps.current.ready();
    const rows = rowsGiven(deps.explorer, node, selection).flatMap((row) =>
      row.kind === 'service' && row.connectionId === connection.info.id ? [row] : [],
    );
    const services = rows.length > 1 ? rows : await pickServices(deps, title, rows[0]);
    if (new Set(services.map(({ clusterArn }) => clusterArn)).size > 1)
      throw new QuaysideError('invalid', l10n.t('One image goes to services of one cluster at a time.'));
    const source = await pickDockerfile(deps.state, titleAt(title, connection));
    const target = targetOfServices(services, source);
    if (target !== undefined) await deps.starter.start(target, connection);
  });
}
