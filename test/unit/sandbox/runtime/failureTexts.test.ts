import { describe, expect, it } from 'vitest';
import { lastLine, pullFailureText } from '../../../../src/sandbox/runtime/failureTexts';

const IMAGE = '127.0.0.1:5000/app:v1';
const NOT_FOUND = `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${IMAGE}: ${IMAGE}: not found`;

describe('a failed pull', () => {
  it.each([
    [
      'Error response from daemon: manifest for x not found: manifest unknown: Requested image not found',
      NOT_FOUND,
    ],
    [
      "Error response from daemon: name unknown: The repository with name 'app' does not exist in the registry",
      NOT_FOUND,
    ],
    [
      'Error response from daemon: no matching manifest for linux/amd64 in the manifest list entries',
      "CannotPullContainerError: pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'",
    ],
    [
      'Error response from daemon: pull access denied for x: denied: requested access to the resource is denied',
      'CannotPullContainerError: The task can’t pull the image. Check whether the image exists. Error response from daemon: pull access denied for x: denied: requested access to the resource is denied',
    ],
    [
      'Error response from daemon: toomanyrequests: You have reached your pull rate limit.',
      'CannotPullContainerError: Error response from daemon: toomanyrequests: You have reached your pull rate limit.',
    ],
  ])('%s', (printed, expected) => {
    expect(pullFailureText(IMAGE, printed)).toBe(expected);
  });
});

describe("an engine's complaint", () => {
  it('is told without hints, warnings and what the command adds', () => {
    expect(
      lastLine(
        "WARNING: something\nError response from daemon: it is broken\nError: failed to start containers: abc\n\nRun 'docker start --help' for more information\n",
      ),
    ).toBe('Error response from daemon: it is broken');
    expect(lastLine('first\nlast\n')).toBe('last');
    expect(lastLine('')).toBe('unknown error');
  });
});
