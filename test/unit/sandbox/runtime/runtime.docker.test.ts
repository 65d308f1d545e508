import { execFile } from 'node:child_process';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { chooseRuntime } from '../../../../src/sandbox/runtime/chooseRuntime';
import type { ContainerSpec, TaskRuntime, TaskSpec } from '../../../../src/sandbox/runtime/runtime';
import { HOME, startSandboxParts, type SandboxParts } from '../../../support/sandboxParts';
import { container, Recorder, task } from './recorder';

const run = promisify(execFile);
const docker = async (...args: readonly string[]): Promise<string> =>
  (await run('docker', args)).stdout.trim();

const SANDBOX = `test${process.pid}`;
const FOREVER = ['sh', '-c', 'trap "echo bye; exit 7" TERM; echo up; while true; do sleep 0.1; done'];

// An engine on a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let parts: SandboxParts;
let runtime: TaskRuntime;
let image: string;

const startRuntime = (
  sandboxId: string,
  over: Partial<Parameters<typeof chooseRuntime>[0]> = {},
): Promise<TaskRuntime> =>
  chooseRuntime({
    docker: true,
    registry: parts.registry,
    registryHost: parts.host,
    clock: parts.clock,
    sandboxId,
    log: () => undefined,
    ...over,
  });

beforeAll(async () => {
  parts = await startSandboxParts({ timeScale: 1 });
  parts.registry.repositories.seedRepository(HOME, 'app');
  image = `${parts.host}/app:v1`;
  await run('docker', ['tag', 'busybox', image]);
  const login = ['login', '--username', 'AWS', '--password-stdin', parts.host];
  const child = run('docker', login);
  child.child.stdin?.end(parts.registry.enginePassword());
  await child;
  await docker('push', '--quiet', image);
  await docker('logout', parts.host);
  await docker('rmi', image);
  runtime = await startRuntime(SANDBOX);
});
afterAll(async () => {
  await runtime.dispose();
  await parts.close();
});

const ids = (filter: string): Promise<string> => docker('ps', '--all', '--quiet', `--filter=label=${filter}`);

describe('the engine', () => {
  it('is found and reaches the registry', () => {
    expect(runtime.description).toMatch(/^Tasks run as containers: Docker engine /);
    expect(runtime.kind).toBe('docker');
  });

  it('is not used when it cannot reach the registry', async () => {
    const { kind, description } = await startRuntime('unreached', { registryHost: '127.0.0.1:1' });
    expect(kind).toBe('acted');
    expect(description).toMatch(
      /^Tasks are acted out: the container engine does not reach this machine's loopback/,
    );
  });

  it('is not used when another registry answers in the place of ours', async () => {
    const other = await startSandboxParts();
    const { tokens } = other.registry;
    const registry = {
      ...parts.registry,
      enginePassword: () => tokens.issue('*', other.clock.now()).password,
    };
    const { description } = await startRuntime('elsewhere', { registry, registryHost: other.host });
    expect(description).toContain('and a relay there does not reach this machine either');
    await other.close();
  });

  it('is not used when it does not answer', async () => {
    const { description } = await startRuntime('silent', {
      env: { ...process.env, DOCKER_HOST: 'tcp://127.0.0.1:1' },
    });
    expect(description).toMatch(/^Tasks are acted out: no container engine answers \(.+\)\.$/);
  });
});

