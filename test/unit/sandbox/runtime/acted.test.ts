import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseRuntime } from '../../../../src/sandbox/runtime/chooseRuntime';
import type { ContainerSpec, RunningTask, TaskRuntime } from '../../../../src/sandbox/runtime/runtime';
import { SeededRandom } from '../../../../src/sandbox/world/random';
import { HOME, START, startSandboxParts, type SandboxParts } from '../../../support/sandboxParts';
import { container, Recorder, task } from './recorder';

const MINUTE = 60_000;

let parts: SandboxParts;
let runtime: TaskRuntime;

const actOut = (over: Partial<Parameters<typeof chooseRuntime>[0]> = {}): Promise<TaskRuntime> => {
  const random = new SeededRandom('acted');
  return chooseRuntime({
    docker: false,
    registry: parts.registry,
    registryHost: parts.host,
    clock: parts.clock,
    sandboxId: 'test',
    log: () => undefined,
    random: () => random.next(),
    ...over,
  });
};

beforeEach(async () => {
  parts = await startSandboxParts();
  runtime = await actOut();
});
afterEach(async () => {
  await runtime.dispose();
  await parts.close();
});

/** Seeds an image with this tag and gives its address. */
function image(tag: string): string {
  parts.registry.repositories.seedImage(HOME, 'shop', { tags: [tag], pushedAt: START });
  return `${parts.host}/shop:${tag}`;
}

function start(...containers: readonly ContainerSpec[]): { recorder: Recorder; running: RunningTask } {
  const recorder = new Recorder();
  return { recorder, running: runtime.start(task(...containers), recorder) };
}

describe('the choice', () => {
  it('says why tasks are acted out', async () => {
    expect(runtime.kind).toBe('acted');
    expect(runtime.description).toBe('Tasks are acted out: Docker was not asked for.');
    const without = await actOut({ docker: true, env: { PATH: '' } });
    expect(without.description).toBe('Tasks are acted out: no docker command was found on PATH.');
  });
});

