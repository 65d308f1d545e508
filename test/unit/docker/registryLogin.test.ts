import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withRegistryLogin } from '../../../src/core/docker/registryLogin';
import { QuaysideError } from '../../../src/core/lib/errors';
import { scriptedRunner } from './scriptedRunner';

const SERVER = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
let own: string;

beforeEach(async () => {
  own = await mkdtemp(path.join(tmpdir(), 'quayside-docker-own-'));
});

afterEach(() => rm(own, { recursive: true, force: true }));

async function login<T>(
  config: object | undefined,
  use: (env: Readonly<Record<string, string>>) => Promise<T>,
  exitCode = 0,
) {
  if (config !== undefined) await writeFile(path.join(own, 'config.json'), JSON.stringify(config));
  const { runner, commands } = scriptedRunner(() => ({
    exitCode,
    stderr: exitCode === 0 ? '' : 'unauthorized',
  }));
  let asked = 0;
  const request = {
    server: SERVER,
    credentials: () => {
      asked += 1;
      return Promise.resolve({ username: 'AWS', password: 'hush' });
    },
  };
  const place = {
    runner,
    tool: { command: 'docker' },
    signal: new AbortController().signal,
    env: { DOCKER_CONFIG: own },
  };
  const result = await withRegistryLogin(request, place, use).catch((error: unknown) => error as T);
  return { result, commands, asked: () => asked };
}

const read = async (folder: string | undefined): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(path.join(folder ?? '', 'config.json'), 'utf8')) as Record<string, unknown>;

test('the login lives in a folder that only its owner can enter, and is gone afterwards', async () => {
  const { result, commands } = await login({}, async ({ DOCKER_CONFIG: folder = '' }) => {
    expect(((await stat(folder)).mode & 0o077).toString(8)).toBe('0');
    return folder;
  });
  expect(commands[0]?.env).toEqual({ DOCKER_CONFIG: result });
  expect(existsSync(result)).toBe(false);
});

test('which engine is spoken to is taken over, and credentials are not', async () => {
  await mkdir(path.join(own, 'contexts', 'meta'), { recursive: true });
  const config = {
    currentContext: 'remote',
    proxies: { default: { httpProxy: 'http://proxy' } },
    cliPluginsExtraDirs: ['/plugins'],
    credsStore: 'desktop',
    auths: { 'https://index.docker.io/v1/': { auth: 'c2VjcmV0' } },
    HttpHeaders: { 'X-Token': 'secret' },
  };
  const { result } = await login(config, async ({ DOCKER_CONFIG: folder = '' }) => ({
    config: await read(folder),
    linked: (await lstat(path.join(folder, 'contexts'))).isSymbolicLink(),
  }));
  expect(result.config).toEqual({
    currentContext: 'remote',
    proxies: config.proxies,
    cliPluginsExtraDirs: ['/plugins', path.join(own, 'cli-plugins')],
    // Something under auths keeps docker from picking the system's credential store.
    auths: { [SERVER]: {} },
  });
  expect(result.linked).toBe(true);
  expect(await readdir(path.join(own, 'contexts'))).toEqual(['meta']);
});

test.each([{ credHelpers: { [SERVER]: 'ecr-login' } }, { credsStore: 'ecr-login' }])(
  'no login where docker signs in by itself: %o',
  async (config) => {
    const { result, commands, asked } = await login(config, (env) => Promise.resolve(env));
    expect(result).toEqual({});
    expect(commands).toEqual([]);
    expect(asked()).toBe(0);
  },
);

test('a login that is refused is told in the words of the registry, and leaves nothing behind', async () => {
  const { result, commands } = await login(undefined, () => Promise.resolve<unknown>('used'), 1);
  expect(QuaysideError.is(result, 'loginFailed')).toBe(true);
  expect(result).toMatchObject({ details: { server: SERVER, quote: 'unauthorized' } });
  expect(existsSync(commands[0]?.env?.['DOCKER_CONFIG'] ?? own)).toBe(false);
});
