import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** What the harness outside reads when the run has ended. */
export interface SuiteReport {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly { readonly title: string; readonly error: string }[];
}

/** Called by the extension host: runs every `*.editor.ts` of this folder and writes the report. */
export async function run(): Promise<void> {
  const file = process.env['QUAYSIDE_SUITE_REPORT'];
  if (file === undefined) throw new Error('QUAYSIDE_SUITE_REPORT does not say where to report.');
  let report: SuiteReport;
  try {
    report = await runMocha();
  } catch (error) {
    // A file that cannot be loaded is a failure too, and the harness should not wait for it.
    report = { passed: 0, failed: 1, failures: [{ title: 'the suite loads', error: describeError(error) }] };
  }
  writeFileSync(file, JSON.stringify(report));
}

async function runMocha(): Promise<SuiteReport> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 30_000,
    reporter: Mocha.reporters.Base,
    forbidOnly: true,
    forbidPending: true,
  });
  for (const name of readdirSync(__dirname, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.editor.js')) mocha.addFile(path.join(__dirname, name));
  }
  const failures: { title: string; error: string }[] = [];
  let passed = 0;
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('pass', () => (passed += 1));
    runner.on('fail', (test, error) =>
      failures.push({ title: test.fullTitle(), error: describeError(error) }),
    );
  });
  return { passed, failed: failures.length, failures };
}

const describeError = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
