import { describe, expect, test } from 'vitest';
import { chooseContainer, chooseContainers } from '../../../src/core/deploy/container';
import { ownerOf, planChecks } from '../../../src/core/deploy/checks';
import type { PlanFacts } from '../../../src/core/deploy/facts';
import { omit } from '../../../src/core/deploy/omit';
import type { PartFacts } from '../../../src/core/deploy/partFacts';
import { placeOf } from '../../../src/core/deploy/place';
import { prepare } from '../../../src/core/deploy/planning';
import { planBlocked } from '../../../src/core/deploy/plan';
import { plannedTags } from '../../../src/core/deploy/revisionChange';
import { assertSupported } from '../../../src/core/deploy/shape';
import { renderTag } from '../../../src/core/deploy/tag';
import { requiredPlatform, runsOnInstances, taskPlatform } from '../../../src/core/deploy/taskPlatform';
import type { ContainerInstance } from '../../../src/core/aws/api';
import { QuaysideError } from '../../../src/core/lib/errors';
import type { JsonObject } from '../../../src/core/lib/json';
import { formatMessage } from '../../../src/core/lib/message';
import type { Service } from '../../../src/core/model/service';
import { at, definition, OLD, rollout, service } from './samples';

const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const DIGEST = `sha256:${'d'.repeat(64)}`;
const running = service([rollout(OLD, 41, { rolloutState: 'COMPLETED' })]);

/** A container's part of the plan; the target's own one. */
function part(more: Partial<PartFacts> = {}): PartFacts {
  const image = `${ECR}/web:1`;
  return {
    container: { name: 'app', image, body: {} },
    source: { kind: 'build', dockerfile: '/w/Dockerfile', context: '/w' },
    place: placeOf(image),
    build: {
      engine: {
        ok: true,
        value: { clientVersion: '28', serverVersion: '28', builder: 'buildx', attestations: true },
      },
      dockerfileExists: true,
      contextExists: true,
      missingSecrets: [],
      git: { commit: 'abcdef0123', branch: 'main', dirty: false },
      tag: 'abcdef0-1',
    },
    repository: {
      ok: true,
      value: { name: 'web', uri: `${ECR}/web`, registryId: '123456789012', tagMutability: 'MUTABLE' },
    },
    image: { ok: true, value: undefined },
    ...more,
  };
}

/** The same for an image that exists. */
const existing = (image: string, more: Partial<PartFacts> = {}): Partial<PartFacts> => ({
  source: { kind: 'image', image },
  place: placeOf(image),
  image: { ok: true, value: { digest: DIGEST } },
  ...more,
});

function facts(
  first: Partial<PartFacts> = {},
  shape: Partial<Service> = {},
  more: Partial<PlanFacts> = {},
): PlanFacts {
  const given = part(first);
  return {
    target: { cluster: 'production', service: 'web', source: given.source },
    askedAt: 0,
    service: { ...running, ...shape },
    base: {
      body: {
        family: 'web',
        cpu: '256',
        containerDefinitions: [{ name: 'app', image: `${ECR}/web:1`, cpu: 0 }],
      },
      tags: [],
    },
    revision: { arn: definition(41), family: 'web', revision: 41 },
    parts: [given.source.kind === 'build' ? given : omit(given, 'build')],
    drainSeconds: 30,
    ...more,
  };
}

const EC2: Partial<Service> = { launchType: 'EC2' };

const newest = (revision: number, image = `${ECR}/web:0`): NonNullable<PlanFacts['newest']> => ({
  revision: { arn: definition(revision), family: 'web', revision },
  raw: {
    body: { family: 'web', cpu: '256', containerDefinitions: [{ name: 'app', image, cpu: 0 }], revision },
    tags: [],
  },
});

const levels = (given: PlanFacts): Readonly<Record<string, string>> =>
  Object.fromEntries(planChecks(given, '123456789012').map(({ id, level }) => [id, level]));

