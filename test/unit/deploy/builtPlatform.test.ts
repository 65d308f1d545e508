import { expect, test } from 'vitest';
import { assertPlatform, localPlatform } from '../../../src/core/deploy/builtPlatform';
import { scriptedRunner } from '../docker/scriptedRunner';
import { live } from './setup';

test.each([
  ['the very platform', ['linux/arm64'], 'linux/arm64'],
  ['a variant of it', ['linux/arm64'], 'linux/arm64/v8'],
  ['one of several', ['linux/amd64', 'linux/arm64'], 'linux/arm64'],
  ['one of those that were built together', ['linux/amd64'], 'linux/amd64,linux/arm64'],
  ['a platform that nobody tells', [], 'linux/arm64'],
])('an image for %s can be run', (_name, built, needed) => {
  expect(() => assertPlatform(built, needed)).not.toThrow();
});

test('an image for another platform cannot, and both are named', () => {
  expect(() => assertPlatform(['linux/amd64'], 'linux/arm64')).toThrow(
    expect.objectContaining({ details: { builtFor: 'linux/amd64', needed: 'linux/arm64' } }) as Error,
  );
});

test.each([
  ['linux/arm64\n', 0, 'linux/arm64'],
  ['<no value>/<no value>\n', 0, undefined],
  ['', 1, undefined],
])('of a local image %j with exit code %i the platform is %s', async (stdout, exitCode, platform) => {
  const { runner } = scriptedRunner(() => ({ stdout, exitCode }));
  const asked = { runner, tool: { command: 'nerdctl' }, signal: live() };
  expect(await localPlatform('sha256:1', asked)).toBe(platform);
});
