import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { isJsonObject } from '../../core/lib/json';
import type { WorldClock } from '../clock';
import {
  StartFailure,
  type ContainerDriver,
  type ContainerObserver,
  type StartedContainer,
} from './containerDriver';
import {
  createArguments,
  splitEnvironment,
  type EngineMarks,
  type NetworkArguments,
} from './dockerArguments';
import type { CliResult, DockerCli } from './dockerCli';
import type { DockerImages } from './dockerImages';
import { lastLine, OUT_OF_MEMORY } from './failureTexts';
import { portsOf, publishedPorts, startContainer } from './hostPorts';
import type { ContainerSpec, TaskSpec } from './runtime';
import type { TaskNetworks } from './taskNetworks';

export interface DockerDriverOptions {
  readonly cli: DockerCli;
  readonly images: DockerImages;
  readonly networks: TaskNetworks;
  readonly marks: EngineMarks;
  readonly clock: WorldClock;
  /** Private to this user: environment files lie here for a moment. */
  readonly folder: string;
  readonly log: (line: string) => void;
}

/** The health of all containers is asked for together, this often. */
const HEALTH_POLL_MS = 2000;
const INSPECT_ATTEMPTS = 5;

interface Watched {
  readonly observer: ContainerObserver;
  health: string;
}

