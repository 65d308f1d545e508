import { describe, expect, test } from 'vitest';
import { failingLines, parseBuildStep, parseLayer } from '../../../src/core/docker/buildOutput';
import {
  buildCommand,
  commandLine,
  loginCommand,
  pushCommand,
  type BuildRequest,
} from '../../../src/core/docker/dockerCli';
import { builderName, probeEngine } from '../../../src/core/docker/engine';
import { PushOutput } from '../../../src/core/docker/pushOutput';
import { withRegistryLogin } from '../../../src/core/docker/registryLogin';
import { toolKind } from '../../../src/core/docker/toolKind';
import { QuaysideError } from '../../../src/core/lib/errors';
import { scriptedRunner } from './scriptedRunner';

/*
 * Programs that are not on this machine, by what they are documented to take and to say: nerdctl's command reference
 * (containerd/nerdctl, docs/command-reference.md) and what its pushes say (#804, #2132), Finch (runfinch/finch #12 and #108, which hands its commands to nerdctl in a
 * machine of its own), and `docker buildx build` and `inspect` (docker/buildx, docs/reference). Podman's own lines are
 * here for Windows and macOS; on Linux it runs for real in build.podman.test.ts.
 */

const live = (): AbortSignal => new AbortController().signal;
const DIGEST = `sha256:${'a'.repeat(64)}`;

const request: BuildRequest = {
  builder: 'nerdctl',
  attestations: false,
  provenance: false,
  dockerfile: '/w/Dockerfile',
  context: '/w',
  platform: 'linux/arm64',
  buildArgs: { VERSION: '1 2' },
  secrets: { npm: 'env=NPM_TOKEN' },
  labels: {},
  tags: ['host/repo:1'],
  options: ['--no-cache'],
  idFile: '/t/id',
};

test.each([
  ['docker', 'docker'],
  ['/usr/local/bin/docker', 'docker'],
  ['podman', 'podman'],
  ['C:\\Program Files\\RedHat\\Podman\\podman.exe', 'podman'],
  ['/opt/homebrew/bin/finch', 'finch'],
  ['nerdctl', 'nerdctl'],
  ['docker-podman-wrapper', 'docker'],
] as const)('%s speaks like %s', (command, kind) => {
  expect(toolKind({ command })).toBe(kind);
});

describe('who answers', () => {
  const probe = (command: string, stdout: string, exitCode = 0) =>
    probeEngine(
      scriptedRunner(() => ({ stdout, exitCode, stderr: exitCode === 0 ? '' : 'not there' })).runner,
      { command },
      live(),
    );

  test('podman is client and engine in one on Linux', async () => {
    const answer =
      '{"Client":{"APIVersion":"4.3.1","Version":"4.3.1","OsArch":"linux/amd64","Os":"linux"}}\n';
    expect(await probe('podman', answer)).toEqual({
      clientVersion: '4.3.1',
      serverVersion: '4.3.1',
      builder: 'podman',
      attestations: false,
    });
  });

  test('nerdctl and finch name containerd among the parts of the server', async () => {
    const answer = JSON.stringify({
      Client: { Version: 'v2.0.3', Components: [{ Name: 'buildctl', Version: 'v0.19.0' }] },
      Server: {
        Components: [
          { Name: 'containerd', Version: 'v2.0.2' },
          { Name: 'runc', Version: '1.2.4' },
        ],
      },
    });
    const [nerdctl, finch] = [await probe('nerdctl', answer), await probe('finch', answer)];
    expect(nerdctl).toMatchObject({ builder: 'nerdctl', clientVersion: 'v2.0.3', serverVersion: 'v2.0.2' });
    expect(builderName(finch.builder)).toBe('finch');
  });

  test('a machine that does not run is told in its own words', async () => {
    await expect(probe('finch', '', 1)).rejects.toSatisfy(
      (error) => QuaysideError.is(error, 'engineNotRunning') && error.details['quote'] === 'not there',
    );
  });

  const buildx = (
    inspect: string,
    server: object | null = { Version: '28', ApiVersion: '1.50', Os: 'linux' },
  ) =>
    probeEngine(
      scriptedRunner(({ args }) => {
        if (args.includes('inspect')) return { stdout: inspect };
        if (args.includes('buildx')) return { stdout: 'github.com/docker/buildx v0.24.0 1234\n' };
        return {
          stdout: JSON.stringify({ Client: { Version: '28' }, Server: server }),
          exitCode: server === null ? 1 : 0,
        };
      }).runner,
      { command: 'docker', builder: 'far' },
      live(),
    );
  const inspected = (driver: string): string =>
    `Name:          far\nDriver:        ${driver}\nLast Activity: 2026-11-24 09:00:00 +0000 UTC\n\nNodes:\nName:      far0\n`;

  test.each(['docker-container', 'kubernetes', 'remote', 'cloud'])(
    'a builder on %s pushes what it builds itself, and needs no engine here',
    async (driver) => {
      expect(await buildx(inspected(driver), null)).toMatchObject({ builder: 'buildx', driver });
    },
  );

  test('a builder that is the engine itself is none of its own', async () => {
    expect(await buildx(inspected('docker'))).not.toHaveProperty('driver');
    await expect(buildx(inspected('docker'), null)).rejects.toSatisfy((error) =>
      QuaysideError.is(error, 'engineNotRunning'),
    );
  });
});

