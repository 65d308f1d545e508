// Builds the bundles, with the notices of what is bundled beside the production ones.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { DIST, ROOT, WORK } from './paths.mjs';
import { runNode } from './processes.mjs';

const require = createRequire(import.meta.url);

/** @param {'development' | 'production'} mode */
export async function buildBundles(mode) {
  fs.rmSync(DIST, { recursive: true, force: true });
  const cli = path.join(path.dirname(require.resolve('webpack-cli/package.json')), 'bin', 'cli.js');
  const log = path.join(WORK, 'logs', `build-${mode}.log`);
  const { code, output } = await runNode([cli, '--mode', mode], { cwd: ROOT, log });
  if (code !== 0) throw new Error(`The build failed:\n${output}`);
  if (mode === 'production') writeNotices();
}

/** The source maps name every module in the bundles; each package among them gets its licence printed. */
function writeNotices() {
  const packages = new Set();
  for (const map of fs.readdirSync(DIST, { recursive: true }).filter((name) => name.endsWith('.map'))) {
    const { sources } = JSON.parse(fs.readFileSync(path.join(DIST, map), 'utf8'));
    for (const source of sources) {
      const match = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source.replaceAll('\\', '/'));
      if (match) packages.add(match[0].replace(/^.*?(?=node_modules\/)/, ''));
    }
  }
  const notices = [...packages].sort().map((name) => notice(path.join(ROOT, name)));
  const head = 'Quayside contains the following third-party packages.\n';
  fs.writeFileSync(
    path.join(DIST, 'THIRD-PARTY-NOTICES.txt'),
    [head, ...notices].join(`\n${'-'.repeat(78)}\n\n`),
  );
}

function notice(folder) {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = fs.readdirSync(folder).find((entry) => /^(licen[sc]e|copying)/i.test(entry));
  const text = file ? fs.readFileSync(path.join(folder, file), 'utf8').trim() : `License: ${license}`;
  return `${name} ${version} (${license})\n\n${text}\n`;
}
