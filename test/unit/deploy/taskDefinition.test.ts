import { describe, expect, test } from 'vitest';
import type { RawTaskDefinition } from '../../../src/core/aws/api';
import { omit } from '../../../src/core/deploy/omit';
import { proveCopy } from '../../../src/core/deploy/proof';
import {
  containerHealthCheck,
  copyWithImages,
  unknownMembers,
} from '../../../src/core/deploy/taskDefinition';
import { QuaysideError } from '../../../src/core/lib/errors';
import type { JsonObject, JsonValue } from '../../../src/core/lib/json';

const ANSWER = {
  taskDefinitionArn: 'arn:aws:ecs:eu-west-1:1:task-definition/web:41',
  revision: 41,
  status: 'ACTIVE',
  requiresAttributes: [{ name: 'ecs.capability.execution-role-awslogs' }],
  compatibilities: ['EC2', 'FARGATE'],
  registeredAt: 1_788_264_000.123,
  registeredBy: 'arn:aws:iam::1:user/dev',
  deregisteredAt: 1,
  deleteRequestedAt: 2,
} satisfies JsonObject;

/** Things that "cleaning" would take away, and things that no SDK of today knows. */
const REQUEST = {
  family: 'web',
  requiresCompatibilities: ['FARGATE'],
  cpu: '256',
  memory: '512',
  volumes: [],
  proxyConfiguration: { properties: [] },
  holographicMode: { depth: 0, labels: [''] },
  containerDefinitions: [
    {
      name: 'app',
      image: 'r/web:1',
      cpu: 0,
      command: [],
      environment: [
        { name: 'EMPTY', value: '' },
        { name: 'ÜNICODE', value: '☃' },
      ],
      quantumLimits: { spin: 0.5 },
    },
    { name: 'proxy', image: 'r/envoy:1', essential: false },
  ],
} satisfies JsonObject;

const base: RawTaskDefinition = {
  body: { ...ANSWER, ...REQUEST },
  tags: [
    { key: 'team', value: 'shop' },
    { key: 'aws:cloudformation:stack-name', value: 'stack' },
  ],
};
const images = new Map([['app', 'r/web@sha256:2']]);

/** What an endpoint answers for a request that it took as it was. */
const registered = (request: JsonObject): RawTaskDefinition => {
  const { tags, ...body } = request;
  return {
    body: { ...body, ...ANSWER, revision: 42, taskDefinitionArn: 'arn:42' },
    tags: (tags ?? []) as unknown as RawTaskDefinition['tags'],
  };
};

describe('the copy', () => {
  test('is everything but the members that only answers have, with the new image', () => {
    const copy = copyWithImages(base, { images });
    expect(copy).toEqual({
      ...REQUEST,
      containerDefinitions: [
        { ...REQUEST.containerDefinitions[0], image: 'r/web@sha256:2' },
        REQUEST.containerDefinitions[1],
      ],
      tags: [{ key: 'team', value: 'shop' }],
    });
  });

  test('has no list of tags when there are none of ours, since an empty one is refused', () => {
    expect(copyWithImages({ ...base, tags: [] }, { images })).not.toHaveProperty('tags');
    expect(copyWithImages({ ...base, tags: base.tags.slice(1) }, { images })).not.toHaveProperty('tags');
  });

  test('names what this version does not know', () => {
    expect(unknownMembers(base.body)).toEqual(['holographicMode', 'containerDefinitions[app].quantumLimits']);
  });
});

