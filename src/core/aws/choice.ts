import type { ConnectionInfo } from '../model/connection';
import type { ConnectionChoice } from './connections';

/** How a connection is chosen again, in the same or another region. */
export function choiceOf(
  { kind, profile, region: own, endpoint }: ConnectionInfo,
  region: string = own,
): ConnectionChoice {
  return kind === 'sandbox' ? { kind, endpoint: endpoint ?? '', region } : { kind, profile, region };
}
