// npm run package: writes quayside-<version>.vsix.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildBundles } from './build.mjs';
import { ROOT, WORK } from './paths.mjs';
import { runNode } from './processes.mjs';
import { setUp } from './setup.mjs';

const require = createRequire(import.meta.url);

/** The file that `makePackage` writes. */
export function packageFile() {
  const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  return path.join(ROOT, `quayside-${version}.vsix`);
}

/**
 * Packs what lies in dist.
 * @param {string} [file] where to write it
 * @param {string} [folder] another extension than ours
 */
export async function makePackage(file = packageFile(), folder = ROOT) {
  fs.rmSync(file, { force: true });
  const vsce = path.join(path.dirname(require.resolve('@vscode/vsce/package.json')), 'vsce');
  const args = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--skip-license',
  ];
  const log = path.join(WORK, 'logs', 'package.log');
  const { code, output } = await runNode([vsce, ...args, '--out', file], { cwd: folder, log });
  if (code !== 0) throw new Error(`The package could not be made:\n${output}`);
  return file;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const say = (line) => process.stdout.write(`${line}\n`);
  await setUp({ say });
  await buildBundles('production');
  const file = await makePackage();
  say(`${path.basename(file)}: ${Math.ceil(fs.statSync(file).size / 1024)} KB`);
}
