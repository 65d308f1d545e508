import { expect, test } from 'vitest';
import { inspectManifest } from '../../../src/core/docker/manifest';
import { QuaysideError } from '../../../src/core/lib/errors';
import { scriptedRunner } from './scriptedRunner';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const variant = (letter: string, architecture: string, os = 'linux') => ({
  Ref: `docker.io/library/nginx:1@${digest(letter)}`,
  Descriptor: { mediaType: 'm', digest: digest(letter), size: 1, platform: { architecture, os } },
});

async function inspect(answer: object | string, platform?: string, stderr = '') {
  const stdout = typeof answer === 'string' ? answer : JSON.stringify(answer);
  const { runner, commands } = scriptedRunner(() => ({ stdout, stderr, exitCode: stderr === '' ? 0 : 1 }));
  const deps = { runner, tool: { command: 'docker' }, signal: new AbortController().signal };
  const result = await inspectManifest('nginx:1', platform, deps).catch((error: unknown) => error);
  return { result, commands };
}

test('a single image is confirmed by its digest, asked for through docker and its logins', async () => {
  const { result, commands } = await inspect(variant('a', 'amd64'), 'linux/amd64');
  expect(result).toBe(digest('a'));
  expect(commands[0]?.args).toEqual(['manifest', 'inspect', '--verbose', 'nginx:1']);
});

test('of a list the variant counts that the tasks would pull', async () => {
  const list = [variant('a', 'amd64'), variant('b', 'arm64'), variant('c', 'unknown', 'unknown')];
  expect((await inspect(list, 'linux/arm64')).result).toBe(digest('b'));
  expect((await inspect(list, 'linux/amd64')).result).toBe(digest('a'));
});

test('a list without a variant for the tasks is not confirmed', async () => {
  const { result } = await inspect([variant('a', 'amd64'), variant('b', 's390x')], 'linux/arm64');
  expect(result).toMatchObject({ code: 'imageNotConfirmed', message: 'nginx:1 has nothing for linux/arm64' });
});

test.each(['no such manifest: docker.io/library/nginx:1', 'manifest unknown: manifest unknown'])(
  'an image that is not there is undefined: %s',
  async (words) => {
    expect((await inspect('', undefined, words)).result).toBeUndefined();
  },
);

test.each(['', 'not json', '{}', '[]', '{"Descriptor":{"digest":"latest"}}'])(
  'an answer without a digest confirms nothing: %s',
  async (stdout) => {
    expect(QuaysideError.is((await inspect(stdout)).result, 'imageNotConfirmed')).toBe(true);
  },
);

test('a registry that refuses is quoted', async () => {
  const words = 'unauthorized: authentication required';
  const { result } = await inspect('', undefined, words);
  expect(result).toMatchObject({ code: 'imageNotConfirmed', details: { quote: words } });
});
