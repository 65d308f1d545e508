import { describe, expect, test } from 'vitest';
import {
  buildCommand,
  commandLine,
  loginCommand,
  pushCommand,
  type BuildRequest,
} from '../../../src/core/docker/dockerCli';
import { probeEngine } from '../../../src/core/docker/engine';
import { QuaysideError } from '../../../src/core/lib/errors';
import { scriptedRunner } from './scriptedRunner';

const live = (): AbortSignal => new AbortController().signal;

function engine(client: string, server: object | null, buildx: string | undefined, stderr = '') {
  const { runner } = scriptedRunner(({ args }) =>
    args[0] === 'version'
      ? {
          stdout: JSON.stringify({ Client: { Version: client }, Server: server }),
          stderr,
          exitCode: server ? 0 : 1,
        }
      : buildx === undefined
        ? { exitCode: 1, stderr: "docker: 'buildx' is not a docker command." }
        : { stdout: `github.com/docker/buildx ${buildx} 1234\n` },
  );
  return probeEngine(runner, { command: 'docker' }, live());
}

const LINUX = { Version: '27.0.1', ApiVersion: '1.46', Os: 'linux' };

describe('choosing a builder', () => {
  test.each([
    ['28.2.2', LINUX, 'v0.24.0', 'buildx', true],
    ['20.10.24', LINUX, 'v0.8.2', 'buildx', false],
    ['20.10.24+dfsg1', LINUX, undefined, 'buildkit', false],
    // Later clients refuse BuildKit without the component.
    ['28.2.2', LINUX, undefined, 'classic', false],
    ['20.10.24', { ...LINUX, ApiVersion: '1.38' }, undefined, 'classic', false],
    ['20.10.24', { ...LINUX, Os: 'windows' }, undefined, 'classic', false],
  ])('client %s, engine %o, buildx %s: %s', async (client, server, buildx, builder, attestations) => {
    expect(await engine(client, server, buildx)).toMatchObject({
      builder,
      attestations,
      clientVersion: client,
    });
  });

  test('an engine that does not answer is told in the words of the client', async () => {
    const words =
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
    await expect(engine('28.2.2', null, undefined, words)).rejects.toSatisfy(
      (error) => QuaysideError.is(error, 'engineNotRunning') && error.details['quote'] === words,
    );
  });

  test('a client that answers something else than JSON is an engine that does not answer', async () => {
    const { runner } = scriptedRunner(() => ({ stdout: 'hello', exitCode: 0 }));
    const probing = probeEngine(runner, { command: 'docker' }, live());
    await expect(probing).rejects.toSatisfy((error) => QuaysideError.is(error, 'engineNotRunning'));
  });
});

describe('commands', () => {
  const request: BuildRequest = {
    builder: 'buildx',
    attestations: true,
    provenance: false,
    dockerfile: '/w/Dockerfile',
    context: '/w',
    stage: 'final',
    platform: 'linux/arm64',
    buildArgs: { VERSION: '1 2', HTTP_PROXY: 'http://proxy', DOCKER_HOST: 'tcp://elsewhere' },
    labels: { 'org.opencontainers.image.revision': 'abc' },
    tags: ['repo:1'],
    idFile: '/t/id',
  };

  test('buildx loads the image, shows plain progress and leaves provenance out', () => {
    const { args, env } = buildCommand({ command: 'docker', context: 'remote' }, request);
    expect(args.slice(0, 6)).toEqual([
      '--context',
      'remote',
      'buildx',
      'build',
      '--load',
      '--progress=plain',
    ]);
    expect(args).toContain('--provenance=false');
    expect(args.slice(-3)).toEqual(['--iidfile', '/t/id', '/w']);
    expect(env).toEqual({ VERSION: '1 2' });
  });

  test('a build argument that the client itself would obey goes into the arguments, not into its environment', () => {
    const { args, env } = buildCommand({ command: 'docker' }, request);
    expect(args).toContain('DOCKER_HOST=tcp://elsewhere');
    expect(args).toContain('HTTP_PROXY=http://proxy');
    expect(Object.keys(env ?? {})).not.toContain('DOCKER_HOST');
  });

  test.each([
    ['buildkit', '1', true],
    ['classic', '0', false],
  ] as const)('%s is chosen by DOCKER_BUILDKIT=%s', (builder, value, progress) => {
    const { args, env } = buildCommand({ command: 'docker' }, { ...request, builder, attestations: false });
    expect(args[0]).toBe('build');
    expect(env?.['DOCKER_BUILDKIT']).toBe(value);
    expect(args.includes('--progress=plain')).toBe(progress);
    expect(args).not.toContain('--provenance=false');
  });

  test('the log shows no value of a build argument', () => {
    const line = commandLine(buildCommand({ command: 'docker' }, request));
    expect(line).toContain('--build-arg HTTP_PROXY=… ');
    expect(line).not.toContain('http://proxy');
  });

  test('provenance stays where it is wanted', () => {
    const { args } = buildCommand({ command: 'docker' }, { ...request, provenance: true });
    expect(args).not.toContain('--provenance=false');
  });

  test('the password of a login goes through standard input only', () => {
    const login = { username: 'AWS', password: 'secret', server: 'host' };
    const command = loginCommand({ command: 'docker' }, login, { DOCKER_CONFIG: '/t' });
    expect(command.stdin).toBe('secret');
    expect(JSON.stringify([command.args, command.env])).not.toContain('secret');
    expect(pushCommand({ command: 'docker' }, 'host/a:1', { DOCKER_CONFIG: '/t' })).toEqual({
      file: 'docker',
      args: ['push', 'host/a:1'],
      env: { DOCKER_CONFIG: '/t' },
      plain: true,
    });
  });
});
