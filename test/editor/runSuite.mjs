// Runs test/editor/suite inside the extension host of a real editor: the server build with a browser as its window, or
// the desktop editor (`--desktop`, and wherever there is no server build), which is downloaded once.
import { chromium } from '@playwright/test';
import { runTests } from '@vscode/test-electron';
import esbuild from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { freshEditorFolder, startEditor } from '../support/editor.mjs';
import { REPORTS, ROOT } from '../support/paths.mjs';
import { waitUntil } from '../support/processes.mjs';
import { sandboxProfile, startSandbox } from '../support/sandboxProcess.mjs';
import { findBrowser } from '../support/setup.mjs';
import { makeWorkspace } from '../support/workspace.mjs';
import { BROWSER_ARGS } from './browser.mjs';

const SUITE = path.join(ROOT, 'test', 'editor', 'suite');
const OUT = path.join(ROOT, 'out', 'editor-suite');
const DESKTOP = process.argv.includes('--desktop') || process.platform !== 'linux' || process.arch !== 'x64';

/**
 * Needs the bundles in dist. The sandbox acts tasks out: what needs an engine is tested from outside.
 * @returns {Promise<{ passed: number, failed: number, failures: { title: string, error: string }[] }>}
 */
export async function runSuite() {
  await bundle();
  fs.mkdirSync(REPORTS, { recursive: true });
  const report = path.join(REPORTS, 'editor-suite.json');
  fs.rmSync(report, { force: true });
  const dataDir = freshEditorFolder('editor-suite');
  const workspace = path.join(dataDir, 'workspace');
  await makeWorkspace(workspace, { 'quayside.profile': 'sandbox' });
  const opened = [];
  try {
    const sandbox = await startSandbox({ args: ['--no-docker'], log: path.join(dataDir, 'sandbox.log') });
    opened.push(sandbox.dispose);
    const run = {
      dataDir,
      workspace,
      report,
      env: {
        ...sandboxProfile(path.join(dataDir, 'aws'), sandbox.ready),
        QUAYSIDE_SUITE_REPORT: report,
        QUAYSIDE_SANDBOX_ENDPOINT: sandbox.ready.endpoint,
      },
    };
    await (DESKTOP ? inDesktop(run) : inServer(run));
    return JSON.parse(fs.readFileSync(report, 'utf8'));
  } finally {
    for (const close of opened.toReversed()) await close();
  }
}

async function inDesktop({ dataDir, workspace, env }) {
  await runTests({
    extensionDevelopmentPath: ROOT,
    extensionTestsPath: path.join(OUT, 'run.js'),
    extensionTestsEnv: env,
    launchArgs: [
      workspace,
      '--disable-extensions',
      '--disable-workspace-trust',
      `--user-data-dir=${path.join(dataDir, 'desktop')}`,
    ],
  });
}

async function inServer({ dataDir, workspace, report, env }) {
  const opened = [];
  try {
    const editor = await startEditor({
      dataDir,
      workspace,
      smokeTest: true,
      extensionDevelopmentPath: ROOT,
      testsPath: path.join(OUT, 'run.js'),
      env,
    });
    opened.push(editor.dispose);
    const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS });
    opened.push(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const console = [];
    page.on('console', (message) => console.push(message.text()));
    await page.goto(editor.url);
    try {
      await waitUntil(() => fs.existsSync(report), {
        timeoutMs: 300_000,
        everyMs: 200,
        what: 'The suite in the extension host does not end',
      });
    } finally {
      fs.writeFileSync(path.join(dataDir, 'console.log'), console.join('\n'));
      await page.screenshot({ path: path.join(dataDir, 'window.png') }).catch(() => {});
    }
  } finally {
    for (const close of opened.toReversed()) await close();
  }
}

async function bundle() {
  fs.rmSync(OUT, { recursive: true, force: true });
  const tests = fs
    .readdirSync(SUITE, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.editor.ts'));
  await esbuild.build({
    entryPoints: ['run.ts', ...tests].map((name) => path.join(SUITE, name)),
    outdir: OUT,
    outbase: SUITE,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { passed, failed, failures } = await runSuite();
  for (const { title, error } of failures) process.stdout.write(`\n${title}\n${error}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}
