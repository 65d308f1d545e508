// The core as it stands in the sources, for benchmarks, and connections of the product to a sandbox.
import { build } from 'esbuild';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, WORK } from '../support/paths.mjs';

export const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Bundles what these lines export (paths seen from the repository) and loads it. */
export async function bundleCore(name, lines) {
  const outfile = path.join(WORK, 'bench', `${name}.mjs`);
  await build({
    stdin: { contents: lines.join('\n'), resolveDir: ROOT },
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

/** The product's connections, with nothing of this machine's own configuration in reach. */
export function makeConnections({ createConnections, systemClock }, { clock = systemClock, ledger } = {}) {
  return createConnections({
    logger: silent,
    clock,
    environment: { AWS_CONFIG_FILE: '/nowhere/config', AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials' },
    mfaPrompt: () => Promise.resolve(undefined),
    store: { read: () => undefined, write: () => undefined },
    version: 'bench',
    ...(ledger && { ledger }),
  });
}
