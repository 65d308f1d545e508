import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  HOME,
  OTHER_ACCOUNT,
  REGION,
  startSandboxParts,
  type SandboxParts,
} from '../../../support/sandboxParts';
import { imageManifest, OCI_INDEX, RegistryClient, sha256 } from './client';

const HOUR = 60 * 60 * 1000;

let parts: SandboxParts;
let client: RegistryClient;

beforeEach(async () => {
  parts = await startSandboxParts();
  client = clientOf(parts);
  parts.registry.repositories.seedRepository(HOME, 'app');
});
afterEach(() => parts.close());

function clientOf({ host, registry, clock }: SandboxParts, accountId = ACCOUNT): RegistryClient {
  return new RegistryClient(host, registry.tokens.issue(accountId, clock.now()).password);
}

describe('login', () => {
  it('asks for Basic credentials as ECR does', async () => {
    const { status, headers } = await client.send('/v2/', { headers: { authorization: '' } });
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe(
      `Basic realm="http://${parts.host}/",service="ecr.amazonaws.com"`,
    );
  });

  it('lets a token in until twelve hours are over, then says that it has expired', async () => {
    await parts.clock.advance(12 * HOUR - 1);
    expect((await client.send('/v2/')).status).toBe(200);
    await parts.clock.advance(1);
    const { status, json } = await client.send('/v2/');
    expect(status).toBe(401);
    expect(json.errors?.[0]?.message).toBe(
      'Your authorization token has expired. Reauthenticate and try again.',
    );
  });

  it.each(['', 'nonsense', 'bm9uc2Vuc2U.c2lnbmF0dXJl', '.'])(
    'refuses the made-up password %j',
    async (password) => {
      expect((await new RegistryClient(parts.host, password).send('/v2/')).status).toBe(401);
    },
  );

  it('refuses a token whose account was changed', async () => {
    const { password } = parts.registry.tokens.issue(ACCOUNT, parts.clock.now());
    const signature = password.split('.')[1] ?? '';
    const claims = JSON.stringify({ accountId: OTHER_ACCOUNT, expiresAt: parts.clock.now() + HOUR });
    const forged = `${Buffer.from(claims).toString('base64url')}.${signature}`;
    expect((await new RegistryClient(parts.host, forged).send('/v2/')).status).toBe(401);
  });

  it('keeps accounts apart', async () => {
    parts.registry.repositories.seedRepository({ accountId: OTHER_ACCOUNT, region: REGION }, 'theirs');
    const path = `/v2/${OTHER_ACCOUNT}/theirs/tags/list`;
    expect((await clientOf(parts, OTHER_ACCOUNT).send(path)).status).toBe(200);
    const { status, json } = await client.send(path);
    expect([status, json.errors?.[0]?.code]).toEqual([403, 'DENIED']);
  });
});

