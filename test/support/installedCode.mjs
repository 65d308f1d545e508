// The VS Code that is installed on this machine, in a window and a profile of its own.
import fs from 'node:fs';
import path from 'node:path';
import { QUIET_SETTINGS, setDefaultSettings } from './editor.mjs';
import { ROOT } from './paths.mjs';
import { start, waitUntil, which } from './processes.mjs';

/** The `code` command, or undefined. In a terminal of a remote window it opens files there and nothing else. */
export const findCode = () => (process.env.VSCODE_IPC_HOOK_CLI ? undefined : which('code'));

/**
 * Opens a workspace with the extension of this checkout.
 * @returns {Promise<{ closed: Promise<void>, dispose: () => Promise<void> }>} `closed` resolves when the window is closed
 */
export async function openInCode({ code, dataDir, workspace, opener, settings, env }) {
  const userDataDir = path.join(dataDir, 'data');
  setDefaultSettings(dataDir, { ...QUIET_SETTINGS, ...settings });
  const args = [
    '--wait',
    '--new-window',
    '--user-data-dir',
    userDataDir,
    '--extensions-dir',
    path.join(dataDir, 'extensions'),
    `--extensionDevelopmentPath=${ROOT}`,
    `--extensionDevelopmentPath=${opener}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    workspace,
  ];
  // A window of its own must not take itself for a part of the one whose terminal we were started in.
  const clean = Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(VSCODE_|ELECTRON_RUN_AS_NODE$)/.test(name)),
  );
  const cli = startCode(code, args, { env: clean, log: path.join(dataDir, 'code.log') });
  const lock = path.join(userDataDir, 'code.lock');
  let ended = false;
  const closed = cli.ended.then(() => void (ended = true));
  await waitUntil(() => ended || fs.existsSync(lock), { timeoutMs: 60_000, what: 'VS Code does not open' });
  const dispose = async () => {
    try {
      // The command only waits for the window; the editor itself is the process that holds the lock.
      process.kill(Number(fs.readFileSync(lock, 'utf8')));
    } catch {
      // Closed already.
    }
    await cli.dispose();
  };
  return { closed, dispose };
}

function startCode(code, args, options) {
  if (!/\.(cmd|bat)$/i.test(code)) return start(code, args, options);
  // Scripts of Windows run in its shell only.
  const quoted = [code, ...args].map((arg) => `"${arg}"`).join(' ');
  return start('cmd.exe', ['/d', '/s', '/c', `"${quoted}"`], { ...options, verbatim: true });
}
