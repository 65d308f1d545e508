import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Diagnosis } from '../../../src/core/diagnose/cause';
import { diagnose } from '../../../src/core/diagnose/diagnose';
import { NO_EVIDENCE, type Evidence } from '../../../src/core/diagnose/evidence';
import { causeMarkdown, unrecognisedMarkdown } from '../../../src/core/diagnose/markdown';
import { RULES } from '../../../src/core/diagnose/rules/table';
import { crash, definition, failedContainer, failedStart, scheduled, WORDINGS } from './fixtures/make';

const [w] = WORDINGS as [(typeof WORDINGS)[0]];

/** Pieces of what rules look for, of what breaks out of pages and terminals, and of what keeps patterns busy. */
const PIECES = [
  ...RULES.flatMap(({ match }) => match),
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '\u0000',
  '\u202e',
  '\u2066',
  '\u200b',
  '<script>alert(1)</script>',
  '```',
  '[x](command:workbench.action.quit)',
  '{0}',
  '…',
  '\n',
  '\r',
  'arn:aws:iam::123456789012:role/',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!',
  '((((((((((',
  '::::::::::',
  '0123456789abcdef',
  '//////////',
];

const hostile = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 40 })), {
    maxLength: 30,
  })
  .chain((parts) => fc.constantFrom(1, 1, 1, 100).map((times) => parts.join(' ').repeat(times)));

function everywhere(text: string): readonly Evidence[] {
  return [
    { ...failedStart(w, text), taskDefinition: definition(w) },
    failedContainer(w, text),
    scheduled(w, text),
    crash(w, [text, 'end', text], { name: w.container, exitCode: 1 }),
    { ...NO_EVIDENCE, errors: [{ code: 'awsError', awsCode: text, operation: text, message: text }] },
    { ...NO_EVIDENCE, refusals: [{ reason: text, detail: text }] },
    { ...NO_EVIDENCE, events: [{ id: '1', at: 0, message: `${text} failed` }], alarms: [text] },
    { ...NO_EVIDENCE, output: [{ program: 'build', lines: text.split('\n') }] },
    { ...NO_EVIDENCE, deployment: { statusReason: text, hooks: [{ target: text, status: 'FAILED' }] } },
  ];
}

/** Every text that a card may show. */
function texts({ causes, noise, unrecognised }: Diagnosis): readonly string[] {
  return [
    ...[...causes, ...noise].flatMap(({ title, evidence, log, place, remedies }) => [
      ...title.args.map(String),
      ...evidence.map(({ text }) => text),
      ...(log?.lines ?? []),
      ...Object.values(place ?? {}).map(String),
      ...remedies.flatMap((remedy) => (remedy.id === 'copyIam' ? [remedy.statement] : [])),
    ]),
    ...(unrecognised?.evidence ?? []).map(({ text }) => text),
    ...(unrecognised?.log?.lines ?? []),
  ];
}

test('whatever texts say, what is shown is bounded, without control characters, and its statements are JSON', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      for (const evidence of everywhere(text)) {
        const diagnosis = diagnose(evidence);
        const shown = texts(diagnosis);
        expect(shown.length).toBeLessThan(200);
        for (const one of shown) {
          expect(one.length).toBeLessThan(1400);
          expect(one).not.toMatch(
            /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
          );
        }
        for (const cause of diagnosis.causes) {
          expect(causeMarkdown(cause).length).toBeLessThan(80_000);
          for (const remedy of cause.remedies)
            if (remedy.id === 'copyIam')
              expect(JSON.parse(remedy.statement)).toMatchObject({ Effect: 'Allow' });
        }
        if (diagnosis.unrecognised !== undefined)
          expect(unrecognisedMarkdown(diagnosis.unrecognised).length).toBeLessThan(80_000);
      }
    }),
    { numRuns: 150 },
  );
});