describe('blobs', () => {
  it('takes a blob in pieces and gives it back', async () => {
    const opened = await client.send('/v2/app/blobs/uploads/', { method: 'POST' });
    expect(opened.status).toBe(202);
    const location = String(opened.headers['location']);
    const first = await client.send(location, {
      method: 'PATCH',
      body: 'hello ',
      headers: { 'content-range': '0-5' },
    });
    expect([first.status, first.headers['range']]).toEqual([202, '0-5']);
    await client.send(location, { method: 'PATCH', body: 'wor', headers: { 'content-range': '6-8' } });
    const digest = sha256('hello world');
    const done = await client.send(`${location}?digest=${digest}`, { method: 'PUT', body: 'ld' });
    expect([done.status, done.headers['docker-content-digest']]).toEqual([201, digest]);
    expect((await client.send(`/v2/app/blobs/${digest}`)).text).toBe('hello world');
    const head = await client.send(`/v2/app/blobs/${digest}`, { method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.text]).toEqual([200, '11', '']);
  });

  it('takes a blob in one request', async () => {
    const digest = sha256('whole');
    const path = `/v2/app/blobs/uploads/?digest=${digest}`;
    expect((await client.send(path, { method: 'POST', body: 'whole' })).status).toBe(201);
    expect((await client.send(`/v2/app/blobs/${digest}`)).text).toBe('whole');
  });

  it('takes an empty blob', async () => {
    const digest = await client.pushBlob('app', '');
    expect((await client.send(`/v2/app/blobs/${digest}`, { method: 'HEAD' })).status).toBe(200);
  });

  it('refuses content that does not have the digest it claims, and forgets it', async () => {
    const digest = sha256('other');
    const path = `/v2/app/blobs/uploads/?digest=${digest}`;
    const { status, json } = await client.send(path, { method: 'POST', body: 'content' });
    expect([status, json.errors?.[0]?.code]).toEqual([400, 'DIGEST_INVALID']);
    expect((await client.send(`/v2/app/blobs/${digest}`)).status).toBe(404);
  });

  it('refuses a piece that does not continue the one before, and says where to go on', async () => {
    const opened = await client.send('/v2/app/blobs/uploads/', { method: 'POST' });
    const location = String(opened.headers['location']);
    await client.send(location, { method: 'PATCH', body: 'hello' });
    const gap = await client.send(location, {
      method: 'PATCH',
      body: 'x',
      headers: { 'content-range': '9-9' },
    });
    expect([gap.status, gap.headers['range']]).toEqual([416, '0-4']);
  });

  it('ends an upload on request', async () => {
    const opened = await client.send('/v2/app/blobs/uploads/', { method: 'POST' });
    const location = String(opened.headers['location']);
    expect((await client.send(location)).status).toBe(204);
    expect((await client.send(location, { method: 'DELETE' })).status).toBe(204);
    expect((await client.send(location)).status).toBe(404);
  });

  it('mounts a blob of another repository without sending it again', async () => {
    parts.registry.repositories.seedRepository(HOME, 'second');
    const digest = await client.pushBlob('app', 'shared');
    expect((await client.send(`/v2/second/blobs/${digest}`)).status).toBe(404);
    const mount = `/v2/second/blobs/uploads/?mount=${digest}&from=app`;
    expect((await client.send(mount, { method: 'POST' })).status).toBe(201);
    expect((await client.send(`/v2/second/blobs/${digest}`)).text).toBe('shared');
  });

  it('opens an ordinary upload when there is nothing to mount', async () => {
    const mount = `/v2/app/blobs/uploads/?mount=${sha256('nowhere')}&from=absent`;
    expect((await client.send(mount, { method: 'POST' })).status).toBe(202);
  });
});

