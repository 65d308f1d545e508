import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addressOf, readGitFacts } from '../../../src/core/deploy/git';
import { gitLabels, gitTags } from '../../../src/core/deploy/gitTags';
import { createProgramRunner } from '../../../src/core/docker/runner';

let folder: string;
const runner = createProgramRunner();
const live = (): AbortSignal => new AbortController().signal;

async function git(...args: readonly string[]): Promise<void> {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main'];
  const { exitCode, stderr } = await runner.run(
    { file: 'git', args: [...who, ...args], cwd: folder },
    { signal: live() },
  );
  if (exitCode !== 0) throw new Error(stderr);
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quayside-git-'));
  await git('init', '--quiet');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test('commit, branch and whether files differ are read', async () => {
  await writeFile(path.join(folder, 'a'), '1');
  await git('add', 'a');
  await git('commit', '--quiet', '--no-gpg-sign', '-m', 'one');
  const clean = await readGitFacts(runner, folder, live());
  expect(clean).toEqual({
    commit: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    branch: 'main',
    dirty: false,
  });

  await writeFile(path.join(folder, 'untracked'), '');
  expect(await readGitFacts(runner, folder, live())).toEqual(clean);
  await writeFile(path.join(folder, 'a'), '2');
  expect(await readGitFacts(runner, folder, live())).toEqual({ ...clean, dirty: true });

  await git('checkout', '--quiet', '--detach', '--force');
  expect(await readGitFacts(runner, folder, live())).not.toHaveProperty('branch');
});

test('before the first commit, and without git, there are no facts and no failure', async () => {
  expect(await readGitFacts(runner, folder, live())).toEqual({});
  const without = createProgramRunner({ env: { PATH: folder } });
  expect(await readGitFacts(without, folder, live())).toEqual({});
});

test.each([
  ['https://git.example/shop/web.git', 'https://git.example/shop/web.git'],
  ['https://jane:hush@git.example/shop/web.git', 'https://git.example/shop/web.git'],
  ['http://git.example:3000/web', 'http://git.example:3000/web'],
  ['git@git.example:shop/web.git', 'https://git.example/shop/web.git'],
  ['ssh://git@git.example:2222/shop/web.git', 'https://git.example/shop/web.git'],
  ['/srv/git/web.git', undefined],
  ['C:\\git\\web', undefined],
  ['file:///srv/git/web.git', undefined],
  ['', undefined],
])('the remote %s is told as %s, without names and passwords', (remote, address) => {
  expect(addressOf(remote)).toBe(address);
});

test('the remote is read, and stands in the labels of the image', async () => {
  await writeFile(path.join(folder, 'a'), '1');
  await git('add', 'a');
  await git('commit', '--quiet', '--no-gpg-sign', '-m', 'one');
  await git('remote', 'add', 'origin', 'https://jane:hush@git.example/shop/web.git');
  const facts = await readGitFacts(runner, folder, live());
  expect(gitLabels({ ...facts, dirty: true })).toEqual({
    'org.opencontainers.image.revision': `${facts.commit ?? ''}-dirty`,
    'org.opencontainers.image.source': 'https://git.example/shop/web.git',
    'org.opencontainers.image.ref.name': 'main',
  });
});

test('tags of a revision have no sign that AWS does not take, and not more of them', () => {
  const tags = gitTags({ commit: 'abc', branch: `feature/#1 *${'x'.repeat(300)}` });
  expect(tags[0]).toEqual({ key: 'quayside:commit', value: 'abc' });
  expect(tags[1]?.value).toMatch(/^feature\/-1 -x+$/);
  expect(tags[1]?.value).toHaveLength(256);
  expect(gitTags({ branch: 'main' })).toEqual([]);
});
