import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createProgramRunner } from '../../../src/core/docker/runner';
import { live, TestWorld } from './setup';

/** A sandbox to deploy to, and a folder to build in. */
export class DockerPlace implements AsyncDisposable {
  readonly world: TestWorld;
  readonly folder: string;

  private constructor(world: TestWorld, folder: string) {
    this.world = world;
    this.folder = folder;
  }

  static async create(): Promise<DockerPlace> {
    const folder = await mkdtemp(path.join(tmpdir(), 'quayside-build-test-'));
    return new DockerPlace(await TestWorld.start(), folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#removeImages();
    await this.world[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The engine may be somebody's own: what a test made is taken away again. */
  async #removeImages(): Promise<void> {
    const runner = createProgramRunner();
    const docker = async (...args: readonly string[]): Promise<string> => {
      const { stdout } = await runner.run({ file: 'docker', args }, { signal: live() });
      return stdout;
    };
    const names = ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', '--filter'];
    const found = await Promise.all(
      [`${this.world.sandbox.registry}/*`, 'quayside-test'].map((pattern) =>
        docker(...names, `reference=${pattern}`),
      ),
    );
    const images = found.join('').split('\n').filter(Boolean);
    if (images.length > 0) await docker('image', 'rm', '--force', ...images);
  }
}
