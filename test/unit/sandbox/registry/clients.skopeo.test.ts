import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ACCOUNT, HOME, startSandboxParts, type SandboxParts } from '../../../support/sandboxParts';
import { sha256 } from './client';

// A program on a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A client of the registry's protocol that shares nothing with docker's. */
let parts: SandboxParts;
let folder: string;

function skopeo(command: string, ...args: readonly string[]): Promise<{ ok: boolean; printed: string }> {
  const policy = ['--insecure-policy', '--tmpdir', folder, '--registries.d', folder];
  const authentication = ['--authfile', join(folder, 'auth.json')];
  return new Promise((resolve) => {
    execFile('skopeo', [...policy, command, ...authentication, ...args], (error, stdout, stderr) =>
      resolve({ ok: error === null, printed: stdout + stderr }),
    );
  });
}

const OCI = 'application/vnd.oci.image';

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** An OCI layout with an index of images for two architectures, each a layer of its own. */
async function writeLayout(layout: string): Promise<void> {
  await mkdir(join(layout, 'blobs', 'sha256'), { recursive: true });
  const put = async (mediaType: string, content: string | Buffer): Promise<Descriptor> => {
    const digest = sha256(content);
    await writeFile(join(layout, 'blobs', 'sha256', digest.slice('sha256:'.length)), content);
    return { mediaType, digest, size: Buffer.byteLength(content) };
  };
  const image = async (architecture: string) => {
    const tar = Buffer.alloc(1024 * (architecture.length + 1));
    const layer = await put(`${OCI}.layer.v1.tar+gzip`, gzipSync(tar));
    const rootfs = { type: 'layers', diff_ids: [sha256(tar)] };
    const config = await put(
      `${OCI}.config.v1+json`,
      JSON.stringify({ architecture, os: 'linux', config: {}, rootfs }),
    );
    const manifest = { schemaVersion: 2, mediaType: `${OCI}.manifest.v1+json`, config, layers: [layer] };
    const descriptor = await put(manifest.mediaType, JSON.stringify(manifest));
    return { ...descriptor, platform: { architecture, os: 'linux' } };
  };
  const manifests = [await image('amd64'), await image('riscv64')];
  const index = { schemaVersion: 2, mediaType: `${OCI}.index.v1+json`, manifests };
  const named = await put(index.mediaType, JSON.stringify(index));
  const annotations = { 'org.opencontainers.image.ref.name': 'v1' };
  const all = { schemaVersion: 2, manifests: [{ ...named, annotations }] };
  await writeFile(join(layout, 'index.json'), JSON.stringify(all));
  await writeFile(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
}

beforeAll(async () => {
  parts = await startSandboxParts();
  for (const name of ['app', 'copy']) parts.registry.repositories.seedRepository(HOME, name);
  parts.registry.repositories.seedRepository(HOME, 'fixed', { immutableTags: true });
  folder = await mkdtemp(join(tmpdir(), 'skopeo-'));
  const { password } = parts.registry.tokens.issue(ACCOUNT, parts.clock.now());
  const auth = Buffer.from(`AWS:${password}`).toString('base64');
  await writeFile(join(folder, 'auth.json'), JSON.stringify({ auths: { [parts.host]: { auth } } }));
  await writeLayout(join(folder, 'layout'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await parts.close();
});

const copy = (from: string, to: string, ...more: readonly string[]) =>
  skopeo('copy', '--src-tls-verify=false', '--dest-tls-verify=false', ...more, from, to);
const at = (name: string): string => `docker://${parts.host}/${name}`;

describe('skopeo', () => {
  it('copies an index with all its images in, and ECR tells of them', async () => {
    const { ok, printed } = await copy(`oci:${join(folder, 'layout')}:v1`, at('app:v1'), '--all');
    expect([ok, printed]).toEqual([true, expect.stringContaining('Writing manifest list')]);
    const ecr = parts.ecrClient();
    const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName: 'app' }));
    expect(imageDetails.map(({ imageManifestMediaType }) => imageManifestMediaType).sort()).toEqual([
      `${OCI}.index.v1+json`,
      `${OCI}.manifest.v1+json`,
      `${OCI}.manifest.v1+json`,
    ]);
  });

  it('inspects what it finds, image and index', async () => {
    const raw = await skopeo('inspect', '--tls-verify=false', '--raw', at('app:v1'));
    expect(JSON.parse(raw.printed)).toMatchObject({
      manifests: [{}, { platform: { architecture: 'riscv64' } }],
    });
    const { printed } = await skopeo('inspect', '--tls-verify=false', at('app:v1'));
    expect(JSON.parse(printed)).toMatchObject({ Architecture: 'amd64', RepoTags: ['v1'] });
  });

  it('copies from repository to repository, layers mounted, and lists the tags', async () => {
    expect((await copy(at('app:v1'), at('copy:v1'), '--all')).ok).toBe(true);
    expect((await copy(at('app:v1'), at('copy:amd64'))).ok).toBe(true);
    const { printed } = await skopeo('list-tags', '--tls-verify=false', at('copy'));
    expect(JSON.parse(printed)).toMatchObject({ Tags: ['amd64', 'v1'] });
  });

  it('is told what is not there and what may not be changed', async () => {
    const absent = await copy(at('app:absent'), at('copy:absent'));
    expect([absent.ok, absent.printed]).toEqual([false, expect.stringContaining('manifest unknown')]);
    const unknown = await copy(at('app:v1'), at('unknown:v1'));
    expect([unknown.ok, unknown.printed]).toEqual([false, expect.stringContaining('name unknown')]);
    expect((await copy(at('app:v1'), at('fixed:v1'))).ok).toBe(true);
    const again = await copy(at('app:v1'), at('fixed:v1'));
    expect([again.ok, again.printed]).toEqual([
      false,
      expect.stringContaining('because the repository is immutable'),
    ]);
  });

  it('is turned away without a token', async () => {
    const none = ['--no-creds', '--tls-verify=false', at('app')];
    const { ok, printed } = await skopeo('list-tags', ...none);
    expect([ok, printed]).toEqual([false, expect.stringMatching(/invalid username\/password|unauthorized/)]);
  });
});