/** Containers in a real engine, by way of its command line. */
export class DockerDriver implements ContainerDriver {
  readonly #options: DockerDriverOptions;
  /** The machine does other things, too. */
  readonly #limit = pLimit(4);
  readonly #starting = new Set<Promise<unknown>>();
  readonly #checked = new Map<string, Watched>();
  #healthTimer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: DockerDriverOptions) {
    this.#options = options;
  }

  pull(image: string, signal: AbortSignal): Promise<void> {
    return this.#options.images.pull(image, signal);
  }

  start(task: TaskSpec, spec: ContainerSpec, observer: ContainerObserver): Promise<StartedContainer> {
    const starting = this.#limit(() => this.#start(task, spec, observer));
    const done: Promise<unknown> = starting.then(
      () => this.#starting.delete(done),
      () => this.#starting.delete(done),
    );
    this.#starting.add(done);
    return starting;
  }

  /** Tells nobody anything any more; resolves when nothing is being started. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#healthTimer);
    await Promise.all(this.#starting);
  }

  async #start(task: TaskSpec, spec: ContainerSpec, observer: ContainerObserver): Promise<StartedContainer> {
    const { cli, images, networks, log } = this.#options;
    if (this.#disposed) throw new StartFailure('CannotStartContainerError: the sandbox is ending');
    const shared = await networks.of(task);
    const mappings = shared === undefined ? spec.portMappings : [];
    const id = await startContainer(cli, mappings, log, (ports) =>
      this.#create(task, spec, shared === undefined ? { ports } : shared),
    );
    const [ports, imageDigest] = await Promise.all([
      shared?.ports ?? publishedPorts(cli, id),
      images.digest(spec.image),
    ]);
    if (spec.healthCheck !== undefined) this.#watchHealth(id, observer);
    // Not before the caller has heard that the container started.
    setImmediate(() => this.#follow(id, observer, []));
    return {
      engineId: id,
      hostPorts: portsOf(spec, ports),
      ...(imageDigest === undefined ? {} : { imageDigest }),
      stop: () => void this.#stop(id, spec),
    };
  }

  async #create(task: TaskSpec, spec: ContainerSpec, network: NetworkArguments): Promise<CliResult> {
    const { cli, marks, folder, log } = this.#options;
    const { file, inherited, dropped } = splitEnvironment({
      AWS_REGION: task.region,
      AWS_DEFAULT_REGION: task.region,
      AWS_EXECUTION_ENV: task.launchType === 'FARGATE' ? 'AWS_ECS_FARGATE' : 'AWS_ECS_EC2',
      ...spec.environment,
    });
    if (dropped.length > 0)
      log(`Container ${spec.name}: cannot hand over the variables ${dropped.join(', ')}`);
    const path = join(folder, randomUUID());
    await writeFile(path, file, { mode: 0o600 });
    try {
      const handed = { file: path, inherited: Object.keys(inherited) };
      return await cli.run(createArguments(task, spec, marks, handed, network), { env: inherited });
    } finally {
      await rm(path, { force: true });
    }
  }

  /** The output's end is the container's end; its state says how. `more` takes up the output where it broke off. */
  #follow(id: string, observer: ContainerObserver, more: readonly string[]): void {
    const { cli, clock } = this.#options;
    if (this.#disposed) return;
    cli.follow(
      ['logs', '--follow', ...more, id],
      (line) => {
        if (!this.#disposed) observer.output(line, clock.now());
      },
      () => {
        if (!this.#disposed) void this.#afterOutput(id, observer);
      },
    );
  }

  async #afterOutput(id: string, observer: ContainerObserver): Promise<void> {
    const { cli } = this.#options;
    for (let attempt = 0; attempt < INSPECT_ATTEMPTS && !this.#disposed; attempt += 1) {
      const { ok, stdout, stderr } = await cli.run(['inspect', '--format={{json .State}}', id]);
      const state: unknown = ok ? JSON.parse(stdout) : undefined;
      if (isJsonObject(state)) {
        if (state['Running'] === true) {
          this.#follow(id, observer, ['--tail=0']);
          return;
        }
        const exitCode = typeof state['ExitCode'] === 'number' ? state['ExitCode'] : undefined;
        await this.#ended(id, observer, {
          ...(exitCode === undefined ? {} : { exitCode }),
          ...(state['OOMKilled'] === true ? { reason: OUT_OF_MEMORY } : {}),
        });
        return;
      }
      if (/no such/i.test(stderr)) {
        await this.#ended(id, observer, { reason: 'CannotInspectContainerError: the container was removed' });
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 1000 * (attempt + 1)));
    }
    await this.#ended(id, observer, { reason: 'CannotInspectContainerError: the engine does not answer' });
  }

  async #ended(
    id: string,
    observer: ContainerObserver,
    facts: { readonly exitCode?: number; readonly reason?: string },
  ): Promise<void> {
    this.#checked.delete(id);
    if (this.#disposed) return;
    observer.exited(facts);
    await this.#options.cli.run(['rm', '--force', '--volumes', id]);
  }

  async #stop(id: string, { stopTimeout }: ContainerSpec): Promise<void> {
    const { cli, log } = this.#options;
    const args = ['stop', '-t', String(stopTimeout), id];
    const { ok, stderr } = await cli.run(args, { timeoutMs: (stopTimeout + 30) * 1000 });
    if (ok || this.#disposed || /no such/i.test(stderr)) return;
    log(`Cannot stop container ${id.slice(0, 12)}: ${lastLine(stderr)}`);
    await cli.run(['kill', id]);
  }

  #watchHealth(id: string, observer: ContainerObserver): void {
    this.#checked.set(id, { observer, health: 'starting' });
    this.#scheduleHealth();
  }

  #scheduleHealth(): void {
    if (this.#healthTimer !== undefined || this.#checked.size === 0 || this.#disposed) return;
    this.#healthTimer = setTimeout(() => {
      void this.#pollHealth().finally(() => {
        this.#healthTimer = undefined;
        this.#scheduleHealth();
      });
    }, HEALTH_POLL_MS);
  }

  async #pollHealth(): Promise<void> {
    const format = '--format={{.Id}} {{if .State.Health}}{{.State.Health.Status}}{{end}}';
    const { stdout } = await this.#options.cli.run(['inspect', format, ...this.#checked.keys()]);
    if (this.#disposed) return;
    for (const line of stdout.split('\n')) {
      const [id = '', health = ''] = line.trim().split(' ');
      const watched = this.#checked.get(id);
      if (watched === undefined || watched.health === health) continue;
      watched.health = health;
      if (health === 'healthy') watched.observer.health('HEALTHY');
      if (health === 'unhealthy') watched.observer.health('UNHEALTHY');
    }
  }
}
