import { choiceOf } from '../../core/aws/choice';
import type { Connection } from '../../core/aws/connection';
import type { ConnectionChoice, Connections } from '../../core/aws/connections';
import type { SavedTarget } from './parseTargets';

/** Opens a connection; whoever asks says what is shown meanwhile. */
type Open = (connections: Connections, choice: ConnectionChoice) => Promise<Connection>;

/** A target that names its profile or region is deployed there, whatever is looked at in the explorer. */
export async function connectionOfTarget(
  { profile, region }: Pick<SavedTarget, 'profile' | 'region'>,
  connections: Connections,
  open: Open,
): Promise<Connection> {
  if (profile === undefined && region === undefined) return connections.current();
  const { state } = connections;
  const current = state.kind === 'ready' ? state.connection : undefined;
  const info = current?.info;
  if (
    current !== undefined &&
    (profile === undefined || (info?.kind === 'profile' && profile === info.profile)) &&
    (region === undefined || region === info?.region)
  )
    return current;
  if (profile !== undefined)
    return open(connections, { kind: 'profile', profile, ...(region === undefined ? {} : { region }) });
  return open(connections, choiceOf(connections.current().info, region));
}