describe('manifests', () => {
  it('are found by tag and by digest', async () => {
    const { digest, manifest, answer } = await client.pushImage('app', 'v1', 'one');
    expect([answer.status, answer.headers['docker-content-digest']]).toEqual([201, digest]);
    for (const reference of ['v1', digest]) {
      const got = await client.send(`/v2/app/manifests/${reference}`);
      expect([got.text, got.headers['docker-content-digest']]).toEqual([manifest, digest]);
      const head = await client.send(`/v2/app/manifests/${reference}`, { method: 'HEAD' });
      expect([head.status, head.headers['docker-content-digest'], head.text]).toEqual([200, digest, '']);
    }
  });

  it('move a tag to the newer image and keep the older by digest', async () => {
    const old = await client.pushImage('app', 'latest', 'one');
    const young = await client.pushImage('app', 'latest', 'two');
    const latest = await client.send('/v2/app/manifests/latest');
    expect(latest.headers['docker-content-digest']).toBe(young.digest);
    expect((await client.send(`/v2/app/manifests/${old.digest}`)).status).toBe(200);
  });

  it('cannot move a tag in a repository with immutable tags, not even to the same image', async () => {
    parts.registry.repositories.seedRepository(HOME, 'fixed', { immutableTags: true });
    const { manifest } = await client.pushImage('fixed', 'v1', 'one');
    const again = await client.putManifest('fixed', 'v1', manifest);
    expect(again.status).toBe(400);
    expect(again.json.errors).toEqual([
      {
        code: 'TAG_INVALID',
        message:
          "The image tag 'v1' already exists in the 'fixed' repository and cannot be overwritten because the repository is immutable.",
      },
    ]);
  });

  it('need their layers in the same repository', async () => {
    const layer = sha256('never pushed');
    const config = await client.pushBlob('app', '{}');
    const { status, json } = await client.putManifest('app', 'v1', imageManifest(config, layer));
    expect(status).toBe(400);
    expect(json.errors?.[0]?.message).toBe(
      `Layers with digests '[${layer}]' required for pushing image into repository with name 'app' in the registry with id '${ACCOUNT}' do not exist`,
    );
  });

  it('can be an index of images that are there', async () => {
    const { digest } = await client.pushImage('app', 'amd64', 'one');
    const index = (of: string): string =>
      JSON.stringify({
        schemaVersion: 2,
        mediaType: OCI_INDEX,
        manifests: [{ mediaType: 'application/vnd.oci.image.manifest.v1+json', size: 1, digest: of }],
      });
    expect((await client.putManifest('app', 'all', index(digest), OCI_INDEX)).status).toBe(201);
    expect((await client.putManifest('app', 'bad', index(sha256('x')), OCI_INDEX)).status).toBe(400);
  });

  it.each([
    'not json',
    '{}',
    '{"schemaVersion":1}',
    '{"schemaVersion":2,"config":{},"layers":[]}',
    '[]',
    'null',
  ])('refuse the body %s', async (body) => {
    const { status, json } = await client.putManifest('app', 'v1', body);
    expect([status, json.errors?.[0]?.code]).toEqual([400, 'MANIFEST_INVALID']);
  });

  it('refuse a digest that is not their own', async () => {
    const { manifest } = await client.pushImage('app', 'v1', 'one');
    const { json } = await client.putManifest('app', sha256('other'), manifest);
    expect(json.errors?.[0]?.code).toBe('DIGEST_INVALID');
  });

  it('say in the words of ECR what is missing', async () => {
    const noImage = await client.send('/v2/app/manifests/absent');
    expect(noImage.json.errors).toEqual([{ code: 'MANIFEST_UNKNOWN', message: 'Requested image not found' }]);
    const noRepository = await client.send('/v2/absent/manifests/v1');
    expect(noRepository.status).toBe(404);
    expect(noRepository.json.errors).toEqual([
      {
        code: 'NAME_UNKNOWN',
        message: `The repository with name 'absent' does not exist in the registry with id '${ACCOUNT}'`,
      },
    ]);
  });

  it('list their tags page by page', async () => {
    for (const tag of ['c', 'a', 'b']) await client.pushImage('app', tag, tag);
    const first = await client.send('/v2/app/tags/list?n=2');
    expect(JSON.parse(first.text)).toEqual({ name: 'app', tags: ['a', 'b'] });
    const next = /<(.+)>; rel="next"/.exec(String(first.headers['link']))?.[1] ?? '';
    const second = await client.send(next);
    expect(JSON.parse(second.text)).toEqual({ name: 'app', tags: ['c'] });
    expect(second.headers['link']).toBeUndefined();
  });
});

it('tells that it changed when an image was pushed, and not when one was refused', async () => {
  const { manifest } = await client.pushImage('app', 'v1', 'one');
  expect(parts.changes()).toBe(1);
  await client.putManifest('absent', 'v1', manifest);
  await client.send('/v2/app/manifests/v1');
  expect(parts.changes()).toBe(1);
});

