import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorldClock } from '../clock';
import type { Registry } from '../registry/registry';
import { temporaryFolder } from '../registry/temporaryFolder';
import { ActedDriver } from './actedDriver';
import { DockerCli, findDocker } from './dockerCli';
import { DockerDriver } from './dockerDriver';
import { createNetwork, marksOf, removeContainers, removeLeftovers } from './dockerEngine';
import { DockerImages } from './dockerImages';
import { startRelay } from './dockerRelay';
import { lastLine } from './failureTexts';
import type { TaskRuntime } from './runtime';
import { TaskNetworks } from './taskNetworks';
import { Tasks } from './tasks';

export interface RuntimeOptions {
  /** False: `--no-docker`. */
  readonly docker: boolean;
  readonly registry: Registry;
  /** `127.0.0.1:PORT`. The listener must be listening already: the engine is asked to pull from it. */
  readonly registryHost: string;
  readonly clock: WorldClock;
  /** Names this sandbox in labels and names: lower-case letters and digits. */
  readonly sandboxId: string;
  readonly log: (line: string) => void;
  /** Numbers in [0, 1); the same source gives the same acted world. */
  readonly random?: () => number;
  /** Where PATH and DOCKER_HOST are read. */
  readonly env?: NodeJS.ProcessEnv;
}

const PROBE_TIMEOUT_MS = 10_000;

/** Real containers where a Docker engine answers and reaches the registry; acted tasks otherwise. Never rejects. */
export async function chooseRuntime(options: RuntimeOptions): Promise<TaskRuntime> {
  const { registry, clock, random = Math.random } = options;
  const acted = new ActedDriver({ clock, random, resolve: (image) => registry.repositories.resolve(image) });
  const actOut = (reason: string): TaskRuntime =>
    new Tasks({
      kind: 'acted',
      description: `Tasks are acted out: ${reason}`,
      driverOf: () => acted,
      onDispose: () => {
        acted.dispose();
        return Promise.resolve();
      },
    });
  if (!options.docker) return actOut('Docker was not asked for.');
  const env = options.env ?? process.env;
  const file = await findDocker(env);
  if (file === undefined) return actOut('no docker command was found on PATH.');
  const folder = temporaryFolder('docker');
  const runtime = await tryDocker(options, file, env, folder, acted);
  if (typeof runtime !== 'string') return runtime;
  await rm(folder, { recursive: true, force: true });
  return actOut(runtime);
}

/** The runtime, or why there is none. `folder` is private to this user and holds the docker configuration. */
async function tryDocker(
  { registry, registryHost, clock, sandboxId, log }: RuntimeOptions,
  file: string,
  env: NodeJS.ProcessEnv,
  folder: string,
  acted: ActedDriver,
): Promise<TaskRuntime | string> {
  // A configuration that names a registry already keeps the command from looking for a credential store of the system,
  // where the login would be written for all to use.
  await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: { [registryHost]: {} } }), {
    mode: 0o600,
  });
  const cli = new DockerCli(file, await commandEnvironment(file, env, folder));
  const format = '--format={{.Server.Version}} ({{.Server.Os}})\n{{.Server.Arch}}';
  const version = await cli.run(['version', format], { timeoutMs: PROBE_TIMEOUT_MS });
  if (!version.ok) return `no container engine answers (${lastLine(version.stderr)}).`;
  const images = new DockerImages({ cli, registry, registryHost, clock });
  const marks = marksOf(sandboxId);
  const removed = await removeLeftovers(cli);
  if (removed > 0) log(`Removed ${removed} containers of a sandbox that is gone.`);
  let by = '';
  if (!(await reachesRegistry(cli, images, registry))) {
    const port = Number(registryHost.split(':')[1]);
    const failure = await startRelay(cli, marks, port, () => reachesRegistry(cli, images, registry));
    if (failure !== undefined) {
      return `the container engine does not reach this machine's loopback address, and ${failure}. It may run on another machine.`;
    }
    by = ' It reaches the registry by way of a relay container.';
  }
  const noNetwork = await createNetwork(cli, marks);
  if (noNetwork !== undefined) return `the container engine gives no network (${noNetwork}).`;
  const [engine = '', architecture = ''] = version.stdout.trim().split('\n');
  const networks = new TaskNetworks({ cli, marks, architecture, log });
  const driver = new DockerDriver({ cli, images, networks, marks, clock, folder, log });
  return new Tasks({
    kind: 'docker',
    description: `Tasks run as containers: Docker engine ${engine}.${by}`,
    driverOf: ({ image }) => {
      const resolved = registry.repositories.resolve(image);
      return resolved.kind === 'found' && resolved.acted ? acted : driver;
    },
    onTaskEnd: (task) => networks.end(task),
    onDispose: async () => {
      acted.dispose();
      await driver.dispose();
      await removeContainers(cli, sandboxId);
      await cli.run(['network', 'rm', marks.network]);
      await networks.dispose();
      await images.dispose();
      cli.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  });
}

/** Whether the engine can log in here, and its request for an image arrives. */
async function reachesRegistry(cli: DockerCli, images: DockerImages, registry: Registry): Promise<boolean> {
  if ((await images.login()) !== undefined) return false;
  const probe = registry.probe();
  await cli.run(['pull', '--quiet', probe.reference], { timeoutMs: PROBE_TIMEOUT_MS });
  return probe.reached();
}

/**
 * The command works on a configuration of its own, so the user's logins are neither used nor touched. The engine that
 * the user's context names is looked up before, because contexts live in the configuration.
 */
async function commandEnvironment(
  file: string,
  env: NodeJS.ProcessEnv,
  folder: string,
): Promise<NodeJS.ProcessEnv> {
  const own = { ...env, DOCKER_CONFIG: folder, DOCKER_CONTEXT: '' };
  if (env['DOCKER_HOST'] !== undefined && env['DOCKER_HOST'] !== '') return own;
  const args = ['context', 'inspect', '--format={{.Endpoints.docker.Host}}'];
  const { ok, stdout } = await new DockerCli(file, env).run(args, { timeoutMs: PROBE_TIMEOUT_MS });
  const host = stdout.trim();
  return ok && host !== '' ? { ...own, DOCKER_HOST: host } : own;
}
