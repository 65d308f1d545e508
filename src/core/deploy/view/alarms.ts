import { counted, message, type Message } from '../../lib/message';
import type { ServiceDeployment } from '../../model/deploymentRecord';

/** The alarms that can fail a deployment, as the service deployment tells; undefined where it listens to none. */
export function alarmsMessage(
  deployment: Pick<ServiceDeployment, 'alarms'> | undefined,
): Message | undefined {
  const alarms = deployment?.alarms;
  if (alarms === undefined || alarms.names.length === 0) return undefined;
  switch (alarms.status) {
    case 'TRIGGERED':
      return message(
        'alarms.triggered',
        '{0} went off',
        (alarms.triggered.length > 0 ? alarms.triggered : alarms.names).join(', '),
      );
    case 'MONITORING':
      return counted(
        alarms.names.length,
        'alarms.quiet',
        '{0} watched, quiet: {1}',
        '{0} watched, all quiet: {1}',
        alarms.names.join(', '),
      );
    case 'MONITORING_COMPLETE':
      return message('alarms.over', 'no longer watched: {0}', alarms.names.join(', '));
    default:
      return undefined;
  }
}
