// What the three test runners report, in one shape.
import fs from 'node:fs';
import path from 'node:path';
import { REPORTS, ROOT } from './paths.mjs';

const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

export function vitestResult(file) {
  const report = read(file);
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some(isFailed),
  );
  const failures = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(isFailed)
      .map((test) => `${relative(name)}: ${test.fullName}\n${test.failureMessages.join('\n')}`),
  );
  const skipped = report.numPendingTests + report.numTodoTests;
  return {
    passed: report.numPassedTests,
    failed: failures.length + broken.length,
    failures: [...failures, ...broken.map(({ name, message }) => `${relative(name)}\n${message}`)],
    notRun: skipped > 0 ? [`not run: ${skipped} skipped unit tests`] : [],
  };
}

export function mochaResult() {
  const { passed, failed, failures } = read(path.join(REPORTS, 'editor-suite.json'));
  return { passed, failed, failures: failures.map(({ title, error }) => `${title}\n${error}`) };
}

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
      ...failed.map(({ title, results }) => `${title}\n${results.flatMap(messages).join('\n')}`),
      ...errors,
    ],
    notRun: skipped.map((test) => `not run: ${reason(test)} (${test.title})`),
  };
}

const isFailed = ({ status }) => status === 'failed';
const allSpecs = (suite) => [...suite.specs, ...(suite.suites ?? []).flatMap(allSpecs)];
const messages = ({ errors }) => errors.map(({ message }) => message);
const relative = (file) => path.relative(ROOT, file);
