import { l10n, window } from 'vscode';
import type { Connection } from '../../core/aws/connection';
import { currentRollout } from '../../core/deploy/currentRollout';
import type { WatchReference } from '../../core/deploy/event';
import type { ServiceKey } from '../../core/inventory/inventory';
import { QuaysideError } from '../../core/lib/errors';
import { primaryRollout } from '../../core/model/service';
import { ago } from '../words';
import { arnName, parseTaskDefinition } from '../../core/model/arn';

/** What rolls out in the service now. Says so where nothing does, and rejects as cancelled. */
export async function rolloutOf(
  connection: Connection,
  { clusterArn, serviceArn }: ServiceKey,
): Promise<WatchReference> {
  const { signal } = new AbortController();
  const { services } = await connection.ecs.describeServices(clusterArn, [serviceArn], signal);
  const [service] = services;
  if (service === undefined) throw new QuaysideError('notFound', l10n.t('service {0}', arnName(serviceArn)));
  const reference = currentRollout(service, connection.info);
  if (reference !== undefined) return reference;
  const { revision } = parseTaskDefinition(service.taskDefinitionArn);
  const since = primaryRollout(service)?.updatedAt;
  void window.showInformationMessage(
    since === undefined
      ? l10n.t('{0} is not rolling out: it runs revision {1}.', service.name, revision)
      : l10n.t(
          '{0} is not rolling out: it runs revision {1}. Its last rollout ended {2}.',
          service.name,
          revision,
          ago(Date.now() - since),
        ),
  );
  throw new QuaysideError('cancelled', 'Nothing rolls out');
}
