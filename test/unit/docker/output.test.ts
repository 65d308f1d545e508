import { describe, expect, test } from 'vitest';
import { failingLines, parseBuildStep } from '../../../src/core/docker/buildOutput';
import { PushOutput, pushRefusal } from '../../../src/core/docker/pushOutput';

describe('build output', () => {
  test.each([
    ['#5 [2/3] RUN echo "a is 8"', { step: 2, steps: 3, text: 'RUN echo "a is 8"' }],
    ['#9 [build 4/10] COPY . .', { step: 4, steps: 10, text: 'COPY . .' }],
    ['#9 [linux/arm64 build  4/10] COPY . .', { step: 4, steps: 10, text: 'COPY . .' }],
    ['Step 2/5 : RUN make', { step: 2, steps: 5, text: 'RUN make' }],
    ['#1 [internal] load build definition from Dockerfile', undefined],
    ['#5 0.154 Step 1/2 : not a step', undefined],
    ['#5 DONE 0.2s', undefined],
  ])('%s', (line, step) => {
    expect(parseBuildStep(line)).toEqual(step);
  });

  test('a failure of BuildKit is shown by what its step printed and by its summary', () => {
    const lines = failingLines([
      '#5 [2/3] RUN echo fine',
      '#5 0.154 fine',
      '#5 DONE 0.2s',
      '#6 [3/3] RUN nosuch',
      '#6 sha256:41963c91622a18d6d4e77a9e384c74bc376db78822e2adf9030d7df685b11a34',
      '#6 0.239 /bin/sh: nosuch: not found',
      '#6 ERROR: executor failed running [/bin/sh -c nosuch]: exit code: 127',
      '------',
      ' > [3/3] RUN nosuch:',
      '------',
      'executor failed running [/bin/sh -c nosuch]: exit code: 127',
    ]);
    expect(lines[0]).toBe('#6 [3/3] RUN nosuch');
    expect(lines).toContain('#6 0.239 /bin/sh: nosuch: not found');
    expect(lines.join('\n')).not.toContain('fine');
    expect(lines.join('\n')).not.toContain('sha256:');
  });

  test('a failure of the classic builder is shown by its last step', () => {
    const lines = failingLines([
      'Step 1/2 : FROM busybox',
      ' ---> 1d86adbe6d15',
      'Step 2/2 : RUN nosuch',
      '/bin/sh: nosuch: not found',
      "The command '/bin/sh -c nosuch' returned a non-zero code: 127",
    ]);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe('Step 2/2 : RUN nosuch');
  });

  test('however long the output of a step, few lines are shown, and the end is among them', () => {
    const many = Array.from({ length: 500 }, (_, index) => `#6 ${index} noise`);
    const lines = failingLines(['#6 [1/1] RUN noise', ...many, '#6 ERROR: exit code: 1', '------']);
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines).toContain('#6 499 noise');
    expect(lines).toContain('#6 ERROR: exit code: 1');
  });
});

describe('push output', () => {
  test('layers are counted as they are done, and the digest is taken from the end', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const output = new PushOutput();
    const changed = [
      'The push refers to repository [127.0.0.1:5000/web]',
      '5f70bf18a086: Preparing',
      'a1b2c3d4e5f6: Preparing',
      '5f70bf18a086: Waiting',
      '5f70bf18a086: Layer already exists',
      'a1b2c3d4e5f6: Pushed',
      `1.2: digest: ${digest} size: 1570`,
    ].map((line) => output.push(line));
    expect(changed).toEqual([false, true, true, false, true, true, true]);
    expect(output.progress).toEqual({ layers: 2, done: 2, digest });
  });

  test.each([
    [
      "name unknown: The repository with name 'x' does not exist in the registry with id '1'",
      'repositoryMissing',
    ],
    ['no basic auth credentials', 'tokenExpired'],
    ['denied: Your authorization token has expired. Reauthenticate and try again.', 'tokenExpired'],
    [
      "tag invalid: The image tag '1' already exists in the 'r' repository and cannot be overwritten because the repository is immutable.",
      'tagImmutable',
    ],
    ['denied: User: arn is not authorized to perform: ecr:InitiateLayerUpload', 'denied'],
    ['dial tcp: lookup x: no such host', 'other'],
  ])('%s', (words, refusal) => {
    expect(pushRefusal(words)).toBe(refusal);
  });
});
