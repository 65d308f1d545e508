import { l10n } from 'vscode';
import type { CallLedger } from '../../core/aws/callLedger';
import type { Inventory } from '../../core/inventory/inventory';

/** That AWS wants fewer calls, while it lasts for one of the connections in sight. */
export function slowedLine(inventories: readonly Inventory[], ledger: CallLedger): string | undefined {
  const slowed = inventories.some(({ connection: { info } }) =>
    ledger.isSlowed({ owner: info.accountId ?? info.id, region: info.region }),
  );
  return slowed
    ? l10n.t('AWS asks to slow down: this account makes many calls. Reading goes on, slower.')
    : undefined;
}
