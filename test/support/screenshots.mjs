// The pictures of the README, taken from the packaged extension in a real editor: node test/support/screenshots.mjs
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';
import { runNode } from './processes.mjs';
import { shrinkPng } from './shrinkPng.mjs';

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
  const picture = shrinkPng(fs.readFileSync(path.join(TAKEN, name)));
  if (picture.length > MOST_BYTES) throw new Error(`${name} is too large for a README`);
  fs.writeFileSync(path.join(MEDIA, name), picture);
  process.stdout.write(`${name}: ${Math.ceil(picture.length / 1024)} KB\n`);
}
