import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeImagesCommand, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HOME, startSandboxParts, type SandboxParts } from '../../../support/sandboxParts';

// An engine on a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let parts: SandboxParts;
let config: string;

/** Runs docker with a configuration of its own; gives everything it printed, and whether it worked. */
const docker = (args: readonly string[], stdin = ''): Promise<{ ok: boolean; printed: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, DOCKER_CONFIG: config };
    const child = execFile('docker', args, { env }, (error, stdout, stderr) =>
      resolve({ ok: error === null, printed: stdout + stderr }),
    );
    child.stdin?.end(stdin);
  });

const login = (password: string) =>
  docker(['login', '--username', 'AWS', '--password-stdin', parts.host], password);

beforeAll(async () => {
  parts = await startSandboxParts();
  config = await mkdtemp(join(tmpdir(), 'docker-config-'));
  parts.registry.repositories.seedRepository(HOME, 'app');
  parts.registry.repositories.seedRepository(HOME, 'fixed', { immutableTags: true });
  for (const name of ['app:v1', 'fixed:v1', 'absent:v1'])
    await docker(['tag', 'busybox', `${parts.host}/${name}`]);
});
afterAll(async () => {
  await docker(['rmi', ...['app:v1', 'fixed:v1', 'absent:v1'].map((name) => `${parts.host}/${name}`)]);
  await rm(config, { recursive: true });
  await parts.close();
});

describe('docker', () => {
  it('is turned away before it has logged in', async () => {
    const { ok, printed } = await docker(['push', `${parts.host}/app:v1`]);
    expect([ok, printed]).toEqual([false, expect.stringContaining('no basic auth credentials')]);
    expect((await login('wrong')).ok).toBe(false);
  });

  it('logs in with a token of ECR, pushes, and pulls the same digest', async () => {
    const ecr = parts.ecrClient();
    const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
    const token = Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString();
    expect((await login(token.slice('AWS:'.length))).printed).toContain('Login Succeeded');
    expect((await docker(['push', `${parts.host}/app:v1`])).ok).toBe(true);

    const imageIds = [{ imageTag: 'v1' }];
    const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName: 'app', imageIds }));
    const reference = `${parts.host}/app@${imageDetails?.[0]?.imageDigest}`;
    await docker(['rmi', `${parts.host}/app:v1`]);
    expect((await docker(['pull', reference])).ok).toBe(true);
    await docker(['tag', reference, `${parts.host}/app:v1`]);
  });

  it('sends no layer twice', async () => {
    const { printed } = await docker(['push', `${parts.host}/app:v1`]);
    expect(printed).toMatch(/Layer already exists|Mounted from/);
  });

  it('prints what ECR says about a repository that is not there', async () => {
    const { printed } = await docker(['push', `${parts.host}/absent:v1`]);
    expect(printed).toContain(
      "name unknown: The repository with name 'absent' does not exist in the registry",
    );
  });

  it('prints what ECR says about an immutable tag', async () => {
    expect((await docker(['push', `${parts.host}/fixed:v1`])).ok).toBe(true);
    const { printed } = await docker(['push', `${parts.host}/fixed:v1`]);
    expect(printed).toContain("tag invalid: The image tag 'v1' already exists in the 'fixed' repository");
  });
});
