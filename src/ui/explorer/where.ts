import { l10n } from 'vscode';
import type { ConnectionInfo } from '../../core/model/connection';
import { facts } from '../words';

/** Where we are: profile, account and region. */
export function whereWords({ kind, profile, accountId, region }: ConnectionInfo): string {
  return facts(kind === 'sandbox' ? l10n.t('Sandbox') : profile, accountId, region);
}
