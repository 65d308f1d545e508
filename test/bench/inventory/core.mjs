// The inventory as it stands in the sources, and connections that measure it.
import { bundleCore, makeConnections } from '../core.mjs';

export function loadCore() {
  return bundleCore('inventory', [
    "export { Inventory } from './src/core/inventory/inventory';",
    "export { RequestBudget } from './src/core/aws/budget';",
    "export { CallLedger } from './src/core/aws/callLedger';",
    "export { createConnections } from './src/core/aws/connectionService';",
    "export { systemClock } from './src/core/lib/clock';",
  ]);
}

/** A connection of our own, whose clients are loaded and whose budget is full. */
export async function connect(core, { endpoint, region }, clock = core.systemClock) {
  const ledger = new core.CallLedger();
  const connections = makeConnections(core, { clock, ledger });
  const connection = await connections.open({ kind: 'sandbox', endpoint, region });
  for await (const page of connection.ecs.listClusters(new AbortController().signal)) if (page) break;
  return { connection, ledger, dispose: () => connections.dispose() };
}

/** A clock in which a minute passes in a second: what is measured with it is memory, not time. */
export function quickClock() {
  const begun = Date.now();
  return {
    now: () => begun + (Date.now() - begun) * 60,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / 60)),
  };
}
