import { raceAbort, throwIfAborted } from '../../core/lib/abort';
import type { WorldClock } from '../clock';
import type { Registry } from '../registry/registry';
import { StartFailure } from './containerDriver';
import { isImageReference } from './dockerArguments';
import type { DockerCli } from './dockerCli';
import { imageNotFoundText, lastLine, pullFailureText } from './failureTexts';

const PULL_TIMEOUT_MS = 10 * 60 * 1000;
/** Tokens live twelve hours of the world's time. */
const LOGIN_AGAIN_MS = 6 * 60 * 60 * 1000;

export interface DockerImagesOptions {
  readonly cli: DockerCli;
  readonly registry: Registry;
  readonly registryHost: string;
  readonly clock: WorldClock;
}

/** Gets images into the engine, and takes those that it brought out again at the end. */
export class DockerImages {
  readonly #options: DockerImagesOptions;
  readonly #running = new Map<string, Promise<void>>();
  readonly #brought = new Set<string>();
  #loggedInAt: number | undefined;

  constructor(options: DockerImagesOptions) {
    this.#options = options;
  }

  /** Says why not, or undefined when the login worked. The password goes by standard input. */
  async login(): Promise<string | undefined> {
    const { cli, registry, registryHost, clock } = this.#options;
    if (this.#loggedInAt !== undefined && clock.now() - this.#loggedInAt < LOGIN_AGAIN_MS) return undefined;
    const args = ['login', '--username', 'AWS', '--password-stdin', registryHost];
    const { ok, stderr } = await cli.run(args, { stdin: registry.enginePassword(), timeoutMs: 20_000 });
    if (!ok) return lastLine(stderr);
    this.#loggedInAt = clock.now();
    return undefined;
  }

  /**
   * Several tasks that want the same image at the same time share one pull, so it goes on when one of them gives up:
   * the signal ends the waiting only.
   */
  async pull(image: string, signal: AbortSignal): Promise<void> {
    if (!isImageReference(image)) {
      throw new StartFailure(`CannotPullContainerError: invalid reference format: ${image}`);
    }
    throwIfAborted(signal);
    const pull = this.#running.get(image) ?? this.#pull(image).finally(() => this.#running.delete(image));
    this.#running.set(image, pull);
    await raceAbort(pull, signal);
  }

  /** The digest by which the engine knows an image of another registry. */
  async digest(image: string): Promise<string | undefined> {
    const resolved = this.#options.registry.repositories.resolve(image);
    if (resolved.kind === 'found') return resolved.digest;
    const { ok, stdout } = await this.#options.cli.run([
      'image',
      'inspect',
      '--format={{range .RepoDigests}}{{println .}}{{end}}',
      image,
    ]);
    return ok ? /sha256:[0-9a-f]{64}/.exec(stdout)?.[0] : undefined;
  }

  async dispose(): Promise<void> {
    if (this.#brought.size > 0) await this.#options.cli.run(['rmi', ...this.#brought]);
    this.#brought.clear();
  }

  async #pull(image: string): Promise<void> {
    const { cli, registry } = this.#options;
    const resolved = registry.repositories.resolve(image);
    if (resolved.kind === 'missing') throw new StartFailure(imageNotFoundText(image));
    const present = (await cli.run(['image', 'inspect', '--format={{.Id}}', image])).ok;
    // An image of another registry that is here already is good enough, and works without a network.
    if (resolved.kind === 'foreign' && present) return;
    if (resolved.kind === 'found') await this.login();
    const { ok, stderr } = await cli.run(['pull', '--quiet', image], { timeoutMs: PULL_TIMEOUT_MS });
    if (!ok) throw new StartFailure(pullFailureText(image, stderr));
    if (!present) this.#brought.add(image);
  }
}
