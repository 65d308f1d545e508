import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readGitFacts } from '../../../src/core/deploy/git';
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
