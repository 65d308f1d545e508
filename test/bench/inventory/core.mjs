// The inventory as it stands in the sources, and connections that measure it.
import { build } from 'esbuild';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, WORK } from '../../support/paths.mjs';

export async function loadCore() {
  const outfile = path.join(WORK, 'bench', 'inventory.mjs');
  await build({
    stdin: {
      contents: [
        "export { Inventory } from './src/core/inventory/inventory';",
        "export { RequestBudget } from './src/core/aws/budget';",
        "export { CallLedger } from './src/core/aws/callLedger';",
        "export { createConnections } from './src/core/aws/connectionService';",
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

/** A connection of our own, whose clients are loaded and whose budget is full. */
export async function connect(core, { endpoint, region }, clock = core.systemClock) {
  const ledger = new core.CallLedger();
  const connections = core.createConnections({
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    clock,
    environment: { AWS_CONFIG_FILE: '/nowhere/config', AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials' },
    mfaPrompt: () => Promise.resolve(undefined),
    store: { read: () => undefined, write: () => undefined },
    version: 'bench',
    ledger,
  });
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
