import type { ProgramRunner } from '../docker/command';
import { platformCommand, type DockerTool } from '../docker/dockerCli';
import { QuaysideError } from '../lib/errors';

/** `linux/amd64` and the like of a local image; undefined where the program does not tell. */
export async function localPlatform(
  image: string,
  { runner, tool, signal }: { runner: ProgramRunner; tool: DockerTool; signal: AbortSignal },
): Promise<string | undefined> {
  const { exitCode, stdout } = await runner.run(platformCommand(tool, image), { signal });
  const platform = stdout.trim();
  return exitCode === 0 && /^[a-z0-9]+\/[a-z0-9]+$/.test(platform) ? platform : undefined;
}

/**
 * A Dockerfile whose FROM names a platform is built for that one, whatever was asked for. Its tasks could not start, and
 * would say so only in their log. Fails with `invalid` (details.builtFor, details.needed).
 */
export function assertPlatform(built: readonly string[], needed: string): void {
  const wanted = needed.split(',').map((one) => one.split('/').slice(0, 2).join('/'));
  if (built.length === 0 || wanted.some((one) => built.includes(one))) return;
  const builtFor = built.join(', ');
  throw new QuaysideError('invalid', `The image is for ${builtFor}, and not for ${needed}`, {
    details: { builtFor, needed },
  });
}
