import { isJsonObject } from '../../core/lib/json';
import { StartFailure } from './containerDriver';
import type { CliResult, DockerCli } from './dockerCli';
import { lastLine } from './failureTexts';
import type { ContainerSpec } from './runtime';

type PortMappings = ContainerSpec['portMappings'];

/** Container port (`80`, `53/udp`) -> port on 127.0.0.1. */
export type HostPorts = Readonly<Record<string, number>>;

/** Engines that may publish no port below 1024 say so in words of their own. */
const TAKEN = /port is already allocated|address already in use|privileged port|ports are not available/i;

/**
 * Creates and starts a container, and gives its id. All instances of the sandbox are this one machine: where a host port
 * that a task definition asks for is taken, it is one that is free. Rejects with a StartFailure, leaving nothing behind.
 */
export async function startContainer(
  cli: DockerCli,
  mappings: PortMappings,
  log: (line: string) => void,
  create: (ports: PortMappings) => Promise<CliResult>,
): Promise<string> {
  const created = await create(mappings);
  if (!created.ok) throw new StartFailure(`CannotCreateContainerError: ${lastLine(created.stderr)}`);
  const id = lastLine(created.stdout);
  const { ok, stderr } = await cli.run(['start', id]);
  if (ok) return id;
  await cli.run(['rm', '--force', '--volumes', id]);
  const reason = lastLine(stderr);
  if (TAKEN.test(reason) && mappings.some(({ hostPort }) => hostPort !== undefined)) {
    log(`A host port cannot be had, another one is taken: ${reason}`);
    const anyPort = mappings.map(({ containerPort, protocol }) => ({ containerPort, protocol }));
    return startContainer(cli, anyPort, log, create);
  }
  throw new StartFailure(`CannotStartContainerError: ${reason}`);
}

/** Where the ports of a running container are reached. */
export async function publishedPorts(cli: DockerCli, id: string): Promise<HostPorts> {
  const { ok, stdout } = await cli.run(['inspect', '--format={{json .NetworkSettings.Ports}}', id]);
  const ports: unknown = ok ? JSON.parse(stdout) : undefined;
  const published: Record<string, number> = {};
  if (!isJsonObject(ports)) return published;
  for (const [key, bindings] of Object.entries(ports)) {
    const binding: unknown = Array.isArray(bindings) ? bindings[0] : undefined;
    if (isJsonObject(binding)) published[key.replace(/\/tcp$/, '')] = Number(binding['HostPort']);
  }
  return published;
}

/** Those of the ports of a task that belong to one of its containers. */
export function portsOf({ portMappings }: Pick<ContainerSpec, 'portMappings'>, ports: HostPorts): HostPorts {
  return Object.fromEntries(
    portMappings.flatMap(({ containerPort, protocol }) => {
      const key = protocol === 'udp' ? `${containerPort}/udp` : String(containerPort);
      return ports[key] === undefined ? [] : [[key, ports[key]]];
    }),
  );
}