describe('a build', () => {
  test('with nerdctl is BuildKit without the options of buildx', () => {
    const { file, args, env } = buildCommand({ command: 'nerdctl', context: 'remote' }, request);
    expect([file, ...args].join(' ')).toBe(
      'nerdctl build --progress=plain --file /w/Dockerfile --platform linux/arm64 --build-arg VERSION ' +
        '--secret id=npm,env=NPM_TOKEN --tag host/repo:1 --no-cache --iidfile /t/id /w',
    );
    expect(env).toEqual({ VERSION: '1 2' });
  });

  test('with finch names the values of arguments: its machine does not see this environment', () => {
    const { args, env } = buildCommand({ command: 'finch' }, { ...request, builder: 'finch' });
    expect(args).toContain('VERSION=1 2');
    expect(env).toEqual({});
  });

  test('with podman shows no progress bar, and keeps its cache under a repository', () => {
    const cache = '127.0.0.1:5000/repo:buildcache';
    const { args } = buildCommand({ command: 'podman' }, { ...request, builder: 'podman', cache });
    expect(args[0]).toBe('build');
    expect(args).not.toContain('--progress=plain');
    expect(args.join(' ')).toContain(
      '--layers --cache-from 127.0.0.1:5000/repo --cache-to 127.0.0.1:5000/repo',
    );
  });

  test('on a builder of its own pushes, and writes what it pushed', () => {
    const pushing = { ...request, builder: 'buildx', attestations: true, pushedFile: '/t/pushed' } as const;
    const { args } = buildCommand({ command: 'docker', context: 'c', builder: 'far' }, pushing);
    expect(args.slice(0, 10)).toEqual([
      ...['--context', 'c', 'buildx', 'build', '--builder', 'far'],
      ...['--push', '--metadata-file', '/t/pushed', '--progress=plain'],
    ]);
    expect(args).not.toContain('--load');
  });

  test('keeps its cache as the kind of image that ECR takes', () => {
    const { args } = buildCommand(
      { command: 'docker' },
      { ...request, builder: 'buildx', cache: 'r/web:buildcache' },
    );
    expect(args[args.indexOf('--cache-from') + 1]).toBe('type=registry,ref=r/web:buildcache');
    expect(args[args.indexOf('--cache-to') + 1]).toBe(
      'type=registry,ref=r/web:buildcache,mode=max,image-manifest=true,oci-mediatypes=true',
    );
  });

  test('writes no value of a secret into the log, since it never has one', () => {
    expect(commandLine(buildCommand({ command: 'nerdctl' }, request))).toContain(
      '--secret id=npm,env=NPM_TOKEN',
    );
  });

  test('keeps the path of a secret whole, whatever is in it', () => {
    const secrets = { npm: String.raw`src=C:\Users\Doe, Jane\npm token` };
    const { args } = buildCommand({ command: 'docker' }, { ...request, secrets });
    expect(args[args.indexOf('--secret') + 1]).toBe(String.raw`id=npm,"src=C:\Users\Doe, Jane\npm token"`);
  });
});

