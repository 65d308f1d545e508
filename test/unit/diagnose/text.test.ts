import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/core/diagnose/diagnose';
import { NO_EVIDENCE } from '../../../src/core/diagnose/evidence';
import { firstErrorLine } from '../../../src/core/diagnose/firstErrorLine';
import { causeMarkdown, unrecognisedMarkdown } from '../../../src/core/diagnose/markdown';
import { shown } from '../../../src/core/diagnose/text';
import { crash, failedContainer, failedStart, WORDINGS } from './fixtures/make';

const [w] = WORDINGS as [(typeof WORDINGS)[0]];

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
  });

  it('is what Python says was raised, at the end of its traceback', () => {
    const trace = ['Traceback (most recent call last):', '  File "x", line 1, in <module>', '    run()'];
    expect(firstErrorLine([...trace, 'ValueError: bad'])).toBe(3);
    expect(firstErrorLine([...trace, "app.errors.ConfigError: no 'DATABASE_URL'", 'bye'])).toBe(3);
    expect(firstErrorLine(trace)).toBe(0);
  });

  it('is none when lines say that there are no errors', () => {
    expect(firstErrorLine(['0 errors', '{"error":null}', 'ready'])).toBeUndefined();
    expect(firstErrorLine([])).toBeUndefined();
  });
});

describe('secrets in what programs write', () => {
  const SECRET = 'hunter2hunter2';

  it.each([
    `Error: connect ECONNREFUSED postgres://app:${SECRET}@db.internal:5432/shop`,
    `DB_PASSWORD=${SECRET} is not accepted`,
    `config {"password": "${SECRET}", "user": "app"}`,
    `GET /?api_key=${SECRET}&page=2 failed with an error:`,
    `Authorization: Bearer ${SECRET}`,
    `jwt malformed: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0${SECRET}.abc`,
    `aws_secret_access_key="${SECRET}"`,
  ])('are not shown: %s', (line) => {
    const [cause] = diagnose(crash(w, [line, 'Error: that was all'], { name: 'app', exitCode: 1 })).causes;
    expect(cause?.log?.lines[0]).toContain('•••');
    expect(JSON.stringify(cause)).not.toContain(SECRET);
    expect(cause === undefined ? SECRET : causeMarkdown(cause)).not.toContain(SECRET);
  });

  it.each([
    'FATAL: password authentication failed for user "app"',
    'ResourceNotFoundException: arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-password-AbCdEf',
    'Unexpected token: } in JSON at position 4',
    'https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/api/manifests/sha256:aa@bb',
    'dial tcp 10.0.0.1:5432: connect: connection refused',
  ])('are not seen where there are none: %s', (line) => {
    expect(shown(line)).toBe(line);
  });
});