const build = (more: Partial<NonNullable<PartFacts['build']>>): Partial<PartFacts> => {
  const usual = part().build;
  return usual === undefined ? {} : { build: { ...usual, ...more } };
};
const withBody = (more: object): Partial<PlanFacts> => ({
  base: { body: { ...facts().base.body, ...more }, tags: [] },
});
const denied = new QuaysideError('accessDenied', 'denied');

const text = (given: PlanFacts, id: string): string => {
  const check = planChecks(given, '123456789012').find((one) => one.id === id);
  return check === undefined ? '' : formatMessage(check.text);
};
const repository = (
  tagMutability: string,
  tagExceptions: readonly string[] = [],
): NonNullable<PartFacts['repository']> => ({
  ok: true,
  value: { name: 'web', uri: `${ECR}/web`, registryId: '123456789012', tagMutability, tagExceptions },
});
const cached: Partial<PartFacts> = {
  source: { kind: 'build', dockerfile: '/w/Dockerfile', context: '/w', cache: 'registry' },
};
const classic = {
  ok: true,
  value: { clientVersion: '28', serverVersion: '28', builder: 'classic', attestations: false },
} as const;
const instance = (more: Partial<ContainerInstance> = {}): ContainerInstance => ({
  arn: 'arn:instance',
  available: true,
  freeCpu: 1024,
  freeMemory: 1024,
  takenPorts: [],
  architecture: 'x86_64',
  ...more,
});

