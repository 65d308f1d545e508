import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createArguments,
  isImageReference,
  splitEnvironment,
} from '../../../../src/sandbox/runtime/dockerArguments';
import type { ContainerSpec, TaskSpec } from '../../../../src/sandbox/runtime/runtime';
import { container, task } from './recorder';

const MARKS = { labels: { 'quayside.sandbox': 'test' }, network: 'quayside-test' };

function args(over: Partial<ContainerSpec> = {}, ofTask: Partial<TaskSpec> = {}): readonly string[] {
  const spec = container({ image: 'registry/app:v1', ...over });
  const environment = { file: '/private/env', inherited: [] };
  return createArguments({ ...task(spec), ...ofTask }, spec, MARKS, environment, {
    ports: spec.portMappings,
  });
}

describe('the arguments of a container', () => {
  it('hold the limits, the network and the marks of the sandbox', () => {
    expect(
      args({ cpu: 256, memory: 512, readonlyRootFilesystem: true, user: 'app', workingDirectory: '/srv' }),
    ).toEqual([
      'create',
      '--pull=never',
      '--name=quayside-shop-3-app-0123456789ab',
      '--label=quayside.sandbox=test',
      '--label=quayside.task=0123456789abcdef0123456789abcdef',
      '--label=quayside.cluster=demo',
      '--label=quayside.container=app',
      '--network=quayside-test',
      '--security-opt=no-new-privileges',
      '--pids-limit=1024',
      '--log-driver=json-file',
      '--log-opt=max-size=10m',
      '--cpu-shares=256',
      '--memory=512m',
      '--memory-swap=512m',
      '--read-only',
      '--user=app',
      '--workdir=/srv',
      '--stop-timeout=2',
      '--env-file=/private/env',
      '--no-healthcheck',
      'registry/app:v1',
    ]);
  });

  it('publish on the loopback address only, at a free port unless one is asked for', () => {
    const portMappings = [
      { containerPort: 80, protocol: 'tcp' },
      { containerPort: 53, protocol: 'udp' },
      { containerPort: 443, hostPort: 8443, protocol: 'tcp' },
    ] as const;
    expect(args({ portMappings }).filter((arg) => arg.startsWith('--publish'))).toEqual([
      '--publish=127.0.0.1::80/tcp',
      '--publish=127.0.0.1::53/udp',
      '--publish=127.0.0.1:8443:443/tcp',
    ]);
  });

  it('hold a container to what its task has, and promise what it reserved', () => {
    const limits = args({ memoryReservation: 128 }, { cpu: 512, memory: 1024 });
    expect(limits.filter((arg) => /^--(cpu|memory)/.test(arg))).toEqual([
      '--cpu-period=100000',
      '--cpu-quota=50000',
      '--memory=1024m',
      '--memory-swap=1024m',
      '--memory-reservation=128m',
    ]);
    expect(args({ memory: 256 }, { memory: 1024 })).toContain('--memory=256m');
  });

  it('publish nothing in the network of a task, nor where there is no network', () => {
    const spec = container({ image: 'app', portMappings: [{ containerPort: 80, protocol: 'tcp' }] });
    const environment = { file: '/private/env', inherited: [] };
    const network = (of: TaskSpec, given: Parameters<typeof createArguments>[4]) =>
      createArguments(of, spec, MARKS, environment, given).filter((arg) => /^--(network|publish)/.test(arg));
    expect(network(task(spec), { holder: 'abc' })).toEqual(['--network=container:abc']);
    expect(network({ ...task(spec), networkMode: 'none' }, { ports: spec.portMappings })).toEqual([
      '--network=none',
    ]);
  });

  it('put the rest of the entry point before the command', () => {
    const all = args({ entryPoint: ['sh', '-c'], command: ['exec app'] });
    expect(all.slice(-4)).toEqual(['--entrypoint=sh', 'registry/app:v1', '-c', 'exec app']);
  });

  it.each([
    [['CMD-SHELL', 'curl -f http://localhost || exit 1'], '--health-cmd=curl -f http://localhost || exit 1'],
    [['CMD', 'test', '-f', "it's ok"], `--health-cmd='test' '-f' 'it'\\''s ok'`],
    [['NONE'], '--no-healthcheck'],
  ])('check health with %j', (command, expected) => {
    const healthCheck = { command, interval: 5, timeout: 2, retries: 3, startPeriod: 1 };
    expect(args({ healthCheck })).toContain(expected);
  });

  it('never grant more than the engine does by itself, whatever the task definition says', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('--privileged', '--volume=/:/host', '-v', '--network=host'),
    );
    fc.assert(
      fc.property(
        fc.array(word),
        fc.array(word, { minLength: 1 }),
        word,
        word,
        (command, entryPoint, user, workingDirectory) => {
          const all = args({ command, entryPoint, user, workingDirectory });
          const options = all.slice(1, all.indexOf('registry/app:v1'));
          for (const option of options) {
            expect(option).toMatch(
              /^--(pull|name|label|network|security-opt|pids-limit|log-driver|log-opt|user|workdir|stop-timeout|env-file|no-healthcheck|entrypoint)(=|$)/,
            );
          }
          expect(options.filter((option) => option.startsWith('--network'))).toEqual([
            '--network=quayside-test',
          ]);
        },
      ),
    );
  });

  it.each(['-v', '--privileged', '', 'a b', 'x\n', '.hidden'])('take no image like %j', (image) => {
    expect(isImageReference(image)).toBe(false);
  });

  it.each(['busybox', '127.0.0.1:5000/team/app@sha256:abc', 'public.ecr.aws/x/y:1.0'])(
    'take the image %s',
    (image) => {
      expect(isImageReference(image)).toBe(true);
    },
  );
});

describe('the environment', () => {
  it('goes into a file, and through the command where a file cannot hold it', () => {
    expect(splitEnvironment({ A: '1', B: 'x=y # z', KEY: '-----BEGIN\nKEY' })).toEqual({
      file: 'A=1\nB=x=y # z\n',
      inherited: { KEY: '-----BEGIN\nKEY' },
      dropped: [],
    });
  });

  it('never changes what the docker command itself does', () => {
    const names = ['DOCKER_HOST', 'PATH', 'LD_PRELOAD', 'HTTP_PROXY', 'https_proxy', 'GODEBUG'];
    const { inherited, dropped } = splitEnvironment(Object.fromEntries(names.map((name) => [name, 'a\nb'])));
    expect([inherited, dropped]).toEqual([{}, names]);
  });

  it('leaves out names that would begin another line or a comment', () => {
    const { file, dropped } = splitEnvironment({ 'A\nB': 'x', '#C': 'x', 'D=E': 'x', '': 'x', 'F G': 'x' });
    expect([file, dropped]).toEqual(['', ['A\nB', '#C', 'D=E', '', 'F G']]);
  });
});
