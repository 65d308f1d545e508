import { describe, expect, test } from 'vitest';
import { explainFailure } from '../../../../src/core/deploy/cause/explainFailure';
import { viewCause } from '../../../../src/core/deploy/view/cause';
import { QuaysideError } from '../../../../src/core/lib/errors';
import { causeButtons, dockerfilePlace } from '../../../../src/ui/explain/causeButtons';
import { english } from '../../../support/deployStates';

const BUILD = [
  '#6 [2/3] RUN echo "the flag is missing" && false',
  '#6 0.112 the flag is missing',
  '#6 ERROR: process "/bin/sh -c echo" did not complete successfully: exit code: 1',
  '------',
  'Dockerfile:4',
  '--------------------',
  '   4 | >>> RUN echo "the flag is missing" && false',
  'ERROR: failed to solve: process "/bin/sh -c echo" did not complete successfully: exit code: 1',
];
const failed = (code: 'buildFailed' | 'pushFailed', lines: readonly string[]): QuaysideError =>
  new QuaysideError(code, 'It failed', { details: { lines } });

describe('a deployment that fails before its rollout', () => {
  test('is explained from the output of the build, down to the line of the Dockerfile', () => {
    const diagnosis = explainFailure('build', failed('buildFailed', BUILD));
    const cause = diagnosis && viewCause(diagnosis);
    expect(cause?.causes[0]).toMatchObject({ id: 'buildError', place: { kind: 'dockerfile', line: 4 } });
    expect(cause?.causes[0]?.log?.lines).toContain('#6 0.112 the flag is missing');
    expect(dockerfilePlace(cause?.causes[0])?.line).toBe(4);
    const can = { logs: false, taskDefinition: false, build: true, console: false };
    expect(causeButtons(cause, can, english).map(({ label }) => label)).toEqual([
      'Open Dockerfile, Line 4',
      'Copy as Markdown',
    ]);
  });

  test('is explained from the error of the push, with the permission that is missing', () => {
    const line =
      'denied: User: arn:aws:iam::123456789012:user/dev is not authorized to perform: ecr:InitiateLayerUpload on ' +
      'resource: arn:aws:ecr:eu-west-1:123456789012:repository/shop-web';
    const diagnosis = explainFailure('push', failed('pushFailed', ['The push refers to repository', line]));
    expect(diagnosis?.causes[0]).toMatchObject({
      id: 'pushDenied',
      place: { kind: 'iam', action: 'ecr:InitiateLayerUpload' },
    });
  });

  test("is explained from AWS's answer to a call", () => {
    const error = new QuaysideError('accessDenied', 'AccessDeniedException: User is not authorized', {
      details: {
        awsCode: 'AccessDeniedException',
        operation: 'RegisterTaskDefinition',
        action: 'ecs:RegisterTaskDefinition',
      },
    });
    const diagnosis = explainFailure('register', error);
    expect(diagnosis?.causes[0]?.place).toMatchObject({ kind: 'iam', action: 'ecs:RegisterTaskDefinition' });
  });

  test('is left to its own words where no rule knows it', () => {
    expect(explainFailure('build', failed('buildFailed', ['the moon is full']))).toBeUndefined();
    expect(explainFailure('register', new QuaysideError('copyNotIdentical', 'It differs'))).toBeUndefined();
    expect(explainFailure('push', new TypeError('not ours'))).toBeUndefined();
  });
});
