// The deploy engine as it stands in the sources, for benchmarks.
import { ECSClient } from '@aws-sdk/client-ecs';
import { build } from 'esbuild';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, WORK } from '../support/paths.mjs';

export const silent = { debug() {}, info() {}, warn() {}, error() {} };

export async function loadCore() {
  const outfile = path.join(WORK, 'bench', 'deployCore.mjs');
  await build({
    stdin: {
      contents: [
        "export { planDeploy, runDeploy, watchRollout } from './src/core/deploy/engine';",
        "export { DEFAULT_DEPLOY_OPTIONS } from './src/core/deploy/deps';",
        "export { createProgramRunner } from './src/core/docker/runner';",
        "export { redeploy, redeployBase } from './src/core/deploy/redeploy';",
        "export { WatchDesk } from './src/core/deploy/watch/desk';",
        "export { createConnections } from './src/core/aws/connectionService';",
        "export { BUCKET_OF, BUCKETS } from './src/core/aws/buckets';",
        "export { CallLedger } from './src/core/aws/callLedger';",
        "export { systemClock } from './src/core/lib/clock';",
      ].join('\n'),
      resolveDir: ROOT,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // What the SDK has in CommonJS asks for Node's own modules.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    outfile,
  });
  return import(pathToFileURL(outfile).href);
}

/** A connection of the product, and the SDK's own client beside it. */
export async function openConnection({ endpoint, region }, core, ledger) {
  const connections = core.createConnections({
    logger: silent,
    ...(ledger && { ledger }),
    clock: core.systemClock,
    environment: { AWS_CONFIG_FILE: '/nowhere/config', AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials' },
    mfaPrompt: () => Promise.resolve(undefined),
    store: { read: () => undefined, write: () => undefined },
    version: 'bench',
  });
  const connection = await connections.open({ kind: 'sandbox', endpoint, region });
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  return { connection, ecs: new ECSClient({ endpoint, region, credentials }) };
}