describe('the store', () => {
  it('keeps equal blobs once, and drops those of a deleted repository that nobody shares', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'registry-'));
    const own = await startSandboxParts({ registryFolder: folder });
    try {
      const { repositories } = own.registry;
      const one = repositories.seedRepository(HOME, 'one');
      repositories.seedRepository(HOME, 'two');
      const shared = await clientOf(own).pushBlob('one', 'shared');
      await clientOf(own).pushBlob('two', 'shared');
      await clientOf(own).pushBlob('one', 'alone');
      expect(await readdir(join(folder, 'blobs'))).toHaveLength(2);
      await repositories.delete(one);
      expect(await readdir(join(folder, 'blobs'))).toEqual([shared.slice('sha256:'.length)]);
    } finally {
      await own.close();
      await rm(folder, { recursive: true });
    }
  });

  it('opens again with its images, tags and logins', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'registry-'));
    const before = await startSandboxParts({ registryFolder: folder });
    before.registry.repositories.seedRepository(HOME, 'app');
    const { password } = before.registry.tokens.issue(ACCOUNT, before.clock.now());
    const pushed = await clientOf(before).pushImage('app', 'v1', 'one');
    const state = JSON.parse(JSON.stringify(before.registry.toJSON())) as ReturnType<
      typeof before.registry.toJSON
    >;
    await before.close();

    const after = await startSandboxParts({ registryFolder: folder, registryState: state });
    try {
      const again = new RegistryClient(after.host, password);
      expect((await again.send('/v2/app/manifests/v1')).text).toBe(pushed.manifest);
      expect((await again.send(`/v2/app/blobs/${pushed.layer}`)).text).toBe('layer of one');
      expect(after.registry.repositories.resolve(`${after.host}/app:v1`)).toEqual({
        kind: 'found',
        digest: pushed.digest,
        tags: ['v1'],
        acted: false,
      });
    } finally {
      await after.close();
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    '/v2/../../etc/passwd',
    '/v2/app/../../x/manifests/v1',
    '/v2/app/blobs/../../../etc/passwd',
    '/v2/app/blobs/sha256:..%2F..%2F..%2Fetc%2Fpasswd',
    '/v2/%2e%2e/%2e%2e/manifests/v1',
    '/v2/app/blobs/uploads/..%2f..%2fx',
    '/v2/app\\..\\x/manifests/v1',
    '/v2//manifests/v1',
    '/v2/APP/manifests/v1',
  ])('refuses the tricky path %s and writes nothing', async (path) => {
    const folder = await mkdtemp(join(tmpdir(), 'registry-'));
    const own = await startSandboxParts({ registryFolder: join(folder, 'store') });
    try {
      own.registry.repositories.seedRepository(HOME, 'app');
      for (const method of ['GET', 'PUT', 'POST', 'PATCH', 'DELETE']) {
        const { status } = await clientOf(own).send(path, { method, body: method === 'GET' ? '' : 'x' });
        expect(status).toBeGreaterThanOrEqual(400);
      }
      expect(await readdir(folder, { recursive: true })).toEqual(['store', join('store', 'blobs')]);
    } finally {
      await own.close();
      await rm(folder, { recursive: true });
    }
  });

  it('lets seeded images be pulled, and says that they can only be acted out', async () => {
    const digest = parts.registry.repositories.seedImage(HOME, 'seeded', { tags: ['1.0'], pushedAt: 0 });
    const manifest = await client.send('/v2/seeded/manifests/1.0');
    expect(manifest.headers['docker-content-digest']).toBe(digest);
    const { config, layers } = JSON.parse(manifest.text) as {
      config: { digest: string };
      layers: readonly { digest: string }[];
    };
    for (const blob of [config.digest, layers[0]?.digest ?? '']) {
      expect((await client.send(`/v2/seeded/blobs/${blob}`)).status).toBe(200);
    }
    expect(parts.registry.repositories.resolve(`${parts.host}/seeded:1.0`)).toMatchObject({ acted: true });
    expect(parts.registry.repositories.resolve(`${parts.host}/seeded:2.0`)).toEqual({ kind: 'missing' });
    expect(parts.registry.repositories.resolve('busybox:latest')).toEqual({ kind: 'foreign' });
  });
});