describe('a task in the engine', () => {
  const running: { stop(): Promise<void> }[] = [];
  const start = (...containers: readonly ContainerSpec[]): Recorder => {
    const recorder = new Recorder();
    running.push(runtime.start(task(...containers), recorder));
    return recorder;
  };
  afterEach(async () => {
    await Promise.all(running.map((each) => each.stop()));
    running.length = 0;
    await expect.poll(() => ids(`quayside.sandbox=${SANDBOX}`), { timeout: 20_000 }).toBe('');
  });

  it('is pulled from the registry, writes its lines and ends with its exit code', async () => {
    const recorder = start(container({ image, command: ['sh', '-c', 'echo one; echo two >&2; exit 3'] }));
    await recorder.until(() => recorder.stopped.has('app'));
    expect(recorder.story).toEqual(['pull started', 'pull stopped', 'started app', 'stopped app']);
    expect([...recorder.lines].sort()).toEqual(['app: one', 'app: two']);
    expect(recorder.stopped.get('app')).toEqual({ exitCode: 3 });
    const resolved = parts.registry.repositories.resolve(image);
    expect(recorder.started.get('app')?.imageDigest).toBe(
      resolved.kind === 'found' ? resolved.digest : 'missing',
    );
  });

  it('gets its environment whatever its values hold', async () => {
    const environment = { PLAIN: 'a b', QUOTED: `"x" 'y' $HOME`, LINES: 'first\nsecond', EMPTY: '' };
    const recorder = start(container({ image, command: ['env'], environment }));
    await recorder.until(() => recorder.stopped.has('app'));
    expect(recorder.lines).toEqual(
      expect.arrayContaining([
        'app: PLAIN=a b',
        `app: QUOTED="x" 'y' $HOME`,
        'app: LINES=first',
        'app: second',
        'app: EMPTY=',
        'app: AWS_REGION=us-east-1',
      ]),
    );
  });

  it('is reached at a port of the loopback address, and at no other', async () => {
    const command = ['sh', '-c', 'mkdir -p /www; echo hello > /www/hello; exec httpd -f -p 8080 -h /www'];
    const recorder = start(
      container({ image, command, portMappings: [{ containerPort: 8080, protocol: 'tcp' }] }),
    );
    await recorder.until(() => recorder.started.has('app'));
    const { hostPorts = {}, engineId = '' } = recorder.started.get('app') ?? {};
    const address = `http://127.0.0.1:${hostPorts[8080]}/hello`;
    await expect
      .poll(async () => (await fetch(address).catch(() => undefined))?.status, { timeout: 20_000 })
      .toBe(200);
    const bindings = await docker('inspect', '--format={{json .HostConfig.PortBindings}}', engineId);
    expect(JSON.parse(bindings)).toEqual({ '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] });
  });

  it('shares localhost among its containers, also after the one that came first has ended', async () => {
    const serve = (port: number) => [
      'sh',
      '-c',
      `mkdir -p /www; echo hello > /www/hello; exec httpd -f -p ${port} -h /www`,
    ];
    const setUp = container({ image, name: 'set-up', essential: false, command: ['true'] });
    const proxy = container({
      image,
      name: 'proxy',
      command: serve(8081),
      portMappings: [{ containerPort: 8081, protocol: 'tcp' }],
      dependsOn: [{ containerName: 'set-up', condition: 'SUCCESS' }],
    });
    const app = container({
      image,
      command: ['sh', '-c', 'until wget -qO- http://localhost:8081/hello; do sleep 0.1; done; exec sleep 60'],
      portMappings: [{ containerPort: 8080, protocol: 'tcp' }],
      dependsOn: [{ containerName: 'proxy', condition: 'START' }],
      stopTimeout: 0,
    });
    const recorder = start(setUp, proxy, app);
    await recorder.until(() => recorder.lines.includes('app: hello'));
    const { hostPorts = {} } = recorder.started.get('proxy') ?? {};
    expect(Object.keys(hostPorts)).toEqual(['8081']);
    expect(Object.keys(recorder.started.get('app')?.hostPorts ?? {})).toEqual(['8080']);
    expect((await fetch(`http://127.0.0.1:${hostPorts['8081']}/hello`)).status).toBe(200);
    await running[0]?.stop();
    expect(await ids(`quayside.sandbox=${SANDBOX}`)).toBe('');
  });

  it('gets the host port that it asks for, and another one where that is taken', async () => {
    const spec = (hostPort?: number) =>
      container({
        image,
        command: FOREVER,
        portMappings: [{ containerPort: 80, protocol: 'tcp', ...(hostPort !== undefined && { hostPort }) }],
      });
    const bridge = (taskId: string, hostPort?: number): Recorder => {
      const recorder = new Recorder();
      const wanted: TaskSpec = { ...task(spec(hostPort)), taskId, networkMode: 'bridge' };
      running.push(runtime.start(wanted, recorder));
      return recorder;
    };
    const portOf = async (recorder: Recorder): Promise<number> => {
      await recorder.until(() => recorder.started.has('app'));
      return recorder.started.get('app')?.hostPorts['80'] ?? 0;
    };
    const free = await portOf(bridge('a'.repeat(32)));
    await running.pop()?.stop();
    expect(await portOf(bridge('b'.repeat(32), free))).toBe(free);
    const other = await portOf(bridge('c'.repeat(32), free));
    expect(other).toBeGreaterThan(0);
    expect(other).not.toBe(free);
  });

  it('has no mounts, privileges, host network, devices or added capabilities', async () => {
    const recorder = start(container({ image, command: FOREVER, memory: 32, cpu: 256, user: '65534' }));
    await recorder.until(() => recorder.started.has('app'));
    const { engineId = '' } = recorder.started.get('app') ?? {};
    const config = JSON.parse(await docker('inspect', '--format={{json .HostConfig}}', engineId)) as object;
    expect(config).toMatchObject({
      Binds: null,
      Privileged: false,
      NetworkMode: `quayside-${SANDBOX}`,
      Devices: [],
      CapAdd: null,
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: 1024,
      Memory: 32 * 1024 * 1024,
      CpuShares: 256,
    });
  });

  it('is asked to end first, and killed when it does not listen', async () => {
    const polite = start(container({ image, command: FOREVER }));
    const stubborn = start(
      container({
        image,
        name: 'deaf',
        command: ['sh', '-c', 'trap "" TERM; echo up; while true; do sleep 0.1; done'],
      }),
    );
    await polite.until(() => polite.lines.length > 0);
    await stubborn.until(() => stubborn.lines.length > 0);
    await Promise.all(running.map((each) => each.stop()));
    expect(polite.stopped.get('app')).toEqual({ exitCode: 7 });
    expect(polite.lines).toContain('app: bye');
    expect(stubborn.stopped.get('deaf')).toEqual({ exitCode: 137 });
  });

  it('is killed when it takes more memory than it has', async () => {
    // Engines can miss the reason when the container ends in the same moment.
    const script = 'tail /dev/zero; code=$?; sleep 1; exit $code';
    const recorder = start(container({ image, memory: 8, command: ['sh', '-c', script] }));
    await recorder.until(() => recorder.stopped.has('app'));
    expect(recorder.stopped.get('app')).toEqual({
      exitCode: 137,
      reason: 'OutOfMemoryError: Container killed due to memory usage',
    });
  });

  it('starts its containers as they depend on each other, and stops them the other way round', async () => {
    const healthCheck = {
      command: ['CMD', 'test', '-f', '/ok'],
      interval: 1,
      timeout: 1,
      retries: 3,
      startPeriod: 0,
    };
    const database = container({
      image,
      name: 'database',
      command: ['sh', '-c', 'sleep 1; touch /ok; trap "exit 0" TERM; while true; do sleep 0.1; done'],
      healthCheck,
    });
    const setUp = container({ image, name: 'set-up', essential: false, command: ['true'] });
    const app = container({
      image,
      command: FOREVER,
      dependsOn: [
        { containerName: 'database', condition: 'HEALTHY' },
        { containerName: 'set-up', condition: 'SUCCESS' },
      ],
    });
    const recorder = start(app, database, setUp);
    await recorder.until(() => recorder.started.has('app'));
    expect(recorder.story.indexOf('HEALTHY database')).toBeLessThan(recorder.story.indexOf('started app'));
    expect(recorder.story.indexOf('stopped set-up')).toBeLessThan(recorder.story.indexOf('started app'));
    await running[0]?.stop();
    expect(recorder.story.slice(-2)).toEqual(['stopped app', 'stopped database']);
  });

  it('ends as a whole when an essential container does', async () => {
    const recorder = start(
      container({ image, command: ['sh', '-c', 'sleep 0.5; exit 1'] }),
      container({ image, name: 'sidecar', essential: false, command: FOREVER }),
    );
    await recorder.until(() => recorder.stopped.size === 2);
    expect(recorder.stopped.get('app')).toEqual({ exitCode: 1 });
    expect(recorder.stopped.get('sidecar')).toEqual({ exitCode: 7 });
  });

  it('fails to start without its image, in the words of AWS', async () => {
    const missing = `${parts.host}/app:absent`;
    const recorder = start(container({ image: missing }));
    await recorder.until(() => recorder.failure !== undefined);
    expect(recorder.failure).toBe(
      `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${missing}: ${missing}: not found`,
    );
  });

  it('gets an image that another one wanted, too, and gave up', async () => {
    const hasty = start(container({ image, command: FOREVER }));
    const patient = start(container({ image, command: FOREVER }));
    await hasty.until(() => hasty.story.length > 0);
    await running[0]?.stop();
    await patient.until(() => patient.lines.length > 0);
    expect(patient.failure).toBeUndefined();
    expect(hasty.failure).toBeUndefined();
  });

  it('fails to start without its program, in the words of the engine', async () => {
    const recorder = start(container({ image, command: ['no-such-program'] }));
    await recorder.until(() => recorder.failure !== undefined);
    expect(recorder.failure).toMatch(
      /^CannotStartContainerError: .*"no-such-program": executable file not found/,
    );
  });

  it('acts out containers of seeded images beside real ones', async () => {
    parts.registry.repositories.seedImage(HOME, 'seeded', { tags: ['v1'], pushedAt: 0 });
    const recorder = start(
      container({ image, command: FOREVER }),
      container({ image: `${parts.host}/seeded:v1`, name: 'proxy' }),
    );
    await recorder.until(() => recorder.lines.some((line) => line.startsWith('proxy: ')));
    expect(recorder.lines).toContain('app: up');
    await running[0]?.stop();
    expect(recorder.stopped.get('proxy')).toEqual({ exitCode: 0 });
  });
});

describe('what a sandbox leaves behind', () => {
  it('is nothing when it ends', async () => {
    const id = `${SANDBOX}brief`;
    const brief = await startRuntime(id);
    const recorder = new Recorder();
    brief.start(
      task(container({ image, command: FOREVER }), container({ image, name: 'proxy', command: FOREVER })),
      recorder,
    );
    await recorder.until(() => recorder.started.has('app'));
    // This one is only just being started.
    brief.start(task(container({ image, command: FOREVER })), new Recorder());
    await brief.dispose();
    expect(await ids(`quayside.sandbox=${id}`)).toBe('');
    const filter = `--filter=label=quayside.sandbox=${id}`;
    expect(await docker('network', 'ls', '--quiet', filter)).toBe('');
    expect(await docker('image', 'ls', '--quiet', filter)).toBe('');
  });

  it('is removed by the next one when it crashed, while the containers of living ones stay', async () => {
    const { pid = 0 } = run(process.execPath, ['-e', '']).child;
    const leave = (owner: number) =>
      docker(
        'create',
        '--label=quayside.sandbox=gone',
        `--label=quayside.sandbox.pid=${owner}`,
        `--label=quayside.sandbox.host=${hostname()}`,
        'busybox',
      );
    await expect.poll(() => isAlive(pid)).toBe(false);
    await docker('commit', await leave(pid), 'quayside-pause:gone');
    const kept = await leave(process.ppid);
    const next = await startRuntime(`${SANDBOX}next`);
    await next.dispose();
    expect(await ids('quayside.sandbox=gone')).toBe(kept.slice(0, 12));
    expect(await docker('image', 'ls', '--quiet', 'quayside-pause:gone')).toBe('');
    await docker('rm', kept);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
