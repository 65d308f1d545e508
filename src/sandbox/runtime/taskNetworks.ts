import { labelArguments, publishArguments, taskLabels, type EngineMarks } from './dockerArguments';
import type { DockerCli } from './dockerCli';

import { lastLine } from './failureTexts';
import { publishedPorts, startContainer, type HostPorts } from './hostPorts';
import { PAUSE_IMAGE, PAUSE_PROGRAM, pauseArchive } from './pauseImage';
import type { TaskSpec } from './runtime';

export interface TaskNetworksOptions {
  readonly cli: DockerCli;
  readonly marks: EngineMarks;
  /** The engine's name for its processor. */
  readonly architecture: string;
  readonly log: (line: string) => void;
}

/** What the containers of one task share, held by a container that does nothing else. */
export interface TaskNetwork {
  readonly holder: string;
  readonly ports: HostPorts;
}

/**
 * Gives the containers of a task one network and with it one localhost, as awsvpc does (and host, which is not given to
 * anybody here). A container of the task cannot hold it for the others: it may end before they start.
 */
export class TaskNetworks {
  readonly #options: TaskNetworksOptions;
  readonly #networks = new Map<TaskSpec, Promise<TaskNetwork | undefined>>();
  #image: Promise<string | undefined> | undefined;

  constructor(options: TaskNetworksOptions) {
    this.#options = options;
  }

  /** Undefined for a container that has its own. Rejects with a StartFailure. */
  of(task: TaskSpec): Promise<TaskNetwork | undefined> {
    const shared = task.networkMode === 'awsvpc' || task.networkMode === 'host';
    if (!shared || task.containers.length < 2) return Promise.resolve(undefined);
    const network = this.#networks.get(task) ?? this.#create(task);
    this.#networks.set(task, network);
    return network;
  }

  /** The task is over. */
  async end(task: TaskSpec): Promise<void> {
    const network = await this.#networks.get(task)?.catch(() => undefined);
    this.#networks.delete(task);
    if (network !== undefined) await this.#options.cli.run(['rm', '--force', '--volumes', network.holder]);
  }

  /** No container may be left. */
  async dispose(): Promise<void> {
    const image = await this.#image;
    if (image !== undefined) await this.#options.cli.run(['rmi', image]);
  }

  async #create(task: TaskSpec): Promise<TaskNetwork | undefined> {
    const { cli, marks, log } = this.#options;
    this.#image ??= this.#import();
    const image = await this.#image;
    if (image === undefined) return undefined;
    const mappings = task.containers.flatMap(({ portMappings }) => portMappings);
    const holder = await startContainer(cli, mappings, log, (ports) =>
      cli.run([
        'create',
        '--pull=never',
        ...labelArguments(taskLabels(task, marks)),
        `--network=${marks.network}`,
        '--security-opt=no-new-privileges',
        '--cap-drop=ALL',
        '--read-only',
        '--log-driver=none',
        ...publishArguments(ports),
        image,
      ]),
    );
    return { holder, ports: await publishedPorts(cli, holder) };
  }

  async #import(): Promise<string | undefined> {
    const { cli, marks, architecture, log } = this.#options;
    const archive = pauseArchive(architecture);
    const { ok, stdout, stderr } =
      archive === undefined
        ? { ok: false, stdout: '', stderr: `no program for ${architecture}` }
        : await cli.run(
            [
              'import',
              `--change=CMD ["/${PAUSE_PROGRAM}"]`,
              ...Object.entries(marks.labels).map(([key, value]) => `--change=LABEL ${key}="${value}"`),
              '-',
              `${PAUSE_IMAGE}:${marks.network}`,
            ],
            { stdin: archive },
          );
    if (ok) return lastLine(stdout);
    log(`Containers of one task do not share localhost: ${lastLine(stderr)}`);
    return undefined;
  }
}
