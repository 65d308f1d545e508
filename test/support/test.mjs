// npm test: every check of the product, from a bare checkout. Ends with a table and the line `N passed, N failed`.
import fs from 'node:fs';
import path from 'node:path';
import { findAwsCli } from './awsCli.mjs';
import { ensureBaseImage, findEngine } from './engine.mjs';
import { REPORTS, ROOT, WORK } from './paths.mjs';
import { killAll, runNode, which } from './processes.mjs';
import { mochaResult, playwrightResult, printable, vitestResult } from './reports.mjs';
import { setUp } from './setup.mjs';

/** @typedef {{ passed: number, failed: number, notRun?: string[], failures?: string[] }} Result */
/** @typedef {Result & { name: string, seconds: number }} Row */

const say = (line) => process.stdout.write(`${line}\n`);
const NO_ENGINE = 'no container engine';
/** @type {Row[]} */
const rows = [];
let engine;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void interrupted());

try {
  await main();
} catch (error) {
  rows.push({ name: 'npm test', seconds: 0, passed: 0, failed: 1, failures: [error.stack] });
}
await engine?.dispose();
process.exitCode = summary();

async function main() {
  const began = Date.now();
  await setUp({
    programs: ['browser', 'git', 'docker', 'engine', 'baseImage', 'podman', 'aws', 'skopeo'],
    say,
  });
  const found = await findEngine({ say });
  engine = found && (await ensureBaseImage({ env: found.env, say })) ? found : undefined;
  if (found && !engine) await found.dispose();
  say(`set-up ${seconds(began)}, ${engine ? 'with a container engine' : NO_ENGINE}`);
  fs.rmSync(REPORTS, { recursive: true, force: true });
  fs.rmSync(path.join(ROOT, 'test-results'), { recursive: true, force: true });
  fs.mkdirSync(REPORTS, { recursive: true });

  // What only reads the sources takes what the tests leave of the processor, which is much: they wait a lot.
  const checks = inTurn(sourceChecks());
  try {
    await programTests();
  } finally {
    await checks;
  }
}

async function programTests() {
  await inTurn([unitTests()]);
  const packaged = await step('package', tool('test/support/package.mjs'));
  if (packaged.failed > 0) throw new Error('Without a package there is nothing to try in an editor.');
  await step('editor, inside', tool('test/editor/runSuite.mjs', [], { read: mochaResult }));
  await step('editor, outside', outsideTests());
}

function sourceChecks() {
  const types = [
    'tsconfig.json',
    'src/core/tsconfig.json',
    'src/webview/tsconfig.json',
    'test/tsconfig.json',
  ];
  const check = (script, args) => tool(script, args, { background: true });
  return [
    ['format', check('node_modules/prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.'])],
    ['lint', check('node_modules/eslint/bin/eslint.js', ['.', '--max-warnings', '0'])],
    ...types.map((project) => [
      `types, ${path.posix.dirname(project)}`,
      check('node_modules/typescript/bin/tsc', ['-p', project]),
    ]),
    [
      'rooms',
      check('node_modules/dependency-cruiser/bin/dependency-cruise.mjs', [
        '--config',
        'test/support/rooms.cjs',
        'src',
      ]),
    ],
    ['unused exports', check('test/support/unused.mjs')],
  ];
}

function unitTests() {
  const report = path.join(REPORTS, 'vitest.json');
  // Tests that need a program are called by it.
  const missing = [
    ['.docker.test.ts', NO_ENGINE, engine],
    ['.podman.test.ts', 'no podman', which('podman')],
    ['.awsCli.test.ts', 'no AWS CLI', findAwsCli()],
    ['.skopeo.test.ts', 'no skopeo', which('skopeo')],
    ['.motoServer.test.ts', 'no moto_server', which('moto_server')],
  ].filter(([, , found]) => !found);
  const files = fs.readdirSync(path.join(ROOT, 'test'), { recursive: true });
  const left = missing.flatMap(([ending, reason]) =>
    files.filter((name) => name.endsWith(ending)).map((name) => `not run: ${reason} (test/${name})`),
  );
  const args = [
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...missing.flatMap(([ending]) => ['--exclude', `**/*${ending}`]),
  ];
  const read = () => {
    const result = vitestResult(report);
    return { ...result, notRun: [...(result.notRun ?? []), ...left] };
  };
  return ['unit, webview, manifest', tool('node_modules/vitest/vitest.mjs', args, { read })];
}

function outsideTests() {
  const report = path.join(REPORTS, 'outside.json');
  const cli = 'node_modules/@playwright/test/cli.js';
  return tool(cli, ['test', '-c', 'test/editor/outside'], { read: () => playwrightResult(report) });
}

/**
 * A step that runs a script of Node. Without a reader of results the whole script counts as one test.
 * @param {string} script
 * @param {readonly string[]} [args]
 * @param {{ read?: () => Result, background?: boolean }} [options]
 * @returns {(log: string) => Promise<Result>}
 */
function tool(script, args = [], { read, background = false } = {}) {
  return async (log) => {
    const env = { ...(engine?.env ?? process.env), FORCE_COLOR: '0', NO_COLOR: '1' };
    const { code, output } = await runNode([path.join(ROOT, script), ...args], {
      cwd: ROOT,
      env,
      log,
      background,
    });
    const crashed = { passed: 0, failed: 1, failures: [output.slice(-6000)] };
    if (!read) return code === 0 ? { passed: 1, failed: 0 } : crashed;
    try {
      const result = read();
      return code !== 0 && result.failed === 0 ? crashed : result;
    } catch {
      return crashed;
    }
  };
}

async function inTurn(steps) {
  for (const [name, work] of steps) await step(name, work);
}

async function step(name, work) {
  const began = Date.now();
  const log = path.join(WORK, 'logs', `test-${name.replaceAll(/\W+/g, '-')}.log`);
  const result = await work(log);
  rows.push({ name, seconds: (Date.now() - began) / 1000, ...result });
  say(`${result.failed === 0 ? 'ok  ' : 'FAIL'} ${name} ${seconds(began)}`);
  for (const failure of printable(result.failures ?? [])) say(indent(failure));
  return result;
}

function summary() {
  const total = (key) => rows.reduce((sum, row) => sum + row[key], 0);
  say('');
  say(line('step', 'time', 'passed', 'failed'));
  for (const row of rows) {
    say(line(row.name, `${row.seconds.toFixed(1)} s`, String(row.passed), String(row.failed)));
  }
  say('');
  for (const note of new Set(rows.flatMap((row) => row.notRun ?? []))) say(note);
  for (const row of rows.filter(({ name, failures }) => name === 'npm test' && failures))
    say(row.failures[0]);
  say(`${total('passed')} passed, ${total('failed')} failed`);
  return total('failed') === 0 ? 0 : 1;
}

async function interrupted() {
  await killAll();
  process.exit(130);
}

function seconds(began) {
  return `${((Date.now() - began) / 1000).toFixed(1)} s`;
}

function indent(text) {
  return text.trimEnd().replaceAll(/^/gm, '     ');
}

function line(name, time, passed, failed) {
  return `${name.padEnd(26)}${time.padStart(9)}${passed.padStart(9)}${failed.padStart(9)}`;
}
