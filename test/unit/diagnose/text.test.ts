import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/core/diagnose/diagnose';
import { NO_EVIDENCE } from '../../../src/core/diagnose/evidence';
import { firstErrorLine } from '../../../src/core/diagnose/firstErrorLine';
import { causeMarkdown, unrecognisedMarkdown } from '../../../src/core/diagnose/markdown';
import { RULES } from '../../../src/core/diagnose/rules/table';
import { comparable, follows, fragments, shown } from '../../../src/core/diagnose/text';
import { crash, failedContainer, failedStart, WORDINGS } from './fixtures/make';

const [w] = WORDINGS as [(typeof WORDINGS)[0]];

/** Every pattern that is written down in the room. */
function patternsOf(folder: string): readonly string[] {
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'));
  const patterns: string[] = [];
  for (const file of files) {
    const text = fs.readFileSync(path.join(folder, file), 'utf8');
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) patterns.push(node.text);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  }
  return patterns;
}

/** What is wrong with a pattern: whatever lets the time of a search grow faster than the text. */
function objections(literal: string): readonly string[] {
  const source = literal.slice(1, literal.lastIndexOf('/'));
  const plain = source.replace(/\\./g, 'a').replace(/\[[^\]]*\]/g, 'a');
  const found: string[] = [];
  if (/[*+]|\{\d+,\}/.test(plain)) found.push('an unbounded quantifier');
  if (/\\[1-9]|\\k</.test(source)) found.push('a back reference');
  if (/\([^()]*(?:\{\d+,\d+\}|\?)[^()]*\)\{/.test(plain)) found.push('a quantifier in a quantifier');
  const reach = [...plain.matchAll(/\{\d+(?:,(\d+))?\}/g)].reduce(
    (sum, [, most]) => sum + Number(most ?? 0),
    0,
  );
  if (reach > 2000) found.push('a long reach');
  return found;
}

describe('patterns', () => {
  it('take time linear in the text: bounded quantifiers, none in another', () => {
    const patterns = patternsOf('src/core/diagnose');
    expect(patterns.length).toBeGreaterThan(40);
    for (const pattern of patterns) expect(objections(pattern), pattern).toEqual([]);
  });

  it('are told apart from those that do not', () => {
    expect(objections('/(a+)+b/')).not.toEqual([]);
    expect(objections('/a.*b/')).not.toEqual([]);
    expect(objections('/(a{1,20}){1,20}/')).not.toEqual([]);
    expect(objections(String.raw`/(x)\1/`)).not.toEqual([]);
  });

  it('of rules are fragments of plain text, in an order', () => {
    const text = comparable('The task can’t pull the IMAGE:   not found');
    expect(follows(text, fragments("can't pull…not found"))).toBe(true);
    expect(follows(text, fragments("not found…can't pull"))).toBe(false);
    expect(follows('servicenotfoundexception', fragments('ENOTFOUND'))).toBe(false);
    for (const { id, match } of RULES)
      for (const pattern of match)
        expect(
          fragments(pattern).every((part) => part.length >= 3),
          id,
        ).toBe(true);
  });

  it('belong to rules with names of their own', () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, title, plain, advice } of RULES) {
      expect(title.id).toBe(`cause.${id}`);
      expect([undefined, `cause.${id}Plain`]).toContain(plain?.id);
      expect(advice.template).toMatch(/\.$/);
    }
    for (const { yieldsTo = [] } of RULES) for (const id of yieldsTo) expect(ids).toContain(id);
  });
});

const HOSTILE: readonly string[] = [
  'a'.repeat(200_000),
  `CannotPullContainerError: ${'x/'.repeat(50_000)}`,
  `${'failed to resolve ref '.repeat(5000)}not found`,
  '\u001b[2J\u001b[31mexec format error\u0000\u0007',
  '\u202Egnp.exe\u202C failed',
  '<img src=x onerror=alert(1)> ``` **bold** [link](javascript:alert(1))',
  `not authorized to perform: ${'ecs:'.repeat(10_000)}`,
  '0'.repeat(100_000),
  '{0} {1} {container}',
  '',
  '\uD800 lone surrogate',
];

