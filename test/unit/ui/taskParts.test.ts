import { describe, expect, it, test } from 'vitest';
import type { Verdict } from '../../../src/core/deploy/event';
import type { DeployState } from '../../../src/core/deploy/state';
import { message } from '../../../src/core/lib/message';
import { exitCode } from '../../../src/ui/tasks/exitCode';
import { problemLines } from '../../../src/ui/tasks/problemLines';
import { manifestText } from '../../manifest/manifest';
import { deployStates } from '../../support/deployStates';

const ended = (kind: Verdict['kind']): DeployState => ({
  ...deployStates.succeeded,
  phase: 'ended',
  verdict: { kind, tone: 'neutral', title: message('v', kind) },
});

const failedIn = (stage: 'plan' | 'build' | 'update', lines: readonly string[] = [], quote?: string) =>
  ({
    ...deployStates.planOk,
    phase: 'ended',
    failure: {
      stage,
      code: 'buildFailed',
      title: message('f', 'The build failed'),
      lines,
      left: message('l', 'Nothing was changed'),
      ...(quote === undefined ? {} : { quote }),
    },
  }) as const satisfies DeployState;

describe('the exit code of a deploy task', () => {
  test.each([
    ['succeeded', 0],
    ['unchanged', 0],
    ['rolledBack', 3],
    ['rollbackFailed', 3],
    ['failed', 3],
    ['stopped', 3],
    ['deleted', 3],
    ['superseded', 4],
    ['cancelled', 130],
    ['watchEnded', 130],
    ['interrupted', 1],
  ] as const)('%s ends with %i', (kind, code) => expect(exitCode(ended(kind))).toBe(code));

  it('tells what failed before the service was updated from what could not start', () => {
    expect(exitCode(failedIn('build'))).toBe(1);
    expect(exitCode(failedIn('update'))).toBe(1);
    expect(exitCode(failedIn('plan'))).toBe(2);
    expect(exitCode(deployStates.planOk)).toBe(2);
  });
});

describe('lines for the problem matcher', () => {
  const file = '/work/web/Dockerfile';

  it('name the line that BuildKit shows, and its reason', () => {
    const lines = [
      '#6 ERROR: process "/bin/sh -c exit 3" did not complete successfully: exit code: 3',
      'Dockerfile:4',
      '--------------------',
      '   4 | >>> RUN exit 3',
      '--------------------',
      'ERROR: failed to solve: process "/bin/sh -c exit 3" did not complete successfully: exit code: 3',
    ];
    expect(problemLines(file, failedIn('build', lines))).toEqual([
      `${file}:4: error: failed to solve: process "/bin/sh -c exit 3" did not complete successfully: exit code: 3`,
    ]);
  });

  it('name the line of an error in the file itself', () => {
    const quote = 'dockerfile parse error on line 2: unknown instruction: RUNN';
    expect(problemLines(file, failedIn('build', [], quote))).toEqual([`${file}:2: error: ${quote}`]);
  });

  it('fall back to the first line, and are none when the build did not fail', () => {
    expect(problemLines(file, failedIn('build'))).toEqual([`${file}:1: error: The build failed`]);
    expect(problemLines(file, failedIn('update', ['Dockerfile:4']))).toEqual([]);
    expect(problemLines(file, ended('rolledBack'))).toEqual([]);
  });

  it('are what the problem matcher finds, and not what a build printed in such a shape', () => {
    const { contributes } = JSON.parse(manifestText) as {
      readonly contributes: { readonly problemMatchers: readonly { readonly pattern: { regexp: string } }[] };
    };
    const matcher = new RegExp(contributes.problemMatchers[0]?.pattern.regexp ?? '');
    const found = (line: string): string | undefined => matcher.exec(line)?.[1];
    expect(found(`${file}:4: error: failed`)).toBe(file);
    expect(found(String.raw`C:\shop web\Dockerfile:4: error: failed`)).toBe(
      String.raw`C:\shop web\Dockerfile`,
    );
    expect(found('build | #8 0.31 src/main.c:4:10: error: expected ;')).toBeUndefined();
  });
});
