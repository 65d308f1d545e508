import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { copyFile } from 'node:fs/promises';
import { createProgramRunner } from '../../../src/core/docker/runner';
import { findProgram } from '../../../src/core/docker/programFile';
import type { ProgramRunner } from '../../../src/core/docker/command';
import { live } from './setup';

/**
 * A podman whose images live in a folder of their own, with a `busybox` in it: works where there is no systemd, no
 * network of containers and no overlay file system. All of it is this test's business, none of it the product's.
 */
export class PodmanPlace implements AsyncDisposable {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly runner: ProgramRunner;

  private constructor(folder: string) {
    this.folder = folder;
    const file = (name: string): string => path.join(folder, name);
    this.env = {
      ...process.env,
      CONTAINERS_STORAGE_CONF: file('storage.conf'),
      CONTAINERS_CONF: file('containers.conf'),
      CONTAINERS_REGISTRIES_CONF: file('registries.conf'),
      XDG_RUNTIME_DIR: file('runtime'),
      BUILDAH_ISOLATION: 'chroot',
    };
    this.runner = createProgramRunner({ env: this.env });
  }

  static async create(): Promise<PodmanPlace> {
    const place = new PodmanPlace(await mkdtemp(path.join(tmpdir(), 'quayside-podman-')));
    const { folder } = place;
    const write = (name: string, text: string): Promise<void> => writeFile(path.join(folder, name), text);
    await mkdir(path.join(folder, 'runtime'), { mode: 0o700 });
    await write(
      'storage.conf',
      `[storage]\ndriver = "vfs"\ngraphroot = "${folder}/graph"\nrunroot = "${folder}/run"\n`,
    );
    await write(
      'containers.conf',
      '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n[containers]\nnetns = "host"\n',
    );
    await write('registries.conf', 'unqualified-search-registries = []\n');
    await place.#importBusybox();
    return place;
  }

  async podman(...args: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.runner.run({ file: 'podman', args }, { signal: live() });
    if (exitCode !== 0) throw new Error(`podman ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  async #importBusybox(): Promise<void> {
    const root = path.join(this.folder, 'root');
    await mkdir(path.join(root, 'bin'), { recursive: true });
    const busybox = await findProgram('busybox', { env: process.env, platform: process.platform });
    await copyFile(busybox, path.join(root, 'bin', 'busybox'));
    for (const name of ['sh', 'echo', 'cat', 'sleep', 'test'])
      await symlink('busybox', path.join(root, 'bin', name));
    const archive = path.join(this.folder, 'root.tar');
    await this.runner.run({ file: 'tar', args: ['-C', root, '-cf', archive, '.'] }, { signal: live() });
    await this.podman('import', '--change', 'CMD ["sh"]', archive, 'localhost/busybox:latest');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