describe('lines', () => {
  test.each([
    ['STEP 2/3: RUN echo built', { step: 2, steps: 3, text: 'RUN echo built' }],
    ['[1/2] STEP 1/4: FROM busybox AS first', { step: 1, steps: 4, text: 'FROM busybox AS first' }],
  ])('%s is a step of podman', (line, step) => {
    expect(parseBuildStep(line)).toEqual(step);
  });

  test('podman shows a failure from its last step on', () => {
    const lines = [
      'STEP 1/2: FROM busybox',
      'STEP 2/2: RUN nope',
      'sh: nope: not found',
      'Error: building at STEP',
    ];
    expect(failingLines(lines)).toEqual(lines.slice(1));
  });

  test('BuildKit tells how far a layer is', () => {
    const line = `#5 sha256:${'0a1b2c3d4e5f'.padEnd(64, '0')} 3.37MB / 12.40MB 0.3s`;
    expect(parseLayer(line)).toEqual({ id: '0a1b2c3d4e5f', done: '3.37MB', size: '12.40MB' });
    expect(parseLayer('#5 DONE 0.4s')).toBeUndefined();
  });

  test('nerdctl names the digest among what it pushed, and of an index that', () => {
    const output = new PushOutput();
    output.push(`manifest-${DIGEST}: waiting        |--------------------------------------|`);
    expect(output.progress.digest).toBe(DIGEST);
    const index = `sha256:${'b'.repeat(64)}`;
    output.push(`index-${index}: done           |++++++++++++++++++++++++++++++++++++++|`);
    output.push(`manifest-${DIGEST}: done           |++++++++++++++++++++++++++++++++++++++|`);
    expect(output.progress.digest).toBe(index);
  });

  test('podman counts the blobs that it copies', () => {
    const output = new PushOutput();
    output.push('Getting image source signatures');
    output.push(`Copying blob sha256:${'1'.repeat(64)} `);
    output.push(`Copying blob sha256:${'1'.repeat(64)} done  `);
    output.push(`Copying blob ${'2'.repeat(12)} skipped: already exists  `);
    expect(output.progress).toEqual({ layers: 2, done: 2 });
  });
});

describe('signing in', () => {
  const credentials = () => Promise.resolve({ username: 'AWS', password: 'hush' });
  const server = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

  test('podman and registries of this machine speak plain HTTP with each other', () => {
    const podman = { command: 'podman' };
    const login = { username: 'AWS', password: 'hush', server: '127.0.0.1:5000' };
    expect(loginCommand(podman, login, {}).args).toContain('--tls-verify=false');
    expect(loginCommand(podman, { ...login, server }, {}).args).not.toContain('--tls-verify=false');
    expect(pushCommand(podman, `${server}/web:1`, {}, '/t/digest').args).toEqual([
      ...['push', '--digestfile', '/t/digest', `${server}/web:1`],
    ]);
    expect(loginCommand({ command: 'docker' }, login, {}).args).not.toContain('--tls-verify=false');
  });

  test('finch keeps logins where it wants, so it is signed out again, also after a failure', async () => {
    const { runner, commands } = scriptedRunner(() => ({}));
    const work = withRegistryLogin(
      { server, credentials },
      { runner, tool: { command: 'finch' }, signal: live() },
      () => Promise.reject(new Error('the push broke')),
    );
    await expect(work).rejects.toThrow('the push broke');
    expect(commands.map(({ args }) => args[0])).toEqual(['login', 'logout']);
    expect(commands[0]?.stdin).toBe('hush');
    expect(commands.map(({ env }) => env ?? {})).toEqual([{}, {}]);
  });

  test('podman gets a file of its own, and no other login is in it', async () => {
    const { runner, commands } = scriptedRunner(() => ({}));
    const env = { REGISTRY_AUTH_FILE: '/nowhere/auth.json' };
    const tool = { command: 'podman' };
    await withRegistryLogin({ server, credentials }, { runner, tool, signal: live(), env }, () =>
      Promise.resolve(),
    );
    expect(commands[0]?.env?.['REGISTRY_AUTH_FILE']).toMatch(/quayside-docker-.*auth\.json$/);
  });
});
