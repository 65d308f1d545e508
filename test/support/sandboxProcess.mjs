// The sandbox as the commands and the editor tests use it: the built program as a child process, and a profile for it.
import fs from 'node:fs';
import path from 'node:path';
import { DIST } from './paths.mjs';
import { start, waitUntil } from './processes.mjs';

/**
 * Starts dist/sandbox.js, or another program that speaks like it, and resolves with what it says when it is ready.
 * @param {{ program?: string, args?: readonly string[], env?: NodeJS.ProcessEnv, log: string }} options
 * @returns {Promise<{ ready: { endpoint: string, registry: string, accountId: string, region: string, pid: number }, dispose: () => Promise<void> }>}
 */
export async function startSandbox({
  program = path.join(DIST, 'sandbox.js'),
  args = [],
  env = process.env,
  log,
}) {
  let printed = '';
  const sandbox = start(process.execPath, [program, ...args], {
    env,
    log,
    channel: true,
    // It removes the containers of its tasks first.
    graceMs: 30_000,
    onOutput: (text) => (printed += text),
  });
  let ended = false;
  void sandbox.ended.then(() => (ended = true));
  try {
    await waitUntil(() => readyLine(printed) !== undefined || ended, {
      timeoutMs: 60_000,
      what: 'The sandbox did not start',
    });
    const ready = readyLine(printed);
    if (!ready) throw new Error(`The sandbox ended at its start:\n${printed.slice(-2000)}`);
    return { ready, dispose: sandbox.dispose };
  } catch (error) {
    await sandbox.dispose();
    throw error;
  }
}

function readyLine(printed) {
  for (const line of printed.split('\n').slice(0, -1)) {
    if (!line.startsWith('{')) continue;
    try {
      const value = JSON.parse(line);
      if (typeof value.endpoint === 'string') return value;
    } catch {
      // Another line of the log.
    }
  }
  return undefined;
}

/**
 * Writes a shared AWS config of its own with the profile `sandbox`, so that no real account is in reach.
 * @returns {NodeJS.ProcessEnv} the environment for programs that should use it
 */
export function sandboxProfile(folder, ready, env = process.env) {
  fs.mkdirSync(folder, { recursive: true });
  const config = path.join(folder, 'config');
  const credentials = path.join(folder, 'credentials');
  fs.writeFileSync(config, `[profile sandbox]\nregion = ${ready.region}\nendpoint_url = ${ready.endpoint}\n`);
  fs.writeFileSync(credentials, '[sandbox]\naws_access_key_id = sandbox\naws_secret_access_key = sandbox\n', {
    mode: 0o600,
  });
  const clean = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('AWS_')));
  return { ...clean, AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
}
