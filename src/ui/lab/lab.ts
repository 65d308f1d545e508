import { mkdir } from 'node:fs/promises';
import { choiceOf } from '../../core/aws/choice';
import type { Connection } from '../../core/aws/connection';
import type { ConnectionChoice, Connections } from '../../core/aws/connections';
import { throwIfAborted } from '../../core/lib/abort';
import type { Disposable } from '../../core/lib/disposable';
import { QuaysideError } from '../../core/lib/errors';
import { Emitter } from '../../core/lib/events';
import type { Logger } from '../../core/lib/logger';
import type { ConnectionInfo } from '../../core/model/connection';
import type { Service } from '../../core/model/service';
import { launchSandbox, type LaunchedSandbox } from '../sandboxHost/launch';

/** A failure to play: the name of its world, and its title for people. */
export interface Play {
  readonly id: string;
  readonly title: string;
}

export interface LabOptions {
  /** The program, `dist/sandbox.js`. */
  readonly program: string;
  /** A folder of its own in the extension's storage; nothing is kept there. */
  readonly folder: string;
  readonly connections: Pick<Connections, 'state' | 'use' | 'current' | 'onDidChange'>;
  /** What the next window begins with. */
  readonly remember: (choice: ConnectionChoice | undefined) => void;
  readonly logger: Logger;
}

interface Running {
  readonly play: Play;
  readonly sandbox: LaunchedSandbox;
  readonly endpoint: string;
}

/**
 * Plays failures in a sandbox of its own, one at a time, and knows the way back: where one looked before is where one
 * looks again afterwards, also when the window is closed meanwhile.
 */
export class Lab implements Disposable {
  readonly #options: LabOptions;
  readonly #changed = new Emitter<undefined>();
  readonly #subscription: Disposable;
  #running: Running | undefined;
  #before: ConnectionChoice | undefined;
  /** Ids of connections to worlds that were played in this window. */
  readonly #worlds = new Set<string>();

  readonly onDidChange = this.#changed.event;

  constructor(options: LabOptions) {
    this.#options = options;
    // Who chooses another connection has left.
    this.#subscription = options.connections.onDidChange((state) => {
      if (state.kind === 'ready' && this.#running !== undefined && !this.plays(state.connection.info))
        this.#end();
    });
  }

  get playing(): Play | undefined {
    return this.#running?.play;
  }

  /** Where one looked before; undefined when there was no connection. */
  get before(): ConnectionChoice | undefined {
    return this.#before;
  }

  /** True for the connection of a world that is, or was, only played. */
  plays({ id, endpoint }: ConnectionInfo): boolean {
    return this.#worlds.has(id) || (endpoint !== undefined && endpoint === this.#running?.endpoint);
  }

  /** Starts the world and looks at it; answers the service that fails in it. */
  async play(
    play: Play,
    signal: AbortSignal,
  ): Promise<{ readonly connection: Connection; readonly service: Service }> {
    const { program, folder, logger, connections, remember } = this.#options;
    const another = this.#running !== undefined;
    if (!another) this.#before = this.#here();
    this.#stop();
    await mkdir(folder, { recursive: true });
    throwIfAborted(signal);
    const args = ['--port', '0', '--no-docker', '--seed', `scenario:${play.id}`];
    const sandbox = launchSandbox({ program, args, folder, logger });
    const stop = (): void => disconnect(sandbox);
    signal.addEventListener('abort', stop, { once: true });
    try {
      const { endpoint, region } = await sandbox.ready;
      throwIfAborted(signal);
      this.#running = { play, sandbox, endpoint };
      logger.info(`Failure Lab: ${play.id} is played at ${endpoint}`);
      sandbox.child.once('close', () => this.#ended(sandbox));
      await connections.use({ kind: 'sandbox', endpoint, region }, signal);
      const connection = connections.current();
      this.#worlds.add(connection.info.id);
      remember(this.#before);
      this.#changed.fire(undefined);
      return { connection, service: await failingService(connection, signal) };
    } catch (error) {
      disconnect(sandbox);
      // What was looked at until now is gone.
      if (another || this.#running?.sandbox === sandbox) await this.leave();
      throw signal.aborted
        ? new QuaysideError('cancelled', 'The lab was not opened', { cause: error })
        : error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Ends what is played, and looks again at what was looked at before. */
  async leave(): Promise<void> {
    const before = this.#before;
    this.#end();
    if (before !== undefined) await this.#options.connections.use(before);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#stop();
    this.#changed.dispose();
  }

  #here(): ConnectionChoice | undefined {
    const { state } = this.#options.connections;
    switch (state.kind) {
      case 'none':
        return undefined;
      case 'ready':
        return choiceOf(state.connection.info);
      case 'connecting':
      case 'problem':
        return choiceOf(state.info);
    }
  }

  #end(): void {
    this.#stop();
    this.#before = undefined;
    this.#changed.fire(undefined);
  }

  #stop(): void {
    const running = this.#running;
    this.#running = undefined;
    if (running !== undefined) disconnect(running.sandbox);
  }

  /** It ended by itself: there is nothing to look at any more. */
  #ended(sandbox: LaunchedSandbox): void {
    if (this.#running?.sandbox === sandbox)
      void this.leave().catch((error: unknown) => {
        this.#options.logger.error('The way back from the lab failed', error);
      });
  }
}

/** The end of the channel is its sign to end. */
function disconnect({ child }: LaunchedSandbox): void {
  if (child.connected) child.disconnect();
}

/** What rolls out in the world, or else its first service. */
async function failingService({ ecs }: Connection, signal: AbortSignal): Promise<Service> {
  const services: Service[] = [];
  for await (const clusters of ecs.listClusters(signal)) {
    for (const cluster of clusters) {
      for await (const arns of ecs.listServices(cluster, signal))
        services.push(...(await ecs.describeServices(cluster, arns.slice(0, 10), signal)).services);
    }
  }
  const rolling = services.find(({ rollouts }) =>
    rollouts.some(({ rolloutState }) => rolloutState !== 'COMPLETED'),
  );
  const found = rolling ?? services[0];
  if (found === undefined) throw new QuaysideError('notFound', 'The world of this failure has no service');
  return found;
}
