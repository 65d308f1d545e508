// The pictures of the README, taken from the packaged extension in a real editor: node test/support/screenshots.mjs
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';
import { run, runNode, which } from './processes.mjs';

const MEDIA = path.join(ROOT, 'media', 'screenshots');
const TAKEN = path.join(ROOT, 'test-results', 'readme');
const MOST_BYTES = 150 * 1024;

const env = { ...process.env, QUAYSIDE_SCREENSHOTS: TAKEN };
const cli = path.join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js');
const { code } = await runNode([cli, 'test', '-c', 'test/editor/outside/readme.config.ts'], {
  cwd: ROOT,
  env,
  echo: true,
});
if (code !== 0) process.exit(code);

fs.mkdirSync(MEDIA, { recursive: true });
for (const name of fs.readdirSync(TAKEN).filter((file) => file.endsWith('.png'))) {
  const picture = path.join(MEDIA, name);
  fs.copyFileSync(path.join(TAKEN, name), picture);
  await reduce(picture);
  const { size } = fs.statSync(picture);
  process.stdout.write(`${path.relative(ROOT, picture)}: ${Math.ceil(size / 1024)} KB\n`);
  if (size > MOST_BYTES) throw new Error(`${name} is too large for a README`);
}

/** Fewer colours, where there is a program for it. */
async function reduce(picture) {
  if (!which('pngquant')) return;
  await run('pngquant', ['--force', '--skip-if-larger', '--output', picture, '256', picture]);
}
