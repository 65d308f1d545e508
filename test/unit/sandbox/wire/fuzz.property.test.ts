import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ecr from '@aws-sdk/client-ecr';
import * as ecs from '@aws-sdk/client-ecs';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as sts from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SeededRandom } from '../../../../src/sandbox/world/random';
import { ACCOUNT, HOME, startSandboxParts } from '../../../support/sandboxParts';
import { startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';
import { SOAKING } from '../../../support/soaking';
import { RegistryClient } from '../registry/client';

/** Another one in each run; set it to what a failure printed to see the same requests again. */
const SEED = process.env['FUZZ_SEED'] ?? randomBytes(6).toString('hex');
const CALLS_OF_EACH = SOAKING ? 100 : 3;
if (SOAKING) vi.setConfig({ testTimeout: 600_000 });

type Schema = number | readonly unknown[] | (() => Schema);

function resolve(schema: Schema): number | readonly unknown[] {
  return typeof schema === 'function' ? resolve(schema()) : schema;
}

const JSON_APIS = [
  { prefix: 'AmazonEC2ContainerServiceV20141113', client: ecs },
  { prefix: 'AmazonEC2ContainerRegistry_V20150921', client: ecr },
  { prefix: 'Logs_20140328', client: logs },
] as const;
const QUERY_APIS = [
  { version: '2015-12-01', client: elb },
  { version: '2011-06-15', client: sts },
] as const;

/** Every operation that a client knows, with its input's schema: known to the sandbox or not. */
function operationsOf(client: object): readonly { readonly name: string; readonly input: Schema }[] {
  return Object.values(client).flatMap((schema: unknown) =>
    Array.isArray(schema) && schema[0] === 9 ? [{ name: String(schema[2]), input: schema[4] as Schema }] : [],
  );
}

/** Names and ARNs of the world, and what nobody should call anything. */
const TEXTS = [
  'production',
  'shop-web',
  'arn:aws:ecs:us-east-1:123456789012:service/production/shop-web',
  'arn:aws:ecs:us-east-1:123456789012:task-definition/shop-web:1',
  'arn:',
  'FARGATE',
  '/ecs/shop-web',
  '1.9.0',
  '',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '\0',
  '💥',
  '{"rules":[{}]}',
  '[',
  'x'.repeat(5_000),
] as const;

/** What some members mostly have, so that calls get beyond the first check. */
const USUAL: Readonly<Record<string, unknown>> = {
  cluster: 'production',
  service: 'shop-web',
  services: ['shop-web', 'shop-api'],
  taskDefinition: 'shop-web',
  family: 'shop-web',
  resourceArn: 'arn:aws:ecs:us-east-1:123456789012:service/production/shop-web',
  repositoryName: 'shop-web',
  imageIds: [{ imageTag: '1.9.0' }],
  imageId: { imageTag: '1.9.0' },
  logGroupName: '/ecs/shop-web',
  startTime: 0,
  queryString: 'fields @message | stats count(*) by bin(5m)',
  maxResults: 2,
  limit: 2,
  desiredCount: 1,
  Names: { member: { 1: 'shop-web' } },
};

class Generator {
  readonly #random: SeededRandom;

  constructor(seed: string) {
    this.#random = new SeededRandom(seed);
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[this.#random.between(0, items.length - 1)];
  }

  chance(share: number): boolean {
    return this.#random.next() < share;
  }

  /** Often what the schema says, sometimes anything. */
  value(unresolved: Schema, depth = 0): unknown {
    if (depth > 6 || this.chance(0.08)) return this.#anything();
    const schema = resolve(unresolved);
    if (typeof schema === 'number') return this.#simple(schema, depth);
    const [kind, , , , first, second] = schema;
    if (schema.length === 2) return this.value(first === undefined ? (schema[0] as Schema) : 0, depth);
    if (kind === 1) return this.#list(first as Schema, depth);
    if (kind === 2) return { [String(this.pick(TEXTS))]: this.value(second as Schema, depth + 1) };
    if (kind === 0) return this.value(first as Schema, depth);
    return this.#members(first as readonly string[], second as readonly Schema[], depth);
  }

  #members(names: readonly string[], schemas: readonly Schema[], depth: number): object {
    const share = depth === 0 ? 0.7 : 0.5;
    return Object.fromEntries(
      names.flatMap((name, index) =>
        this.chance(share) ? [[name, this.#member(name, schemas[index] ?? 0, depth)]] : [],
      ),
    );
  }

  #member(name: string, schema: Schema, depth: number): unknown {
    return name in USUAL && this.chance(0.8) ? USUAL[name] : this.value(schema, depth + 1);
  }

  #list(item: Schema, depth: number): readonly unknown[] {
    const length = this.#random.between(0, 3);
    return Array.from({ length }, () => this.value(item, depth + 1));
  }

  #simple(schema: number, depth: number): unknown {
    if (schema >= 128) return { [String(this.pick(TEXTS))]: this.value(schema - 128, depth + 1) };
    if (schema >= 64) return this.#list(schema - 64, depth);
    if (schema === 0) return this.pick(TEXTS);
    if (schema === 2) return this.chance(0.5);
    if (schema === 21) return 'AAAA';
    return this.pick([0, 1, -1, 5, 100, 1e6, 1.5, 1e300]);
  }

  #anything(): unknown {
    return this.pick([null, 0, -1, 1e21, true, '', [], [[]], {}, { a: { b: [] } }, 'text', [null], [{}]]);
  }
}

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.dispose());

