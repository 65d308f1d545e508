import { describe, expect, test } from 'vitest';
import { chooseContainer } from '../../../src/core/deploy/container';
import { ownerOf, planChecks } from '../../../src/core/deploy/checks';
import { placeOf, type PlanFacts } from '../../../src/core/deploy/facts';
import { prepare } from '../../../src/core/deploy/planning';
import { planBlocked } from '../../../src/core/deploy/plan';
import { assertSupported } from '../../../src/core/deploy/shape';
import { renderTag } from '../../../src/core/deploy/tag';
import { taskPlatform } from '../../../src/core/deploy/taskPlatform';
import { QuaysideError } from '../../../src/core/lib/errors';
import type { Service } from '../../../src/core/model/service';
import { at, definition, OLD, rollout, service } from './samples';

const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const running = service([rollout(OLD, 41, { rolloutState: 'COMPLETED' })]);

function facts(more: Partial<PlanFacts> = {}, shape: Partial<Service> = {}): PlanFacts {
  const image = `${ECR}/web:1`;
  return {
    target: {
      cluster: 'production',
      service: 'web',
      source: { kind: 'build', dockerfile: '/w/Dockerfile', context: '/w' },
    },
    askedAt: 0,
    service: { ...running, ...shape },
    base: {
      body: { family: 'web', cpu: '256', containerDefinitions: [{ name: 'app', image, cpu: 0 }] },
      tags: [],
    },
    revision: { arn: definition(41), family: 'web', revision: 41 },
    container: { name: 'app', image, body: {} },
    place: placeOf(image),
    build: {
      engine: {
        ok: true,
        value: { clientVersion: '28', serverVersion: '28', builder: 'buildx', attestations: true },
      },
      dockerfileExists: true,
      contextExists: true,
      git: { commit: 'abcdef0123', branch: 'main', dirty: false },
      tag: 'abcdef0-1',
    },
    repository: {
      ok: true,
      value: { name: 'web', uri: `${ECR}/web`, registryId: '123456789012', tagMutability: 'MUTABLE' },
    },
    image: { ok: true, value: undefined },
    drainSeconds: 30,
    ...more,
  };
}

const levels = (given: PlanFacts): Readonly<Record<string, string>> =>
  Object.fromEntries(planChecks(given, '123456789012').map(({ id, level }) => [id, level]));

const build = (more: Partial<NonNullable<PlanFacts['build']>>): Partial<PlanFacts> => {
  const usual = facts().build;
  return usual === undefined ? {} : { build: { ...usual, ...more } };
};
const withBody = (more: object): Partial<PlanFacts> => ({
  base: { body: { ...facts().base.body, ...more }, tags: [] },
});
const denied = new QuaysideError('accessDenied', 'denied');

describe('checks', () => {
  test('nothing is wrong with a usual service', () => {
    expect(Object.values(levels(facts()))).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
  });

  test.each<[string, PlanFacts, string, string]>([
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
      facts(withBody({ runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2025_CORE' } })),
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
    [
      'a newer revision that does not run',
      facts({ newest: { arn: definition(44), family: 'web', revision: 44 } }),
      'newerRevision',
      'warning',
    ],
    [
      'a service described as code',
      facts({}, { tags: [{ key: 'aws:cloudformation:stack-name', value: 's' }] }),
      'owner',
      'warning',
    ],
  ])('%s', (_name, given, id, level) => {
    expect(levels(given)[id]).toBe(level);
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
    ]);
    expect(plan.unchangedFields).toBe(4);
    expect(plan.build).toMatchObject({ platform: 'linux/amd64', builder: 'docker buildx' });
    expect(plan.rollout).toMatchObject({ desired: 2, minimum: 2, maximum: 4, drainSeconds: 30 });
    expect(structuredClone(plan)).toEqual(plan);
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