describe('checks', () => {
  test('nothing is wrong with a usual service', () => {
    expect(Object.values(levels(facts()))).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
  });

  test.each<[string, PlanFacts, string, string | undefined]>([
    [
      'no docker',
      facts(build({ engine: { ok: false, error: new QuaysideError('engineMissing', '') } })),
      'engine',
      'error',
    ],
    ['no Dockerfile', facts(build({ dockerfileExists: false })), 'dockerfile', 'error'],
    ['no folder to build in', facts(build({ contextExists: false })), 'context', 'error'],
    [
      'changes that are not committed',
      facts(build({ git: { commit: 'abcdef0', dirty: true } })),
      'git',
      'warning',
    ],
    [
      'a Windows service',
      facts({}, {}, withBody({ runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2025_CORE' } })),
      'platform',
      'error',
    ],
    ['no repository', facts({ repository: { ok: true, value: undefined } }), 'repository', 'error'],
    [
      'a repository that may not be looked at',
      facts({ repository: { ok: false, error: denied } }),
      'repository',
      'warning',
    ],
    ['an image of Docker Hub', facts({ place: placeOf('nginx:1') }), 'registryKind', 'error'],
    [
      'a registry of another region',
      facts({ place: placeOf(`${ECR.replace('eu-west-1', 'us-east-1')}/web`) }),
      'registryRegion',
      'warning',
    ],
    [
      'a registry of another partition',
      facts({ place: placeOf('123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/web') }),
      'registryRegion',
      'error',
    ],
    [
      'a registry of another account',
      facts({ place: placeOf(`${ECR.replace('1234', '9934')}/web`) }),
      'registryAccount',
      'warning',
    ],
    ['a tag that moves', facts({ image: { ok: true, value: { digest: 'sha256:1' } } }), 'tag', 'warning'],
    ['desired count 0', facts({}, { desired: 0 }), 'desiredZero', 'warning'],
    [
      'no room to move',
      facts({}, { desired: 1, minimumHealthyPercent: 100, maximumPercent: 100 }),
      'deadlock',
      'error',
    ],
    [
      'no room after rounding',
      facts({}, { desired: 2, minimumHealthyPercent: 75, maximumPercent: 125 }),
      'deadlock',
      'error',
    ],
    ['no breaker', facts({}, { circuitBreaker: { enabled: false, rollback: false } }), 'breaker', 'warning'],
    [
      'a breaker that does not roll back',
      facts({}, { circuitBreaker: { enabled: true, rollback: false } }),
      'breaker',
      'warning',
    ],
    ['a deployment in progress', facts({}, { rollouts: [rollout(OLD, 41)] }), 'inProgress', 'warning'],
    ['a newer revision that does not run', facts({}, {}, { newest: newest(44) }), 'newerRevision', 'warning'],
    [
      'a service described as code',
      facts({}, { tags: [{ key: 'aws:cloudformation:stack-name', value: 's' }] }),
      'owner',
      'warning',
    ],
    ['a build secret that has no value', facts(build({ missingSecrets: ['npm'] })), 'secret-npm', 'error'],
    [
      'a cache in a repository whose tags cannot be overwritten',
      facts({ ...cached, repository: repository('IMMUTABLE') }),
      'cache',
      'error',
    ],
    [
      'a cache whose tag is excluded from that',
      facts({ ...cached, repository: repository('IMMUTABLE_WITH_EXCLUSION', ['build*']) }),
      'cache',
      undefined,
    ],
    [
      'secrets for the classic builder',
      facts({ ...cached, ...build({ engine: classic }) }),
      'features',
      'error',
    ],
    [
      'a repository that is filled from elsewhere',
      facts({ place: placeOf(`${ECR}/hub/web:1`) }, {}, { pullThrough: ['hub'] }),
      'pullThrough',
      'error',
    ],
    [
      'a repository whose name only begins like that',
      facts({ place: placeOf(`${ECR}/hubs/web:1`) }, {}, { pullThrough: ['hub'] }),
      'pullThrough',
      undefined,
    ],
    [
      'an image for another platform',
      facts(existing(`${ECR}/web:2`, { platforms: ['linux/arm64'] })),
      'platform',
      'error',
    ],
    [
      'an image for several platforms',
      facts(existing(`${ECR}/web:2`, { platforms: ['linux/arm64', 'linux/amd64'] })),
      'platform',
      undefined,
    ],
    [
      'an image that the running revision names by its tag',
      facts(existing(`${ECR}/web:2`, { image: { ok: true, value: { digest: DIGEST, tags: ['1', '2'] } } })),
      'sameDigest',
      'warning',
    ],
    ['a blue/green service', facts({}, { strategy: 'BLUE_GREEN' }), 'strategy', 'ok'],
    ['a linear service', facts({}, { strategy: 'LINEAR' }), 'strategy', 'ok'],
    ['a canary service', facts({}, { strategy: 'CANARY' }), 'strategy', 'ok'],
    [
      'a blue/green service needs no room between its percents',
      facts({}, { strategy: 'BLUE_GREEN', minimumHealthyPercent: 100, maximumPercent: 100 }),
      'deadlock',
      undefined,
    ],
    [
      'a daemon',
      facts({}, { scheduling: 'DAEMON', minimumHealthyPercent: 0, maximumPercent: 100 }),
      'daemon',
      'ok',
    ],
    [
      'a log group that is missing',
      facts({}, {}, { missingLogGroups: [{ name: '/ecs/web' }] }),
      'logGroup',
      'warning',
    ],
    ['roles', facts({}, {}, withBody({ taskRoleArn: 'arn:aws:iam::1:role/web' })), 'roles', 'ok'],
    ['instances with room', facts({}, EC2, { instances: [instance()] }), 'instances', 'ok'],
    ['no instance', facts({}, EC2, { instances: [instance({ available: false })] }), 'instances', 'warning'],
    [
      'no instance where a capacity provider brings some',
      facts({}, {}, { instances: [instance({ available: false })] }),
      'instances',
      undefined,
    ],
  ])('%s', (_name, given, id, level) => {
    expect(levels(given)[id]).toBe(level);
  });

  test('the deadlock says which percents would work', () => {
    const given = facts({}, { desired: 4, minimumHealthyPercent: 80, maximumPercent: 120 });
    expect(text(given, 'deadlock')).toMatch(/Set the maximum to 125 % or the minimum to 75 %$/);
    const mended = (shape: Partial<Service>): string | undefined =>
      levels(facts({}, { desired: 4, minimumHealthyPercent: 80, maximumPercent: 120, ...shape }))['deadlock'];
    expect([mended({ maximumPercent: 125 }), mended({ minimumHealthyPercent: 75 })]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test.each([
    [{ freeMemory: 100 }, 'memory'],
    [{ freeCpu: 100 }, 'CPU'],
    [{ takenPorts: ['8080/tcp'] }, 'port 8080/tcp'],
  ])('an instance with %o lacks %s', (more, lack) => {
    const body = {
      memory: '512',
      networkMode: 'bridge',
      containerDefinitions: [
        { name: 'app', image: `${ECR}/web:1`, portMappings: [{ containerPort: 80, hostPort: 8080 }] },
      ],
    };
    const given = (shape: Partial<Service>) =>
      facts({}, { ...EC2, ...shape }, { ...withBody(body), instances: [instance(more)] });
    expect(text(given({}), 'instances')).toContain(`(${lack}), and none may be stopped first`);
    expect(text(given({ minimumHealthyPercent: 50 }), 'instances')).toContain(
      `(${lack}): ECS stops an old one`,
    );
  });

  test('where the revision names no platform, it is that of the instances', () => {
    const given = facts({}, {}, { instances: [instance({ architecture: 'arm64' })] });
    expect(text(given, 'platform')).toBe('Builds for linux/arm64, as the container instances are');
  });

  test('instances of both kinds are no answer, and that is said', () => {
    const instances = [instance({ architecture: 'arm64' }), instance({ architecture: 'x86_64' })];
    expect(levels(facts({}, EC2, { instances }))['platform']).toBe('warning');
    const declared = withBody({ runtimePlatform: { cpuArchitecture: 'ARM64' } });
    expect(levels(facts({}, EC2, { instances, ...declared }))['platform']).toBe('ok');
  });

  test.each<[string, Partial<Service>, object, boolean]>([
    ['on EC2', EC2, {}, true],
    ['on machines of one’s own', { launchType: 'EXTERNAL' }, {}, true],
    ['on Fargate', { launchType: 'FARGATE' }, {}, false],
    ['by a capacity provider', {}, { requiresCompatibilities: ['EC2'] }, true],
    [
      'by a capacity provider that may be Fargate',
      {},
      { requiresCompatibilities: ['EC2', 'FARGATE'] },
      false,
    ],
    [
      'by a capacity provider, where the revision names its platform',
      {},
      { runtimePlatform: { cpuArchitecture: 'ARM64' } },
      false,
    ],
  ])('for tasks %s, instances are asked: %#', (_name, shape, body, asked) => {
    expect(runsOnInstances({ ...omit(running, 'launchType'), ...shape }, body as JsonObject)).toBe(asked);
  });

  test.each<[string, Partial<Service>, object, string | undefined]>([
    ['declared', {}, { runtimePlatform: { cpuArchitecture: 'ARM64' } }, 'linux/arm64'],
    ['taken for granted by Fargate', { launchType: 'FARGATE' }, {}, 'linux/amd64'],
    ['not known', {}, {}, undefined],
  ])(
    'a platform that is %s is demanded of the image as far as it is certain',
    (_name, shape, body, needed) => {
      const service = { ...omit(running, 'launchType'), ...shape };
      expect(requiredPlatform(part().source, service, body as JsonObject)).toBe(needed);
    },
  );

  test('where a revision can have no more tags, those of the commit are left out', () => {
    const tags = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ key: `tag${index}`, value: 'x' }));
    const planned = (count: number): number =>
      plannedTags({ parts: [part()], base: { ...facts().base, tags: tags(count) } }).length;
    expect([planned(48), planned(49)]).toEqual([2, 0]);
  });

  test('who registered what is being rolled out is named', () => {
    const by = { registeredBy: 'arn:aws:sts::1:assumed-role/deploy/jane' };
    const given = facts({}, { rollouts: [rollout(OLD, 41)] }, withBody(by));
    expect(text(given, 'inProgress')).toBe(
      'Revision 41, registered by deploy/jane, is being rolled out: this deployment supersedes it',
    );
  });

  test('a tag that cannot be overwritten keeps the plan from starting', () => {
    const taken = facts({
      image: { ok: true, value: { digest: 'sha256:1' } },
      repository: {
        ok: true,
        value: { name: 'web', uri: 'u', registryId: '1', tagMutability: 'IMMUTABLE_WITH_EXCLUSION' },
      },
    });
    expect(levels(taken)['tag']).toBe('error');
  });

  test('a daemon may have no room above: its tasks are stopped first', () => {
    const shape = { scheduling: 'DAEMON', desired: 1, minimumHealthyPercent: 0, maximumPercent: 100 };
    expect(levels(facts({}, shape))['deadlock']).toBeUndefined();
  });

  test.each([
    ['copilot-application', 'x', 'Copilot'],
    ['aws-cdk:id', 'x', 'CDK'],
    ['aws:cloudformation:stack-name', 'x', 'CloudFormation'],
    ['ManagedBy', 'Terraform', 'Terraform'],
    ['team', 'terra', undefined],
  ])('a tag %s=%s tells the owner: %s', (key, value, owner) => {
    expect(ownerOf([{ key, value }])).toBe(owner);
  });
});

describe('a plan', () => {
  const connection = {
    id: 'c',
    kind: 'profile',
    profile: 'dev',
    region: 'eu-west-1',
    accountId: '123456789012',
  } as const;

  test('tells one change and counts the rest', () => {
    const { plan } = prepare(facts(), connection, { pin: 'digest' });
    expect(plan.changes).toMatchObject([
      { path: 'containerDefinitions[app].image', before: `${ECR}/web:1`, after: `${ECR}/web:abcdef0-1` },
      { path: 'tags[quayside:commit]', after: 'abcdef0123' },
      { path: 'tags[quayside:branch]', after: 'main' },
    ]);
    expect(plan.unchangedFields).toBe(4);
    expect(plan.build).toMatchObject({ platform: 'linux/amd64', builder: 'docker buildx' });
    expect(plan.rollout).toMatchObject({ desired: 2, minimum: 2, maximum: 4, drainSeconds: 30 });
    expect(structuredClone(plan)).toEqual(plan);
  });

  test.each([
    ['half of the tasks, but no fewer than 3, unless the service says otherwise', 4, undefined, 3],
    ['half of many tasks', 20, undefined, 10],
    ['never more than 200 within bounds', 1000, { type: 'BOUNDED_PERCENT', value: 50 }, 200],
    ['the very number that the service names', 20, { type: 'COUNT', value: 2 }, 2],
    ['a share without bounds', 1, { type: 'UNBOUNDED_PERCENT', value: 50 }, 1],
    ['a large share without bounds', 1000, { type: 'UNBOUNDED_PERCENT', value: 30 }, 300],
  ])('forecasts that the breaker counts %s', (_what, desired, threshold, failures) => {
    const circuitBreaker = { enabled: true, rollback: true, ...(threshold && { threshold }) };
    const { plan } = prepare(facts({}, { desired, circuitBreaker }), connection, { pin: 'digest' });
    const line = plan.checks.find(({ id }) => id === 'breaker');
    expect(line && formatMessage(line.text)).toBe(
      `Gives up after about ${failures} failed tasks and rolls back on its own`,
    );
  });

  test('uses the newest revision where it is what would be registered, and says so', () => {
    const image = `${ECR}/web@${DIGEST}`;
    const given = facts(existing(`${ECR}/web:2`), {}, { newest: newest(44, image) });
    const { plan } = prepare(given, connection, { pin: 'digest' });
    expect(plan.reuses?.revision).toBe(44);
    const ids = plan.checks.map(({ id }) => id);
    expect(ids).toContain('reuse');
    expect(ids).not.toContain('newerRevision');
    // Anything else in it, and it is another revision.
    const other = newest(44, image);
    const { plan: apart } = prepare(
      facts(
        existing(`${ECR}/web:2`),
        {},
        { newest: { ...other, raw: { ...other.raw, tags: [{ key: 'a', value: 'b' }] } } },
      ),
      connection,
      { pin: 'digest' },
    );
    expect(apart.reuses).toBeUndefined();
  });

  test('has nothing to do where the service runs the very image, unless its tasks are to start anew', () => {
    const image = `${ECR}/web@${DIGEST}`;
    const base = facts().base.body;
    const given = facts(
      existing(image, { container: { name: 'app', image, body: {} } }),
      {},
      {
        base: { body: { ...base, containerDefinitions: [{ name: 'app', image }] }, tags: [] },
      },
    );
    const prepared = prepare(given, connection, { pin: 'digest' });
    expect(prepared.plan.changes).toEqual([]);
    expect(planBlocked(prepared.plan)).toBe(true);
    expect(planBlocked(prepared.accept('forceNewDeployment', true).plan)).toBe(false);
  });

  test('tells of every container that changes, and names the container in each of its lines', () => {
    const second = part({
      container: { name: 'worker', image: `${ECR}/worker:1`, body: {} },
      place: placeOf(`${ECR}/worker:1`),
    });
    const given = facts();
    const { plan } = prepare({ ...given, parts: [given.parts[0], second] }, connection, { pin: 'digest' });
    expect(plan.more?.map(({ container, image }) => `${container} ${image.after}`)).toEqual([
      `worker ${ECR}/worker:abcdef0-1`,
    ]);
    expect(plan.changes.map(({ path }) => path).slice(0, 2)).toEqual([
      'containerDefinitions[app].image',
      'containerDefinitions[worker].image',
    ]);
    expect(new Set(plan.checks.map(({ id }) => id)).size).toBe(plan.checks.length);
    expect(plan.checks.filter(({ id }) => id.startsWith('platform')).map((check) => check.container)).toEqual(
      ['app', 'worker'],
    );
  });

  test('is blocked by a missing repository until it is said that it shall be created', () => {
    const prepared = prepare(facts({ repository: { ok: true, value: undefined } }), connection, {
      pin: 'digest',
    });
    expect(planBlocked(prepared.plan)).toBe(true);
    const accepted = prepared.accept('createRepository', true);
    expect(planBlocked(accepted.plan)).toBe(false);
    expect(planBlocked(accepted.accept('createRepository', false).plan)).toBe(true);
    expect(planBlocked(prepared.plan)).toBe(true);
  });
});

describe('the container', () => {
  const containers = [
    { name: 'app', image: `${ECR}/web:1`, body: {} },
    { name: 'proxy', image: 'envoyproxy/envoy:v1', body: {} },
    { name: 'migrate', image: `${ECR}/migrate:1`, body: {} },
  ];
  const image = (reference: string) => ({ source: { kind: 'image', image: reference } }) as const;
  const source = { kind: 'build', dockerfile: 'd', context: 'c' } as const;
  const candidates = (run: () => unknown): unknown => {
    try {
      run();
    } catch (error) {
      return QuaysideError.is(error, 'containerNotFound') ? error.details['candidates'] : error;
    }
    return 'found';
  };

  test('is the one whose image is in the same repository', () => {
    expect(chooseContainer(containers, image(`${ECR}/migrate@sha256:${'0'.repeat(64)}`)).name).toBe(
      'migrate',
    );
  });

  test('for a build is the only one that can be pushed to', () => {
    expect(chooseContainer(containers.slice(0, 2), { source }).name).toBe('app');
  });

  test('is the only one there is', () => {
    expect(chooseContainer(containers.slice(1, 2), image('nginx:1')).name).toBe('proxy');
  });

  test('is asked for where several could be meant, with those to choose from', () => {
    expect(candidates(() => chooseContainer(containers, { source }))).toEqual(['app', 'migrate']);
    expect(candidates(() => chooseContainer(containers, image(`${ECR}/other:1`)))).toEqual([
      'app',
      'proxy',
      'migrate',
    ]);
  });

  test('that is named must exist', () => {
    expect(chooseContainer(containers, { source, container: 'proxy' }).name).toBe('proxy');
    expect(candidates(() => chooseContainer(containers, { source, container: 'nope' }))).toHaveLength(3);
  });
});

describe('several containers', () => {
  const containers = ['app', 'worker', 'proxy'].map((name) => ({
    name,
    image: name === 'proxy' ? 'envoyproxy/envoy:v1' : `${ECR}/${name}:1`,
    body: {},
  }));
  const source = { kind: 'build', dockerfile: 'd', context: 'c' } as const;
  const names = (target: Parameters<typeof chooseContainers>[1]): readonly string[] =>
    chooseContainers(containers, target).map(({ container }) => container.name);

  test('those that are named are not taken for the one that is not', () => {
    expect(names({ source, more: [{ container: 'worker', source }] })).toEqual(['app', 'worker']);
  });

  test('must all exist, and each once', () => {
    expect(() => names({ source, more: [{ container: 'nope', source }] })).toThrow(/no container nope/);
    const twice = { source, container: 'app', more: [{ container: 'app', source }] };
    expect(() => names(twice)).toThrow(/named twice/);
  });
});

describe('tags', () => {
  const now = Date.UTC(2026, 10, 24, 6, 15, 30);

  test.each([
    ['{commit}-{time}', { commit: 'abcdef0123' }, 'abcdef0-20261124T061530'],
    ['{commit}-{time}', {}, '20261124T061530'],
    ['{branch}-{commit}', { commit: 'abcdef0123', branch: 'feature/Größe 2' }, 'feature-Gr-e-2-abcdef0'],
    ['v1.{branch}.{time}', {}, 'v1.20261124T061530'],
    ['release', {}, 'release'],
  ])('%s with %o is %s', (template, git, tag) => {
    expect(renderTag(template, git, now)).toBe(tag);
  });

  test('are never longer than a registry takes', () => {
    expect(renderTag('{branch}', { branch: 'x'.repeat(300) }, now)).toHaveLength(128);
  });

  test.each(['{commit}', '', '---', 'no spaces'])(
    'the template "%s" is refused where nothing usable is left',
    (template) => {
      expect(() => renderTag(template, {}, now)).toThrow(/gives no valid tag/);
    },
  );
});

test.each([
  [{}, 'linux/amd64', false],
  [{ runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' } }, 'linux/arm64', true],
  [{ runtimePlatform: { cpuArchitecture: 'X86_64' } }, 'linux/amd64', true],
])('the platform of %o is %s', (body, platform, declared) => {
  expect(taskPlatform(body)).toEqual({ kind: 'linux', platform, declared });
});

test.each<[Partial<Service>, string | undefined]>([
  [{}, undefined],
  [{ controller: 'CODE_DEPLOY' }, 'CODE_DEPLOY'],
  [{ controller: 'EXTERNAL' }, 'EXTERNAL'],
  [{ express: true }, 'EXPRESS'],
  [{ status: 'INACTIVE', createdAt: at(-5) }, 'INACTIVE'],
  [{ strategy: 'BLUE_GREEN' }, undefined],
])('a service with %o is refused as %s', (shape, reason) => {
  let refused: unknown;
  try {
    assertSupported({ ...running, ...shape });
  } catch (error) {
    refused = QuaysideError.is(error, 'unsupportedService') ? error.details['shape'] : error;
  }
  expect(refused).toBe(reason);
});
