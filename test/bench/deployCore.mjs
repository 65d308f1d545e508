// The deploy engine as it stands in the sources, for benchmarks.
import { ECSClient } from '@aws-sdk/client-ecs';
import { bundleCore, makeConnections, silent } from './core.mjs';

export { silent };

export function loadCore() {
  return bundleCore('deployCore', [
    "export { planDeploy, runDeploy, watchRollout } from './src/core/deploy/engine';",
    "export { DEFAULT_DEPLOY_OPTIONS } from './src/core/deploy/deps';",
    "export { createProgramRunner } from './src/core/docker/runner';",
    "export { redeploy, redeployBase } from './src/core/deploy/redeploy';",
    "export { WatchDesk } from './src/core/deploy/watch/desk';",
    "export { createConnections } from './src/core/aws/connectionService';",
    "export { BUCKET_OF, BUCKETS } from './src/core/aws/buckets';",
    "export { CallLedger } from './src/core/aws/callLedger';",
    "export { systemClock } from './src/core/lib/clock';",
  ]);
}

/** A connection of the product, and the SDK's own client beside it. */
export async function openConnection({ endpoint, region }, core, ledger) {
  const connections = makeConnections(core, { ledger });
  const connection = await connections.open({ kind: 'sandbox', endpoint, region });
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  return { connection, ecs: new ECSClient({ endpoint, region, credentials }) };
}
