import { isCancellation } from '../lib/abort';
import type { ProgramRunner } from '../docker/command';
import type { GitFacts } from './deps';

/** What git says of a folder. Without git, outside of a repository or before the first commit there are no facts. */
export async function readGitFacts(
  runner: ProgramRunner,
  folder: string,
  signal: AbortSignal,
): Promise<GitFacts> {
  const ask = async (...args: readonly string[]): Promise<string | undefined> => {
    try {
      // Optional locks would disturb a git that the person runs meanwhile.
      const command = { file: 'git', args: ['--no-optional-locks', ...args], cwd: folder };
      const { exitCode, stdout } = await runner.run(command, { signal });
      return exitCode === 0 ? stdout.trim() : undefined;
    } catch (error) {
      if (isCancellation(error)) throw error;
      return undefined;
    }
  };
  const commit = await ask('rev-parse', '--verify', 'HEAD');
  if (commit === undefined || commit === '') return {};
  const [branch, status] = await Promise.all([
    ask('symbolic-ref', '--short', '-q', 'HEAD'),
    ask('status', '--porcelain', '--untracked-files=no'),
  ]);
  return {
    commit,
    ...(branch === undefined || branch === '' ? {} : { branch }),
    ...(status === undefined ? {} : { dirty: status !== '' }),
  };
}