describe('an acted task', () => {
  it('is pulled, starts, and writes lines about its kind as time passes', async () => {
    const { recorder } = start(container({ name: 'web', image: image('1.0') }));
    expect(recorder.story).toEqual([]);
    await parts.clock.advance(0);
    expect(recorder.story).toEqual(['pull started']);
    await parts.clock.advance(5000);
    expect(recorder.story).toEqual(['pull started', 'pull stopped', 'started web']);
    await parts.clock.advance(MINUTE);
    expect(recorder.lines.length).toBeGreaterThan(30);
    expect(recorder.lines[0]).toMatch(/^web: 10\.0\.\d+\.\d+ "(GET|POST) \S+ HTTP\/1\.1" \d{3} /);
    expect(recorder.stopped.size).toBe(0);
  });

  it('has the digest of its image, and no name in an engine', async () => {
    const reference = image('1.0');
    const { recorder } = start(container({ image: reference }));
    await parts.clock.advance(5000);
    const resolved = parts.registry.repositories.resolve(reference);
    const { engineId, imageDigest } = recorder.started.get('app') ?? {};
    expect(imageDigest).toBe(resolved.kind === 'found' ? resolved.digest : 'missing');
    expect(engineId).toBeUndefined();
  });

  it('ends politely when it is stopped', async () => {
    const { recorder, running } = start(container({ image: image('1.0') }));
    await parts.clock.advance(5000);
    const stopped = running.stop();
    await parts.clock.advance(2000);
    await stopped;
    expect(recorder.stopped.get('app')).toEqual({ exitCode: 0 });
    const { length } = recorder.lines;
    await parts.clock.advance(MINUTE);
    expect(recorder.lines).toHaveLength(length);
  });

  it('tells nothing more when it is stopped during the pull', async () => {
    const { recorder, running } = start(container({ image: image('1.0') }));
    await parts.clock.advance(0);
    await running.stop();
    await parts.clock.advance(MINUTE);
    expect(recorder.story).toEqual(['pull started']);
  });

  it('does not start an image that its repository does not have', async () => {
    const { recorder } = start(container({ image: `${parts.host}/shop:absent` }));
    await parts.clock.advance(5000);
    expect(recorder.failure).toMatch(/^CannotPullContainerError: .*shop:absent: not found$/);
    expect(recorder.story).toEqual(['pull started', 'failed app']);
  });

  it('starts images of other registries, which nobody can check', async () => {
    const { recorder } = start(container({ image: 'public.ecr.aws/nginx/nginx:1.27' }));
    await parts.clock.advance(5000);
    expect(recorder.started.has('app')).toBe(true);
  });

  it.each([
    ['broken', { exitCode: 1 }],
    ['v7-broken', { exitCode: 1 }],
    ['oom', { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
    ['finished', { exitCode: 0 }],
    ['exec', { exitCode: 255 }],
  ])('ends by itself with the tag %s', async (tag, facts) => {
    const { recorder } = start(container({ image: image(tag) }));
    await parts.clock.advance(MINUTE);
    expect(recorder.stopped.get('app')).toEqual(facts);
    expect(recorder.lines.length).toBeGreaterThan(0);
  });

  it('plays the same scenario when its image is pinned by digest', async () => {
    const resolved = parts.registry.repositories.resolve(image('broken'));
    const digest = resolved.kind === 'found' ? resolved.digest : '';
    const { recorder } = start(container({ image: `${parts.host}/shop@${digest}` }));
    await parts.clock.advance(MINUTE);
    expect(recorder.stopped.get('app')).toEqual({ exitCode: 1 });
  });

  it('with the tag stubborn is killed after its stop timeout', async () => {
    const { recorder, running } = start(container({ image: image('stubborn'), stopTimeout: 30 }));
    await parts.clock.advance(5000);
    const stopped = running.stop();
    await parts.clock.advance(29_000);
    expect(recorder.stopped.size).toBe(0);
    await parts.clock.advance(1000);
    await stopped;
    expect(recorder.stopped.get('app')).toEqual({ exitCode: 137 });
  });

  it('has a health only with a health check, and a bad one with the tag unhealthy', async () => {
    const healthCheck = { command: ['CMD', 'true'], interval: 10, timeout: 5, retries: 3, startPeriod: 0 };
    const none = start(container({ image: image('1.0') }));
    const good = start(container({ image: image('1.0'), healthCheck }));
    const bad = start(container({ image: image('unhealthy'), healthCheck }));
    await parts.clock.advance(MINUTE);
    expect(none.recorder.story).not.toContain('HEALTHY app');
    expect(good.recorder.story).toContain('HEALTHY app');
    expect(bad.recorder.story).toContain('UNHEALTHY app');
  });

  it('writes no more in a crowd than a few tasks do', async () => {
    const reference = image('1.0');
    const crowd = Array.from({ length: 300 }, () => start(container({ image: reference })));
    await parts.clock.advance(10_000);
    const before = crowd.reduce((sum, { recorder }) => sum + recorder.lines.length, 0);
    await parts.clock.advance(10_000);
    const after = crowd.reduce((sum, { recorder }) => sum + recorder.lines.length, 0);
    expect(after - before).toBeGreaterThan(100);
    expect(after - before).toBeLessThanOrEqual(500);
  });

  it('is forgotten without a word when the sandbox ends', async () => {
    const { recorder } = start(container({ image: image('broken') }));
    await parts.clock.advance(4000);
    const told = recorder.story.length;
    const late = start(container({ image: image('1.0') }));
    await runtime.dispose();
    await parts.clock.advance(MINUTE);
    expect(recorder.story).toHaveLength(told);
    expect(late.recorder.story).toEqual([]);
  });
});

describe('containers that depend on each other', () => {
  const after = (containerName: string, condition: 'START' | 'COMPLETE' | 'SUCCESS' | 'HEALTHY') => [
    { containerName, condition },
  ];
  const healthCheck = { command: ['CMD', 'true'], interval: 10, timeout: 5, retries: 3, startPeriod: 0 };

  it.each(['COMPLETE', 'SUCCESS'] as const)('wait for %s', async (condition) => {
    const { recorder } = start(
      container({ image: image('1.0'), dependsOn: after('set-up', condition) }),
      container({ image: image('finished'), name: 'set-up', essential: false }),
    );
    await parts.clock.advance(MINUTE);
    expect(recorder.story.slice(2)).toEqual(['started set-up', 'stopped set-up', 'started app']);
  });

  it('wait for HEALTHY, and stop in the other order', async () => {
    const { recorder, running } = start(
      container({ image: image('1.0'), dependsOn: after('database', 'HEALTHY') }),
      container({ image: image('1.0'), name: 'database', healthCheck }),
    );
    await parts.clock.advance(MINUTE);
    const stopped = running.stop();
    await parts.clock.advance(MINUTE);
    await stopped;
    expect(recorder.story.slice(2)).toEqual([
      'started database',
      'HEALTHY database',
      'started app',
      'stopped app',
      'stopped database',
    ]);
  });

  it('fail together when the one that must succeed does not', async () => {
    const { recorder } = start(
      container({ image: image('1.0'), dependsOn: after('set-up', 'SUCCESS') }),
      container({ image: image('broken'), name: 'set-up', essential: false }),
      container({ image: image('1.0'), name: 'sidecar', essential: false }),
    );
    await parts.clock.advance(MINUTE);
    expect(recorder.failure).toBe('Task failed to start');
    expect(recorder.started.has('app')).toBe(false);
    expect(recorder.stopped.get('sidecar')).toEqual({ exitCode: 0 });
  });

  it('end together when an essential one ends, and go on when another does', async () => {
    const { recorder } = start(
      container({ image: image('1.0') }),
      container({ image: image('broken'), name: 'extra', essential: false }),
    );
    await parts.clock.advance(MINUTE);
    expect([...recorder.stopped.keys()]).toEqual(['extra']);
    const second = start(
      container({ image: image('broken') }),
      container({ image: image('1.0'), name: 'extra', essential: false }),
    );
    await parts.clock.advance(MINUTE);
    expect([...second.recorder.stopped.keys()]).toEqual(['app', 'extra']);
  });
});
