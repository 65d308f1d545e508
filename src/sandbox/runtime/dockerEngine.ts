import { hostname } from 'node:os';
import { isAlive } from '../registry/temporaryFolder';
import { labelArguments, LABELS, type EngineMarks } from './dockerArguments';
import type { DockerCli } from './dockerCli';
import { lastLine } from './failureTexts';
import { PAUSE_IMAGE } from './pauseImage';

/** The marks of this sandbox in an engine. */
export function marksOf(sandboxId: string): EngineMarks {
  return {
    labels: {
      [LABELS.sandbox]: sandboxId,
      [LABELS.pid]: String(process.pid),
      [LABELS.host]: hostname(),
    },
    network: `quayside-${sandboxId}`,
  };
}

/** A bridge network of the sandbox's own. Says why not, or undefined. */
export async function createNetwork(
  cli: DockerCli,
  { labels, network }: EngineMarks,
): Promise<string | undefined> {
  const args = ['network', 'create', '--driver=bridge', ...labelArguments(labels), network];
  const { ok, stderr } = await cli.run(args);
  return ok ? undefined : lastLine(stderr);
}

export async function removeContainers(cli: DockerCli, sandboxId: string): Promise<void> {
  const { stdout } = await cli.run([
    'ps',
    '--all',
    '--quiet',
    `--filter=label=${LABELS.sandbox}=${sandboxId}`,
  ]);
  const ids = words(stdout);
  if (ids.length > 0) await cli.run(['rm', '--force', '--volumes', ...ids]);
}

/** What sandboxes of this machine made whose process is gone; what living ones made stays. Says how many containers. */
export async function removeLeftovers(cli: DockerCli): Promise<number> {
  const filter = `--filter=label=${LABELS.host}=${hostname()}`;
  const format = `--format={{.ID}} {{.Label "${LABELS.pid}"}}`;
  const containers = orphans((await cli.run(['ps', '--all', filter, format])).stdout);
  if (containers.length > 0) await cli.run(['rm', '--force', '--volumes', ...containers]);
  const networks = orphans((await cli.run(['network', 'ls', filter, format])).stdout);
  if (networks.length > 0) await cli.run(['network', 'rm', ...networks]);
  // By name, too: an image that somebody made of a container of ours has its labels.
  const named = ['image', 'ls', '--quiet', '--no-trunc', filter, `--filter=reference=${PAUSE_IMAGE}`];
  const images = words((await cli.run(named)).stdout);
  if (images.length > 0) {
    const owner = `--format={{.Id}} {{index .Config.Labels "${LABELS.pid}"}}`;
    const made = orphans((await cli.run(['image', 'inspect', owner, ...images])).stdout);
    if (made.length > 0) await cli.run(['rmi', ...made]);
  }
  return containers.length;
}

function orphans(listing: string): readonly string[] {
  return listing.split('\n').flatMap((line) => {
    const [id, pid] = line.trim().split(' ');
    return id === undefined || id === '' || pid === undefined || isAlive(Number(pid)) ? [] : [id];
  });
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
