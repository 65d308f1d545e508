import {
  StartLiveTailCommand,
  type CloudWatchLogsClient,
  type LiveTailSessionUpdate,
  type StartLiveTailCommandInput,
  type StartLiveTailResponseStream,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT, REGION, START, startSandboxParts, type SandboxParts } from '../../../support/sandboxParts';

const GROUP = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/ecs/shop`;
const OTHER = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/ecs/other`;

let parts: SandboxParts;
let client: CloudWatchLogsClient;

beforeEach(async () => {
  parts = await startSandboxParts();
  client = parts.logsClient();
  for (const group of ['/ecs/shop', '/ecs/other']) parts.logs.createGroup(ACCOUNT, REGION, group);
});
afterEach(() => parts.close());

function write(stream: string, messages: readonly string[], group = '/ecs/shop'): void {
  parts.logs.append(
    ACCOUNT,
    REGION,
    group,
    stream,
    messages.map((message) => ({ timestamp: START, message })),
  );
}

class Tail {
  readonly #frames: AsyncIterator<StartLiveTailResponseStream>;
  readonly #abort: AbortController;

  constructor(frames: AsyncIterable<StartLiveTailResponseStream>, abort: AbortController) {
    this.#frames = frames[Symbol.asyncIterator]();
    this.#abort = abort;
  }

  async frame(): Promise<StartLiveTailResponseStream | undefined> {
    const next = await this.#frames.next();
    return next.done === true ? undefined : next.value;
  }

  /** Lets a second of the world pass and gives the update that comes of it. */
  async update(): Promise<LiveTailSessionUpdate | undefined> {
    await parts.clock.advance(1000);
    return (await this.frame())?.sessionUpdate;
  }

  async messages(): Promise<readonly (string | undefined)[] | undefined> {
    return (await this.update())?.sessionResults?.map(({ message }) => message);
  }

  end(): void {
    this.#abort.abort();
  }
}

async function open(input: Partial<StartLiveTailCommandInput> = {}): Promise<Tail> {
  const abort = new AbortController();
  const command = new StartLiveTailCommand({ logGroupIdentifiers: [GROUP], ...input });
  const { responseStream } = await client.send(command, { abortSignal: abort.signal });
  if (responseStream === undefined) throw new Error('no stream');
  return new Tail(responseStream, abort);
}

const failure = async (input: Partial<StartLiveTailCommandInput>): Promise<string | undefined> => {
  try {
    (await open(input)).end();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.name : undefined;
  }
};

describe('a live tail', () => {
  it('begins with what it was asked for, then tells each second what came', async () => {
    const tail = await open({ logEventFilterPattern: 'hello' });
    expect((await tail.frame())?.sessionStart).toMatchObject({
      logGroupIdentifiers: [GROUP],
      logEventFilterPattern: 'hello',
    });
    write('web/app/1', ['hello one', 'goodbye']);
    expect((await tail.update())?.sessionResults).toEqual([
      {
        logStreamName: 'web/app/1',
        logGroupIdentifier: `${ACCOUNT}:/ecs/shop`,
        message: 'hello one',
        timestamp: START,
        ingestionTime: START,
      },
    ]);
    expect(await tail.messages()).toEqual([]);
    write('web/app/1', ['hello two']);
    expect(await tail.messages()).toEqual(['hello two']);
    tail.end();
  });

  it('does not tell what was there before', async () => {
    write('s', ['before']);
    const tail = await open();
    await tail.frame();
    expect(await tail.messages()).toEqual([]);
    tail.end();
  });

  it('keeps to the named streams or to those of a prefix', async () => {
    const byName = await open({ logStreamNames: ['web/app/1'] });
    const byPrefix = await open({ logStreamNamePrefixes: ['web/'] });
    await Promise.all([byName.frame(), byPrefix.frame()]);
    for (const stream of ['web/app/1', 'web/app/2', 'api/app/3']) write(stream, [stream]);
    await parts.clock.advance(1000);
    const names = async (tail: Tail) =>
      (await tail.frame())?.sessionUpdate?.sessionResults?.map(({ message }) => message);
    expect(await names(byName)).toEqual(['web/app/1']);
    expect(await names(byPrefix)).toEqual(['web/app/1', 'web/app/2']);
    byName.end();
    byPrefix.end();
  });

  it('follows several groups at once', async () => {
    const tail = await open({ logGroupIdentifiers: [GROUP, OTHER] });
    await tail.frame();
    write('s', ['shop']);
    write('s', ['other'], '/ecs/other');
    expect(await tail.messages()).toEqual(['shop', 'other']);
    tail.end();
  });

  it('tells 500 events a second at most and says that it left some out', async () => {
    const tail = await open();
    await tail.frame();
    write(
      's',
      Array.from({ length: 501 }, (_unused, index) => `line ${index}`),
    );
    const update = await tail.update();
    expect([update?.sessionResults?.length, update?.sessionMetadata?.sampled]).toEqual([500, true]);
    expect((await tail.update())?.sessionMetadata?.sampled).toBe(false);
    tail.end();
  });

  it('ends after three hours, and says so', async () => {
    const tail = await open();
    await tail.frame();
    // The reader keeps up, so nothing is dropped on the way.
    const last = (async () => {
      try {
        while ((await tail.frame()) !== undefined);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.name : undefined;
      }
    })();
    await parts.clock.advance(3 * 60 * 60 * 1000);
    expect(await last).toBe('SessionTimeoutException');
  });

  it('makes room for another when its client goes away', async () => {
    const tails = await Promise.all(Array.from({ length: 15 }, () => open()));
    await Promise.all(tails.map((tail) => tail.frame()));
    expect(await failure({})).toBe('LimitExceededException');
    tails[0]?.end();
    await expect.poll(() => failure({})).toBeUndefined();
    for (const tail of tails) tail.end();
  });

  it.each([
    ['a name instead of an ARN', { logGroupIdentifiers: ['/ecs/shop'] }, 'InvalidParameterException'],
    ['an ARN with a star', { logGroupIdentifiers: [`${GROUP}:*`] }, 'InvalidParameterException'],
    ['no group', { logGroupIdentifiers: [] }, 'InvalidParameterException'],
    ['a group that does not exist', { logGroupIdentifiers: [`${GROUP}x`] }, 'ResourceNotFoundException'],
    [
      'streams of two groups',
      { logGroupIdentifiers: [GROUP, OTHER], logStreamNames: ['s'] },
      'InvalidParameterException',
    ],
    [
      'names and prefixes together',
      { logStreamNames: ['s'], logStreamNamePrefixes: ['s'] },
      'InvalidParameterException',
    ],
  ])('is refused for %s', async (_what, input, name) => {
    expect(await failure(input)).toBe(name);
  });
});