describe('hostile texts', () => {
  it('are shown as text, bounded and without control characters', () => {
    for (const text of HOSTILE) {
      for (const evidence of [
        failedStart(w, text),
        failedContainer(w, text),
        crash(w, [text, text], { name: 'app', exitCode: 1 }),
        { ...NO_EVIDENCE, errors: [{ code: 'awsError', message: text }] },
        { ...NO_EVIDENCE, events: [{ id: '1', at: 0, message: `${text} failed` }] },
        { ...NO_EVIDENCE, output: [{ program: 'build' as const, lines: [text] }] },
      ]) {
        const { causes, noise, unrecognised } = diagnose(evidence);
        const all = [...causes, ...noise].flatMap((cause) => [
          ...cause.evidence.map((quote) => quote.text),
          ...cause.title.args.map(String),
          JSON.stringify(cause.place ?? ''),
        ]);
        for (const part of [
          ...all,
          ...(unrecognised?.log?.lines ?? []),
          ...(unrecognised?.evidence ?? []).map((q) => q.text),
        ]) {
          expect(part.length).toBeLessThan(1300);
          expect(part).not.toMatch(/[\u0000-\u0008\u001b\u202e]/);
        }
      }
    }
  });

  it('are found in spite of colours and of what stands around them', () => {
    const cause = diagnose(
      crash(w, ['\u001b[31mexec /app: exec format error\u001b[0m'], { name: 'app', exitCode: 1 }),
    ).causes[0];
    expect(cause?.id).toBe('wrongArchitecture');
    expect(cause?.evidence[0]?.text).toBe('exec /app: exec format error');
    expect(shown('a\u0000b\u202Ec')).toBe('abc');
  });

  it('keep their end when they are long, where causes of causes stand', () => {
    const reason = `ResourceInitializationError: ${'x'.repeat(50_000)} The specified log group does not exist.`;
    expect(diagnose(failedStart(w, reason)).causes[0]?.id).toBe('logGroupMissing');
  });

  it('cannot leave their fence in Markdown', () => {
    const [cause] = diagnose(failedContainer(w, 'CannotCreateContainerError: ``` <b>x</b>')).causes;
    expect(cause === undefined ? '' : causeMarkdown(cause)).toContain(
      '````\nCannotCreateContainerError: ``` <b>x</b>\n````',
    );
  });
});

describe('a cause as Markdown', () => {
  it('has the sentence, the words, the place and the advice', () => {
    const [cause] = diagnose(
      failedStart(w, 'x is not authorized to perform: ecr:GetAuthorizationToken on resource: *'),
    ).causes;
    expect(cause === undefined ? '' : causeMarkdown(cause)).toBe(
      [
        '**The execution role may not sign in to Amazon ECR: the permission ecr:GetAuthorizationToken is missing.**',
        'Stop reason of task 012345:\n\n```\nx is not authorized to perform: ecr:GetAuthorizationToken on resource: *\n```',
        'Stop code of task 012345:\n\n```\nTaskFailedToStart\n```',
        '`ecr:GetAuthorizationToken`',
        'Add the permission, for all resources, to the execution role.',
        '```json\n{\n  "Effect": "Allow",\n  "Action": [\n    "ecr:GetAuthorizationToken"\n  ],\n  "Resource": "*"\n}\n```',
      ].join('\n\n'),
    );
  });

  it('is there for what no rule knows too', () => {
    const { unrecognised } = diagnose(failedStart(w, 'Moon rose'));
    expect(unrecognised === undefined ? '' : unrecognisedMarkdown(unrecognised)).toContain(
      '```\nMoon rose\n```',
    );
  });
});

describe('the line to mark', () => {
  it('is the first one with the clearest sign', () => {
    expect(firstErrorLine(['start', 'ERROR: db', 'panic: nil', 'panic: again'])).toBe(2);
    expect(firstErrorLine(['INFO up', '2026-01-01 ERROR cannot bind', 'Error: later'])).toBe(1);
    expect(firstErrorLine(['Traceback (most recent call last):', '  File "x"', 'ValueError: bad'])).toBe(0);
  });

  it('is none when lines say that there are no errors', () => {
    expect(firstErrorLine(['0 errors', '{"error":null}', 'ready'])).toBeUndefined();
    expect(firstErrorLine([])).toBeUndefined();
  });
});
