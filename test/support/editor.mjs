// The editor's server build: the real workbench in a browser with a real extension host, on 127.0.0.1 only.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { WORK } from './paths.mjs';
import { run, start, waitUntil } from './processes.mjs';
import { setUpEditor } from './setup.mjs';

/** Keeps the window quiet: only what the extension brings is on screen. */
export const QUIET_SETTINGS = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'git.autofetch': false,
};

/** Sets those user settings of the editor in `dataDir` that nobody has set yet. */
export function setDefaultSettings(dataDir, settings) {
  const file = path.join(dataDir, 'data', 'User', 'settings.json');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  let before = {};
  try {
    before = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    // None yet, or edited into something that is no longer plain JSON: then it is written anew.
  }
  fs.writeFileSync(file, JSON.stringify({ ...settings, ...before }, undefined, 2));
}

/**
 * Starts the editor and resolves once its page answers.
 * @param {object} options
 * @param {string} options.dataDir user data, extensions and server data are kept under it
 * @param {string} options.workspace the folder that the page opens
 * @param {number} [options.port] 0 (default) takes a free one
 * @param {readonly string[]} [options.packages] .vsix files to install before the start
 * @param {string} [options.extensionDevelopmentPath] an extension loaded from its folder (tests only)
 * @param {string} [options.testsPath] a script whose run() the extension host calls (tests only)
 * @param {boolean} [options.smokeTest] no connection token, payload in the url honoured: for tests only
 * @param {Record<string, unknown>} [options.settings] user settings over the quiet ones
 * @param {NodeJS.ProcessEnv} [options.env] environment of the extension host
 * @param {(line: string) => void} [options.say]
 * @returns {Promise<{ url: string, logFile: string, dispose: () => Promise<void> }>}
 */
export async function startEditor(options) {
  const { dataDir, workspace, smokeTest = false, env = process.env, say = () => {} } = options;
  const { script, node } = await setUpEditor({ say });
  const userDataDir = path.join(dataDir, 'data');
  setDefaultSettings(dataDir, { ...QUIET_SETTINGS, ...options.settings });
  const folders = [
    '--user-data-dir',
    userDataDir,
    '--extensions-dir',
    path.join(dataDir, 'extensions'),
    '--server-data-dir',
    path.join(dataDir, 'server'),
    '--accept-server-license-terms',
    '--disable-telemetry',
  ];
  for (const file of options.packages ?? []) {
    const { code, output } = await run(node, [script, ...folders, '--install-extension', file, '--force'], {
      env,
    });
    if (code !== 0)
      throw new Error(`The editor does not install ${file}:
${output}`);
  }

  const token = smokeTest ? undefined : crypto.randomBytes(24).toString('hex');
  const tokenFile = path.join(dataDir, 'connection-token');
  if (token) fs.writeFileSync(tokenFile, token, { mode: 0o600 });
  const logFile = path.join(dataDir, 'editor.log');
  let printed = '';
  const server = start(
    node,
    [
      script,
      ...folders,
      '--host',
      '127.0.0.1',
      '--port',
      String(options.port ?? 0),
      ...(token
        ? ['--connection-token-file', tokenFile]
        : ['--without-connection-token', '--enable-smoke-test-driver']),
    ],
    { env, log: logFile, onOutput: (text) => (printed += text) },
  );
  try {
    let ended = false;
    void server.ended.then(() => (ended = true));
    const port = () => /Extension host agent listening on (\d+)/.exec(printed)?.[1];
    await waitUntil(() => port() !== undefined || ended, {
      timeoutMs: 60_000,
      what: 'The editor did not start',
    });
    if (ended) throw new Error(`The editor ended at its start:\n${printed.slice(-2000)}`);
    const authority = `127.0.0.1:${port()}`;
    const url = pageUrl(authority, { token, workspace, options });
    await waitUntil(() => answers(url), { timeoutMs: 60_000, what: `The editor does not answer at ${url}` });
    return { url, logFile, dispose: server.dispose };
  } catch (error) {
    await server.dispose();
    throw error;
  }
}

function pageUrl(authority, { token, workspace, options }) {
  const remote = (file) => `vscode-remote://${authority}${encodeURI(file)}`;
  const payload = [
    ...(options.extensionDevelopmentPath
      ? [['extensionDevelopmentPath', remote(options.extensionDevelopmentPath)]]
      : []),
    ...(options.testsPath ? [['extensionTestsPath', remote(options.testsPath)]] : []),
  ];
  const query = [
    ...(token ? [`tkn=${token}`] : []),
    `folder=${encodeURI(workspace)}`,
    ...(payload.length > 0 ? [`payload=${encodeURIComponent(JSON.stringify(payload))}`] : []),
  ];
  return `http://${authority}/?${query.join('&')}`;
}

async function answers(url) {
  try {
    const response = await fetch(url, { redirect: 'manual' });
    await response.arrayBuffer();
    return response.status < 400;
  } catch {
    return false;
  }
}

/** A fresh folder under `.quayside` for one run of an editor; what an earlier run of this name left is removed. */
export function freshEditorFolder(name) {
  const folder = path.join(WORK, 'runs', name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}