describe('the proof', () => {
  const differing = (change: (request: JsonObject) => JsonObject): readonly string[] => {
    try {
      proveCopy(base, registered(change(copyWithImages(base, { images }))), { images });
      return [];
    } catch (error) {
      if (!QuaysideError.is(error, 'copyNotIdentical')) throw error;
      return error.details['paths'] as readonly string[];
    }
  };
  const inApp =
    (change: (app: JsonObject) => JsonObject) =>
    (request: JsonObject): JsonObject => {
      const [app, proxy] = request['containerDefinitions'] as unknown as [JsonObject, JsonObject];
      return { ...request, containerDefinitions: [change(app), proxy] };
    };

  test('counts exactly the planned difference', () => {
    expect(proveCopy(base, registered(copyWithImages(base, { images })), { images })).toBe(1);
  });

  test('counts tags that were planned, new ones and changed ones, and no other', () => {
    const tags = [
      { key: 'quayside:commit', value: 'abc' },
      { key: 'team', value: 'web' },
    ];
    const copy = registered(copyWithImages(base, { images, tags }));
    expect(proveCopy(base, copy, { images, tags })).toBe(3);
    expect(() => proveCopy(base, copy, { images, tags: tags.slice(1) })).toThrow(/tags\[quayside:commit\]/);
    expect(() => proveCopy(base, copy, { images, tags: tags.slice(0, 1) })).toThrow(/tags\[team\]\.value/);
  });

  test('takes no offence at another order of containers, variables and tags', () => {
    const turned = differing((request) => ({
      ...request,
      containerDefinitions: [...(request['containerDefinitions'] as readonly JsonValue[])].reverse(),
    }));
    const variables = differing(
      inApp((app) => ({ ...app, environment: [...(app['environment'] as readonly JsonValue[])].reverse() })),
    );
    expect([turned, variables]).toEqual([[], []]);
  });

  test.each<[string, (request: JsonObject) => JsonObject, string]>([
    ['a member that no SDK knows is lost', (request) => omit(request, 'holographicMode'), 'holographicMode'],
    ['a tag is lost', (request) => omit(request, 'tags'), 'tags[team]'],
    [
      'an empty value is cleaned away',
      inApp((app) => omit(app, 'command')),
      'containerDefinitions[app].command',
    ],
    ['a number becomes another', inApp((app) => ({ ...app, cpu: 1 })), 'containerDefinitions[app].cpu'],
    [
      'the image is not the planned one',
      inApp((app) => ({ ...app, image: 'r/web:3' })),
      'containerDefinitions[app].image',
    ],
    [
      'something is added',
      (request) => ({ ...request, enableFaultInjection: false }),
      'enableFaultInjection',
    ],
    [
      'a variable is lost',
      inApp((app) => ({ ...app, environment: [{ name: 'EMPTY', value: '' }] })),
      'containerDefinitions[app].environment[ÜNICODE]',
    ],
  ])('fails when %s', (_name, change, path) => {
    expect(differing(change)).toEqual([path]);
  });

  test('fails when the image stayed as it was', () => {
    expect(() => proveCopy(base, { ...base, tags: base.tags }, { images })).toThrow(/lacks/);
  });
});

test('generated definitions of every shape survive copy and registration with exactly the planned difference', () => {
  const random = seeded(42);
  for (let round = 0; round < 300; round += 1) {
    const body = generateObject(random, 3);
    const containers = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, index) => ({
      ...generateObject(random, 3),
      name: `c${index}`,
      image: `r/${index}:1`,
    }));
    const raw = {
      body: { ...body, ...ANSWER, family: 'f', containerDefinitions: containers },
      tags: base.tags,
    };
    const change = { images: new Map([['c0', 'r/0@sha256:new']]) };
    const request = JSON.parse(JSON.stringify(copyWithImages(raw, change))) as JsonObject;
    expect(proveCopy(raw, registered(request), change)).toBe(1);
  }
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const NAMES = [
  'environment',
  'secrets',
  'linuxParameters',
  'future',
  'name2',
  'ümläut',
  '',
  'command',
  'cpu',
];

function generateObject(random: () => number, depth: number): JsonObject {
  const count = Math.floor(random() * 5);
  return Object.fromEntries(
    Array.from({ length: count }, () => [
      NAMES[Math.floor(random() * NAMES.length)] ?? 'x',
      generate(random, depth - 1),
    ]),
  );
}

function generate(random: () => number, depth: number): JsonValue {
  const leaves: readonly JsonValue[] = ['', 0, false, null, '☃'.repeat(3), 'x'.repeat(65_536), 1.5, []];
  const kind = Math.floor(random() * (depth > 0 ? leaves.length + 3 : leaves.length));
  if (kind < leaves.length) return leaves[kind] ?? '';
  if (kind === leaves.length) return generateObject(random, depth);
  return Array.from({ length: Math.floor(random() * 4) }, (_, index) => ({
    ...generateObject(random, depth - 1),
    name: `n${index}`,
  }));
}

test('the health check that ECS runs is found with its start period', () => {
  const body = {
    containerDefinitions: [{ name: 'a', healthCheck: { command: ['CMD'], startPeriod: 60 } }, { name: 'b' }],
  };
  expect(containerHealthCheck(body)).toEqual({ present: true, startPeriod: 60 });
  expect(containerHealthCheck(REQUEST)).toEqual({ present: false, startPeriod: 0 });
});
