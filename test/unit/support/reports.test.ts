import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { playwrightResult, printable, vitestResult } from '../../support/reports.mjs';

/** What `npm test` prints of a failure, which is all that somebody has who was not there. */
describe('a report of failures', () => {
  let folder: string;
  const file = (name: string, content: unknown): string => {
    const at = path.join(folder, name);
    writeFileSync(at, typeof content === 'string' ? content : JSON.stringify(content));
    return at;
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'quayside-reports-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const outside = (attachments: readonly object[]): string =>
    file('outside.json', {
      errors: [],
      suites: [
        {
          specs: [
            {
              title: 'a row is explained',
              tests: [
                {
                  status: 'unexpected',
                  annotations: [],
                  results: [{ errors: [{ message: 'Error: no heading' }], attachments }],
                },
              ],
            },
          ],
        },
      ],
    });

  it('shows what was on screen and in the log, without what is meant for machines', () => {
    const context = file(
      'error-context.md',
      [
        '# Instructions',
        '',
        '```yaml',
        '- generic [active] [ref=e1]:',
        '  - menuitem "Explain…" [ref=e2] [cursor=pointer]',
        '```',
        '',
        '```ts',
        'the source of the test',
        '```',
      ].join('\n'),
    );
    const log = Array.from({ length: 300 }, (_, index) => `line ${index}`).join('\n');
    const { failed, failures } = playwrightResult(
      outside([
        { name: 'error-context', path: context },
        { name: 'Quayside.log', body: Buffer.from(log).toString('base64') },
      ]),
    );
    expect(failed).toBe(1);
    const [text = ''] = failures;
    expect(text).toMatch(
      /^a row is explained\nError: no heading\nOn screen:\n {2}- menuitem "Explain…"\nLast in the log/,
    );
    expect(text).toContain('line 299');
    expect(text).not.toContain('line 200\n');
    expect(text).not.toContain('Instructions');
  });

  it('stays short, however much was on screen', () => {
    const rows = Array.from({ length: 900 }, (_, index) => `  - treeitem "service ${'x'.repeat(index)}"`);
    const context = file('error-context.md', ['```yaml', ...rows, '```', ''].join('\n'));
    const [text = ''] = playwrightResult(outside([{ name: 'error-context', path: context }])).failures;
    expect(text.split('\n').length).toBeLessThan(90);
    expect(text.length).toBeLessThan(20_000);
  });

  it('stays short, however much a unit test says and however many fail', () => {
    const failing = (name: string) => ({
      fullName: name,
      status: 'failed',
      failureMessages: ['expected\n'.repeat(500)],
    });
    const names = Array.from({ length: 200 }, (_, index) => `case ${index}`);
    const { failed, failures } = vitestResult(
      file('vitest.json', {
        numPassedTests: 0,
        numPendingTests: 0,
        numTodoTests: 0,
        testResults: [{ name: '/a.test.ts', status: 'failed', assertionResults: names.map(failing) }],
      }),
    );
    expect(failed).toBe(200);
    const printed = printable(failures).join('\n').split('\n');
    expect(printed.length).toBeLessThan(1100);
    expect(printed.some((line) => line.endsWith('case 199'))).toBe(true);
  });
});
