import { records, text } from '../wire/input';
import type { JsonObject } from '../../core/lib/json';

/** Nobody keeps secrets here: all of them exist but those that say in their name that they do not. */
const ABSENT = /missing/i;

/** AWS's `stoppedReason` for a container whose secret cannot be found; undefined when all are there. */
export function missingSecret(region: string, container: JsonObject): string | undefined {
  for (const secret of records(container, 'secrets') ?? []) {
    const from = text(secret, 'valueFrom') ?? '';
    if (!ABSENT.test(from)) continue;
    const prefix = 'ResourceInitializationError: unable to pull secrets or registry auth: ';
    // Both documented: deploy-anchors d.2, rows 15 and 18.
    if (from.includes(':secretsmanager:')) {
      return `${prefix}ResourceNotFoundException: The task can't retrieve the secret with ARN '${from}' from AWS Secrets Manager. Check whether the secret exists in the specified Region.`;
    }
    const name = from.split(':parameter').at(-1) ?? from;
    return `${prefix}execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): fetching secret data from SSM Parameter Store in ${region}: invalid parameters: ${name}`;
  }
  return undefined;
}
