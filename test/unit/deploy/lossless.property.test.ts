import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RawTaskDefinition } from '../../../src/core/aws/api';
import { QuaysideError } from '../../../src/core/lib/errors';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/core/lib/json';
import type { Tag } from '../../../src/core/model/service';
import { proveCopy } from '../../../src/core/deploy/proof';
import { copyWithImages, ownTags, textOf } from '../../../src/core/deploy/taskDefinition';
import { SOAKING } from '../../support/soaking';
import { live, TestWorld } from './setup';
import { byteLength, MAX_BYTES, taskDefinition } from './taskDefinitionArbitrary';

const RUNS = SOAKING ? 5000 : 300;
const TIMEOUT_MS = SOAKING ? 1_800_000 : 120_000;

/** As the API reference lists them; on purpose not the product's own list. */
const ANSWERED = [
  ...['taskDefinitionArn', 'revision', 'status', 'requiresAttributes', 'compatibilities', 'registeredAt'],
  ...['registeredBy', 'deregisteredAt', 'deleteRequestedAt'],
];

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.start({ seed: 'empty' });
});
afterAll(() => world[Symbol.asyncDispose]());

const newImage = (name: string): string => `registry.example/new/${name}@sha256:${'0'.repeat(64)}`;
const containers = (body: JsonObject): readonly JsonObject[] =>
  body['containerDefinitions'] as readonly JsonObject[];

/** Registers a definition and reads it back, over the wire and the SDK both ways. */
async function registered(body: JsonObject): Promise<RawTaskDefinition> {
  const { ecs } = world.connection;
  const { arn } = await ecs.registerTaskDefinition(body, live());
  return ecs.describeTaskDefinition(arn, live());
}

/** What may stand in a request. */
function own({ body, tags }: RawTaskDefinition): JsonObject {
  const kept = Object.entries(body).filter(([key]) => !ANSWERED.includes(key));
  return {
    ...Object.fromEntries(kept),
    tags: tags.filter(({ key }) => !/^aws:/i.test(key)).map(({ key, value }) => ({ key, value })),
  };
}

/** The model knows no rule for it, but AWS takes no key twice. */
function withTagsOnce(given: JsonObject): JsonObject {
  const { tags } = given;
  if (!Array.isArray(tags)) return given;
  const once = new Map((tags as unknown as readonly Tag[]).map((tag) => [tag.key, tag]));
  return { ...given, tags: [...once.values()] as unknown as JsonValue };
}

async function copies(generated: JsonObject, chosen: number): Promise<void> {
  const given = withTagsOnce(generated);
  const base = await registered(given);
  // Otherwise what is compared below might have lost its members before.
  const { tags, ...members } = given;
  expect(base.body).toMatchObject(members);
  expect(base.tags).toEqual(tags ?? []);

  const names = containers(base.body).map((container) => textOf(container, 'name') ?? '');
  const images = new Map(
    names.filter((_name, index) => ((chosen >> index) & 1) === 1).map((name) => [name, newImage(name)]),
  );
  // Deploys of a build tag the revision with its commit, in place of the one before or as something new.
  const set =
    (chosen & 8) === 0
      ? []
      : [{ key: 'quayside:commit', value: 'abcdef0' }, ...ownTags(base.tags).slice(0, 1)];
  const change = { images, tags: set.map((tag) => ({ ...tag, value: `${tag.value}!` })) };
  const copy = await registered(copyWithImages(base, change));

  const expected = own(base);
  expect(own(copy)).toStrictEqual({
    ...expected,
    containerDefinitions: containers(expected).map((container) => ({
      ...container,
      image: images.get(textOf(container, 'name') ?? '') ?? container['image'],
    })),
    tags: [
      ...(expected['tags'] as unknown as Tag[]).filter(({ key }) => !set.some((tag) => tag.key === key)),
      ...change.tags,
    ],
  });
  expect(proveCopy(base, copy, change)).toBe(images.size + change.tags.length);
}

it(
  `copies any task definition with exactly the planned difference (${RUNS} of them)`,
  async () => {
    await fc.assert(
      fc.asyncProperty(taskDefinition({ members: 'some' }), fc.integer({ min: 1, max: 15 }), copies),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);

it('copies every member of the API model at once, with unknown ones at every level', async () => {
  const [given = {}] = fc.sample(taskDefinition({ members: 'all' }), { numRuns: 1, seed: 4 });
  const [container = {}] = containers(given);
  expect(Object.keys(given).length).toBeGreaterThanOrEqual(18);
  expect(Object.keys(container).length).toBeGreaterThanOrEqual(42);
  await copies(given, 1);
});

it('reaches the size that ECS takes at most', () => {
  const sizes = fc.sample(taskDefinition({ members: 'some' }), { numRuns: 200, seed: 4 }).map(byteLength);
  expect(Math.max(...sizes)).toBeGreaterThan(MAX_BYTES - 1024);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_BYTES);
});

it(
  'does not prove a copy that has lost anything, wherever it was',
  () => {
    fc.assert(
      fc.property(taskDefinition({ members: 'some' }), fc.nat(), (body, nth) => {
        const paths = pathsOf(body);
        const path = paths[nth % paths.length] ?? [];
        const images = new Map([['c0', textOf(containers(body)[0], 'image') ?? '']]);
        const lost = without(body, path) as JsonObject;
        let error: unknown;
        try {
          proveCopy({ body, tags: [] }, { body: lost, tags: [] }, { images });
        } catch (thrown) {
          error = thrown;
        }
        expect(QuaysideError.is(error, 'copyNotIdentical')).toBe(true);
      }),
      { numRuns: SOAKING ? RUNS : 100 },
    );
  },
  TIMEOUT_MS,
);

type Path = readonly (string | number)[];

/** Every member and every item, by the way to it; tags lie beside the body in answers. */
function pathsOf(value: JsonValue | undefined, path: Path = []): readonly Path[] {
  const entries: readonly (readonly [string | number, JsonValue | undefined])[] = Array.isArray(value)
    ? [...(value as readonly JsonValue[]).entries()]
    : isJsonObject(value)
      ? Object.entries(value).filter(([key]) => path.length > 0 || key !== 'tags')
      : [];
  return entries.flatMap(([key, inner]) => [[...path, key], ...pathsOf(inner, [...path, key])]);
}

function without(value: JsonValue | undefined, [key, ...rest]: Path): JsonValue | undefined {
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[];
    return rest.length === 0
      ? items.filter((_item, index) => index !== key)
      : items.map((item, index) => (index === key ? (without(item, rest) ?? null) : item));
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([name]) => rest.length > 0 || name !== key);
  return Object.fromEntries(
    entries.map(([name, inner]) => [name, name === key ? without(inner, rest) : inner]),
  );
}
