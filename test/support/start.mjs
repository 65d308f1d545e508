// npm start: the editor with the extension, a sandbox instead of an AWS account, and a sample app to deploy.
import fs from 'node:fs';
import path from 'node:path';
import { buildBundles } from './build.mjs';
import { startEditor } from './editor.mjs';
import { ensureBaseImage, findEngine } from './engine.mjs';
import { findCode, openInCode } from './installedCode.mjs';
import { makePackage } from './package.mjs';
import { ROOT, WORK } from './paths.mjs';
import { killAll } from './processes.mjs';
import { sandboxProfile, startSandbox } from './sandboxProcess.mjs';
import { setUp } from './setup.mjs';
import { makeWorkspace } from './workspace.mjs';

/** Opens the view at once: the product itself waits to be asked. */
const OPENER = path.join(ROOT, 'test', 'support', 'opener');
const SETTINGS = { 'workbench.startupEditor': 'readme' };

const say = (line) => process.stdout.write(`${line}\n`);
/** What to undo, in the order it was done. */
const undo = [];
let ending;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(0));
// Killed without a signal to us, npm leaves us and the shell between behind.
const started = ancestors();
setInterval(() => ancestors() !== started && void end(0), 1000).unref();

try {
  await main();
} catch (error) {
  if (!ending) process.stderr.write(`${error.message}\n`);
  await end(1);
}

async function main() {
  await setUp({ programs: ['git', 'docker', 'engine', 'baseImage'], say });
  say('Building…');
  await buildBundles('development');

  const engine = await findEngine({ say });
  if (engine) {
    undo.push(engine.dispose);
    await ensureBaseImage({ env: engine.env, say });
  } else {
    say('No container engine answers: images cannot be built here, and tasks are acted out.');
  }
  const sandbox = await startSandbox({
    args: ['--state', path.join(WORK, 'world.json')],
    env: engine?.env,
    log: path.join(WORK, 'logs', 'sandbox.log'),
  });
  undo.push(sandbox.dispose);
  const env = sandboxProfile(path.join(WORK, 'aws'), sandbox.ready, engine?.env);

  const workspace = path.join(WORK, 'workspace');
  if (!fs.existsSync(workspace)) await makeWorkspace(workspace, { 'quayside.profile': 'sandbox' });

  const code = process.argv.includes('--browser') ? undefined : findCode();
  if (code) {
    const window = await openInCode({
      code,
      dataDir: path.join(WORK, 'code'),
      workspace,
      opener: OPENER,
      settings: SETTINGS,
      env,
    });
    undo.push(window.dispose);
    say('Quayside is open in VS Code');
    await window.closed;
    await end(0);
  } else {
    const packages = [
      await makePackage(path.join(WORK, 'quayside.vsix')),
      await makePackage(path.join(WORK, 'opener.vsix'), OPENER),
    ];
    const editor = await startEditor({
      dataDir: path.join(WORK, 'browser'),
      workspace,
      packages,
      settings: SETTINGS,
      env,
      say,
    });
    undo.push(editor.dispose);
    say(`Quayside is open at ${editor.url}`);
  }
}

function end(code) {
  ending ??= (async () => {
    for (const step of undo.toReversed()) await step().catch((error) => say(String(error)));
    await killAll();
    process.exit(code);
  })();
  return ending;
}

function ancestors() {
  const parent = process.ppid;
  try {
    const status = fs.readFileSync(`/proc/${parent}/status`, 'utf8');
    return `${parent} ${/^PPid:\s*(\d+)/m.exec(status)?.[1]}`;
  } catch {
    return String(parent);
  }
}
