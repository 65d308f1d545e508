// `npm run sandbox`: builds what is missing or stale, then becomes the sandbox. Standard output is the sandbox's own.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const bundle = path.join(root, 'dist', 'sandbox.js');

/** Runs a program to its end; what it writes goes to standard error. */
function run(file, args) {
  const { status, error } = spawnSync(file, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function newestIn(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) {
      newest = Math.max(newest, statSync(path.join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
    }
  }
  return newest;
}

function isStale() {
  if (!existsSync(bundle)) return true;
  const sources = ['sandbox', path.join('core', 'lib'), 'scenarios']
    .map((folder) => path.join(root, 'src', folder))
    .filter((folder) => existsSync(folder));
  const newest = Math.max(...sources.map(newestIn), statSync(path.join(root, 'webpack.config.js')).mtimeMs);
  return newest > statSync(bundle).mtimeMs;
}

if (!existsSync(path.join(root, 'node_modules', 'webpack'))) {
  // npm's own program is a script of this Node where npm started us; `npm` on Windows is not one that can be spawned.
  const npm = process.env.npm_execpath;
  if (npm !== undefined && /\.[cm]?js$/.test(npm)) run(process.execPath, [npm, 'ci']);
  else run('npm', ['ci']);
}
if (isStale()) {
  const webpack = path.join(root, 'node_modules', 'webpack', 'bin', 'webpack.js');
  run(process.execPath, [webpack, '--mode', 'development', '--config-name', 'sandbox']);
}

const hasChannel = process.channel !== undefined;
const child = spawn(process.execPath, [bundle, ...process.argv.slice(2)], {
  cwd: root,
  stdio: hasChannel ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
}
if (hasChannel) process.on('disconnect', () => child.connected && child.disconnect());
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));