/** The answer's status, its error's name and whether its body has the protocol's shape. */
async function send(headers: Record<string, string>, body: string, whole: RegExp) {
  // Live tails stay open: their head is enough.
  const abort = new AbortController();
  const response = await fetch(sandbox.endpoint, { method: 'POST', headers, body, signal: abort.signal });
  if (response.headers.get('content-type')?.includes('eventstream') === true) {
    abort.abort();
    return { status: response.status, shaped: true };
  }
  return { status: response.status, shaped: whole.test(await response.text()) };
}

describe(`whatever is asked for (FUZZ_SEED=${SEED})`, () => {
  it('over JSON, it gets an answer or an error of the service, and the sandbox lives on', async () => {
    const generator = new Generator(SEED);
    const wrong: string[] = [];
    for (const { prefix, client } of JSON_APIS) {
      for (const { name, input } of operationsOf(client)) {
        for (let call = 0; call < CALLS_OF_EACH; call += 1) {
          const body = JSON.stringify(generator.value(input));
          const target = { 'x-amz-target': `${prefix}.${name}` };
          const { status, shaped } = await send(target, body, /^\{[\s\S]*\}$/);
          if (status >= 500 || !shaped) wrong.push(`${name} ${status} ${body.slice(0, 600)}`);
        }
      }
    }
    expect([wrong, sandbox.log.filter((line) => line.includes(' failed: ')).slice(0, 5)]).toEqual([[], []]);
  });

  it('over forms, too', async () => {
    const generator = new Generator(SEED);
    const wrong: string[] = [];
    for (const { version, client } of QUERY_APIS) {
      for (const { name, input } of operationsOf(client)) {
        for (let call = 0; call < CALLS_OF_EACH; call += 1) {
          const form = new URLSearchParams({ Action: name, Version: version });
          flatten(generator.value(input), [], form);
          const { status, shaped } = await send({}, form.toString(), /^<(\w+)[\s\S]*<\/\1>$/);
          if (status >= 500 || !shaped) wrong.push(`${name} ${status} ${form.toString().slice(0, 600)}`);
        }
      }
    }
    expect([wrong, sandbox.log.filter((line) => line.includes(' failed: ')).slice(0, 5)]).toEqual([[], []]);
  });

  it('of the registry, nothing is written outside of its folder', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'registry-fuzz-'));
    const parts = await startSandboxParts({ registryFolder: join(outside, 'registry') });
    parts.registry.repositories.seedRepository(HOME, 'app');
    const client = new RegistryClient(
      parts.host,
      parts.registry.tokens.issue(ACCOUNT, parts.clock.now()).password,
    );
    const generator = new Generator(SEED);
    const pieces = [
      '..',
      '.',
      '%2e%2e',
      '%2F',
      '%00',
      '%',
      'app',
      'v2',
      'blobs',
      'uploads',
      'manifests',
      'tags',
      'list',
    ];
    const more = [
      'sha256:' + 'a'.repeat(64),
      'sha256:../../x',
      'x'.repeat(3_000),
      '\\',
      '?digest=../x',
      '//',
      ';',
      '~',
    ];
    const wrong: string[] = [];
    for (let call = 0; call < 300; call += 1) {
      const length = 1 + (call % 6);
      const path = Array.from({ length }, () => generator.pick([...pieces, ...more]) ?? '');
      const method = generator.pick(['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']) ?? 'GET';
      const address = `/v2/${path.join('/')}`;
      const body = /^P/.test(method) ? 'text' : '';
      const answer = await client.send(address, { method, body });
      if (answer.status >= 500) wrong.push(`${method} ${address} ${answer.status}`);
    }
    expect([wrong, parts.logged.filter((line) => !line.startsWith('Unknown operation'))]).toEqual([[], []]);
    await parts.close();
    expect(await readdir(outside)).toEqual(['registry']);
    expect(new Set(await readdir(join(outside, 'registry')))).toEqual(new Set(['blobs']));
    await rm(outside, { recursive: true });
  });
});

/** `A.member.1.B=x`, as forms write nested members. */
function flatten(value: unknown, path: readonly string[], form: URLSearchParams): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => flatten(item, [...path, 'member', String(index + 1)], form));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) flatten(item, [...path, name], form);
  } else {
    form.append(path.join('.'), String(value));
  }
}
