import { labelArguments, type EngineMarks } from './dockerArguments';
import type { DockerCli } from './dockerCli';
import { lastLine } from './failureTexts';

const IMAGE = 'busybox';
const PULL_TIMEOUT_MS = 30_000;
/** Engines in a virtual machine give this name to the machine around it. */
const GATEWAY = 'host.docker.internal';
const LOOKS = 5;

/**
 * Two ways to listen on 127.0.0.1 of the engine's side and nowhere else. Publishing is refused where the engine would
 * publish on this machine, too (Docker Desktop): the port is ours there, so the relay listens in the engine's own network.
 */
function variants(port: number): readonly (readonly string[])[] {
  const onward = ['nc', GATEWAY, String(port)];
  return [
    [`--publish=127.0.0.1:${port}:${port}`, IMAGE, 'nc', '-ll', '-p', String(port), '-e', ...onward],
    ['--network=host', IMAGE, 'tcpsvd', '127.0.0.1', String(port), ...onward],
  ];
}

/**
 * Lets an engine that does not share our loopback address reach the registry all the same: a small container there hands
 * connections on to us. Says why not, or undefined when `reached` says that it works. It carries the sandbox's marks and
 * goes with its other containers.
 */
export async function startRelay(
  cli: DockerCli,
  { labels }: EngineMarks,
  port: number,
  reached: () => Promise<boolean>,
): Promise<string | undefined> {
  if (!(await cli.run(['image', 'inspect', '--format={{.Id}}', IMAGE])).ok) {
    const { ok, stderr } = await cli.run(['pull', '--quiet', IMAGE], { timeoutMs: PULL_TIMEOUT_MS });
    if (!ok) return `there is no ${IMAGE} image for a relay: ${lastLine(stderr)}`;
  }
  for (const variant of variants(port)) {
    const { ok, stdout } = await cli.run([
      'run',
      '--detach',
      '--security-opt=no-new-privileges',
      '--cap-drop=ALL',
      `--add-host=${GATEWAY}:host-gateway`,
      ...labelArguments(labels),
      ...variant,
    ]);
    // `run` leaves a container that could not be started behind; its id is then all that was printed.
    const id = lastLine(stdout);
    for (let look = 0; ok && look < LOOKS; look += 1) {
      if (await reached()) return undefined;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    if (/^[0-9a-f]{64}$/.test(id)) await cli.run(['rm', '--force', '--volumes', id]);
  }
  return 'a relay there does not reach this machine either';
}
