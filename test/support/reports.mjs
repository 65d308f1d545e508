// What the three test runners report, in one shape.
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { REPORTS, ROOT } from './paths.mjs';

/** How much of a failure is printed: all of it lies in the step's log and in `test-results`. */
const LINES = { message: 40, page: 50, pageEnd: 30, log: 25 };
const MOST_FAILURES = 20;
const WIDTH = 240;

const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

/**
 * @typedef {{ passed: number, failed: number, failures: string[], notRun: string[] }} Result
 * @param {string} file
 * @returns {Result}
 */
export function vitestResult(file) {
  const report = read(file);
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some(isFailed),
  );
  const failures = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(isFailed)
      .map((test) => told(`${relative(name)}: ${test.fullName}`, test.failureMessages)),
  );
  const skipped = report.numPendingTests + report.numTodoTests;
  return {
    passed: report.numPassedTests,
    failed: failures.length + broken.length,
    failures: [...failures, ...broken.map(({ name, message }) => told(relative(name), [message]))],
    notRun: skipped > 0 ? [`not run: ${skipped} skipped unit tests`] : [],
  };
}

export function mochaResult() {
  const { passed, failed, failures } = read(path.join(REPORTS, 'editor-suite.json'));
  return { passed, failed, failures: failures.map(({ title, error }) => told(title, [error])) };
}

/**
 * @param {string} file
 * @returns {Result}
 */
export function playwrightResult(file) {
  const report = read(file);
  const specs = report.suites.flatMap(allSpecs);
  const tests = specs.flatMap((spec) => spec.tests.map((test) => ({ ...test, title: spec.title })));
  const failed = tests.filter(({ status }) => status === 'unexpected' || status === 'flaky');
  const skipped = tests.filter(({ status }) => status === 'skipped');
  const reason = ({ annotations }) =>
    annotations.find(({ type }) => type === 'skip')?.description ?? 'skipped';
  const errors = report.errors.map(({ message }) => message);
  return {
    passed: tests.filter(({ status }) => status === 'expected').length,
    failed: failed.length + errors.length,
    failures: [
      ...failed.map(({ title, results }) =>
        told(title, results.flatMap(messages), results.flatMap(circumstances)),
      ),
      ...errors.map((message) => firstLines(message, LINES.message)),
    ],
    notRun: skipped.map((test) => `not run: ${reason(test)} (${test.title})`),
  };
}

/**
 * Failures for the eye: the first ones in full, the others by name.
 * @param {readonly string[]} failures
 * @returns {readonly string[]}
 */
export function printable(failures) {
  const left = failures.slice(MOST_FAILURES).map((failure) => failure.split('\n', 1)[0]);
  return [...failures.slice(0, MOST_FAILURES), ...(left.length === 0 ? [] : [`And:\n${left.join('\n')}`])];
}

/** What was on screen and in the extension's log when a test from outside failed: enough to understand it from afar. */
function circumstances({ attachments = [] }) {
  const text = (name) => {
    const found = attachments.find((attachment) => attachment.name === name);
    if (found?.body !== undefined) return Buffer.from(found.body, 'base64').toString('utf8');
    return found?.path !== undefined && fs.existsSync(found.path) ? fs.readFileSync(found.path, 'utf8') : '';
  };
  const page = snapshots(text('error-context'));
  const log = text('Quayside.log').replaceAll(/\n+/g, '\n').trimEnd();
  return [
    // Menus and dialogs come last.
    ...(page === '' ? [] : [`On screen:\n${bothEnds(page, LINES.page, LINES.pageEnd)}`]),
    ...(log === '' ? [] : [`Last in the log of the extension:\n${lastLines(log, LINES.log)}`]),
  ];
}

/** The editor's own frame, which is always the same; wrappers that say nothing; and icons. */
const FRAME = [
  /^\s*- '?(button|tab|toolbar|tablist|menuitem|generic) "(Go (Back|Forward)|Title actions|Customize Layout|Toggle |Application Menu|Active View|Explorer|Search|Source Control|Run and Debug|Extensions|Accounts|Manage|remote|workspace|No P|Notifications)/,
  /^\s*- (application|toolbar|menubar|generic|img|list|listitem|alert|iframe|document|status|main)?( \[(active|aria-hidden)\])*:?$/,
  /^\s*(- text:)?\s*$/,
  /Layout: us/,
];

/** The page in words. */
function snapshots(markdown) {
  return [...markdown.matchAll(/^```yaml\n(.*?)^```/gms)]
    .flatMap(([, yaml]) => yaml.split('\n'))
    .map((line) => line.replaceAll(/ \[(?:ref=\w+|cursor=pointer)\]|[\uE000-\uF8FF]/g, '').trimEnd())
    .filter((line) => !FRAME.some((pattern) => pattern.test(line)))
    .join('\n');
}

const told = (title, messages, more = []) =>
  [title, ...messages.map((message) => firstLines(message, LINES.message)), ...more].join('\n');
const cut = (line) => (line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line);

function firstLines(text, most) {
  const lines = stripVTControlCharacters(text).split('\n').map(cut);
  return lines.length <= most ? lines.join('\n') : [...lines.slice(0, most), '…'].join('\n');
}

function bothEnds(text, first, last) {
  const lines = text.split('\n').map(cut);
  if (lines.length <= first + last) return lines.join('\n');
  return [...lines.slice(0, first), '…', ...lines.slice(-last)].join('\n');
}

function lastLines(text, most) {
  return text.split('\n').slice(-most).map(cut).join('\n');
}

const isFailed = ({ status }) => status === 'failed';
const allSpecs = (suite) => [...suite.specs, ...(suite.suites ?? []).flatMap(allSpecs)];
const messages = ({ errors }) => errors.map(({ message }) => message);
const relative = (file) => path.relative(ROOT, file);
