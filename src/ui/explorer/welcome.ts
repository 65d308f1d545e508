import type { ConnectionState } from '../../core/aws/connections';
import type { Inventory } from '../../core/inventory/inventory';
import type { ErrorCode } from '../../core/lib/errors';
import { SIGN_IN_HELPS } from '../errors';

/** Which text stands in the empty view; the manifest has one for each (`viewsWelcome`), none while there are rows. */
export type Welcome =
  | 'noConnection'
  | 'noCredentials'
  | 'signIn'
  | 'accessDenied'
  | 'unreachable'
  | 'noClusters'
  | 'sandboxEnded'
  | 'failed';

export function welcomeOf(state: ConnectionState, inventory: Inventory | undefined): Welcome | undefined {
  switch (state.kind) {
    case 'none':
      return 'noConnection';
    case 'connecting':
      return undefined;
    case 'problem':
      return forError(state.error.code, state.info.kind);
    case 'ready': {
      const slot = inventory?.clusters.slot;
      if (slot?.data !== undefined && slot.data.length > 0) return undefined;
      if (slot?.error !== undefined) return forError(slot.error.code, state.connection.info.kind);
      return slot?.data !== undefined && slot.at !== undefined ? 'noClusters' : undefined;
    }
  }
}

function forError(code: ErrorCode, kind: 'profile' | 'sandbox'): Welcome {
  if (kind === 'sandbox') return 'sandboxEnded';
  if (SIGN_IN_HELPS.includes(code)) return 'signIn';
  switch (code) {
    case 'noCredentials':
      return 'noCredentials';
    case 'accessDenied':
      return 'accessDenied';
    case 'unreachable':
      return 'unreachable';
    default:
      return 'failed';
  }
}
