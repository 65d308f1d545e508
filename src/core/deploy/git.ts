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
      const command = {
        ...{ file: 'git', cwd: folder, plain: true },
        args: ['--no-optional-locks', ...args],
      };
      const { exitCode, stdout } = await runner.run(command, { signal });
      return exitCode === 0 ? stdout.trim() : undefined;
    } catch (error) {
      if (isCancellation(error)) throw error;
      return undefined;
    }
  };
  const commit = await ask('rev-parse', '--verify', 'HEAD');
  if (commit === undefined || commit === '') return {};
  const [branch, status, remote] = await Promise.all([
    ask('symbolic-ref', '--short', '-q', 'HEAD'),
    ask('status', '--porcelain', '--untracked-files=no'),
    ask('config', '--get', 'remote.origin.url'),
  ]);
  const source = addressOf(remote ?? '');
  return {
    commit,
    ...(source === undefined ? {} : { source }),
    ...(branch === undefined || branch === '' ? {} : { branch }),
    ...(status === undefined ? {} : { dirty: status !== '' }),
  };
}

/**
 * The address of a remote, for a label that anybody who pulls the image can read: names and passwords go. Undefined for
 * folders of this machine.
 */
export function addressOf(remote: string): string | undefined {
  const scp = /^(?:[^@/\s]+@)?([^:/\s]{2,}):(?!\/\/)(\S+)$/.exec(remote);
  const [, host, rest] = scp ?? [];
  if (host !== undefined && rest !== undefined) return `https://${host}/${rest.replace(/^\/+/, '')}`;
  const url = URL.canParse(remote) ? new URL(remote) : undefined;
  if (url === undefined || !['https:', 'http:', 'ssh:', 'git:'].includes(url.protocol)) return undefined;
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  const scheme = web ? url.protocol : 'https:';
  return `${scheme}//${web ? url.host : url.hostname}${url.pathname}`;
}
