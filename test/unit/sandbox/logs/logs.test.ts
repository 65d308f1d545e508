import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
  PutLogEventsCommand,
  type CloudWatchLogsClient,
  type FilterLogEventsCommandInput,
  type GetLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogsService } from '../../../../src/sandbox/services/logs/logsService';
import { ACCOUNT, REGION, START, startSandboxParts, type SandboxParts } from '../../../support/sandboxParts';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

let parts: SandboxParts;
let client: CloudWatchLogsClient;

beforeEach(async () => {
  parts = await startSandboxParts();
  client = parts.logsClient();
  parts.logs.createGroup(ACCOUNT, REGION, '/ecs/shop');
});
afterEach(() => parts.close());

/** Lines as tasks write them: one a second, beginning at `START`. */
function write(stream: string, messages: readonly string[], from = START): void {
  parts.logs.append(
    ACCOUNT,
    REGION,
    '/ecs/shop',
    stream,
    messages.map((message, index) => ({ timestamp: from + index * 1000, message })),
  );
}

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_unused, index) => `line ${index}`);

const failure = async (call: Promise<unknown>) => {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Error ? [error.name, error.message] : undefined;
};

const filter = async (input: Omit<FilterLogEventsCommandInput, 'logGroupName'>) => {
  const answer = await client.send(new FilterLogEventsCommand({ logGroupName: '/ecs/shop', ...input }));
  return { ...answer, messages: answer.events?.map(({ message }) => message) };
};

describe('groups and streams', () => {
  it('are made once', async () => {
    await client.send(new CreateLogGroupCommand({ logGroupName: 'new' }));
    await client.send(new CreateLogStreamCommand({ logGroupName: 'new', logStreamName: 's' }));
    expect(await failure(client.send(new CreateLogGroupCommand({ logGroupName: 'new' })))).toEqual([
      'ResourceAlreadyExistsException',
      'The specified log group already exists',
    ]);
    const again = new CreateLogStreamCommand({ logGroupName: 'new', logStreamName: 's' });
    expect((await failure(client.send(again)))?.[0]).toBe('ResourceAlreadyExistsException');
  });

  it('are described with their ARNs, with and without the star', async () => {
    const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/ecs' }));
    const arn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/ecs/shop`;
    expect(logGroups).toEqual([
      expect.objectContaining({
        logGroupName: '/ecs/shop',
        arn: `${arn}:*`,
        logGroupArn: arn,
        creationTime: START,
      }),
    ]);
  });

  it('come page by page', async () => {
    for (let index = 0; index < 120; index += 1) parts.logs.createGroup(ACCOUNT, REGION, `g${index}`);
    const sizes: (number | undefined)[] = [];
    for await (const { logGroups } of paginateDescribeLogGroups({ client }, {}))
      sizes.push(logGroups?.length);
    expect(sizes).toEqual([50, 50, 21]);
  });

  it('tell when their streams were last written, and sort by it', async () => {
    write('web/app/1', ['a'], START + MINUTE);
    write('web/app/2', ['b'], START);
    const { logStreams } = await client.send(
      new DescribeLogStreamsCommand({
        logGroupName: '/ecs/shop',
        orderBy: 'LastEventTime',
        descending: true,
      }),
    );
    expect(
      logStreams?.map(({ logStreamName, lastEventTimestamp }) => [logStreamName, lastEventTimestamp]),
    ).toEqual([
      ['web/app/1', START + MINUTE],
      ['web/app/2', START],
    ]);
  });

  it('cannot be sorted by time within a prefix', async () => {
    const command = new DescribeLogStreamsCommand({
      logGroupName: '/ecs/shop',
      orderBy: 'LastEventTime',
      logStreamNamePrefix: 'web',
    });
    expect((await failure(client.send(command)))?.[0]).toBe('InvalidParameterException');
  });

  it('are missed in the words of CloudWatch', async () => {
    const get = (logGroupName: string) =>
      client.send(new GetLogEventsCommand({ logGroupName, logStreamName: 'absent' }));
    expect(await failure(get('absent'))).toEqual([
      'ResourceNotFoundException',
      'The specified log group does not exist.',
    ]);
    expect(await failure(get('/ecs/shop'))).toEqual([
      'ResourceNotFoundException',
      'The specified log stream does not exist.',
    ]);
  });
});

describe('PutLogEvents', () => {
  const put = (offsets: readonly number[]) =>
    client.send(
      new PutLogEventsCommand({
        logGroupName: '/ecs/shop',
        logStreamName: 's',
        logEvents: offsets.map((offset) => ({ timestamp: START + offset, message: `at ${offset}` })),
      }),
    );
  beforeEach(() =>
    client.send(new CreateLogStreamCommand({ logGroupName: '/ecs/shop', logStreamName: 's' })),
  );

  it('stores what is neither too old nor too new, and says which it left out', async () => {
    const answer = await put([-15 * DAY, -MINUTE, 0, 3 * 60 * MINUTE]);
    expect(answer.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 3 });
    expect((await filter({})).messages).toEqual([`at ${-MINUTE}`, 'at 0']);
  });

  it('refuses events out of order', async () => {
    expect(await failure(put([1000, 0]))).toEqual([
      'InvalidParameterException',
      'Log events in a single PutLogEvents request must be in chronological order.',
    ]);
  });
});

describe('GetLogEvents', () => {
  const get = async (input: Omit<GetLogEventsCommandInput, 'logGroupName' | 'logStreamName'>) => {
    const command = new GetLogEventsCommand({ logGroupName: '/ecs/shop', logStreamName: 's', ...input });
    const answer = await client.send(command);
    return { ...answer, messages: answer.events?.map(({ message }) => message) };
  };

  it('begins with the newest page and leads back to the oldest', async () => {
    write('s', numbered(5));
    const newest = await get({ limit: 2 });
    expect(newest.messages).toEqual(['line 3', 'line 4']);
    const middle = await get({ limit: 2, nextToken: newest.nextBackwardToken });
    expect(middle.messages).toEqual(['line 1', 'line 2']);
    const oldest = await get({ limit: 2, nextToken: middle.nextBackwardToken });
    expect(oldest.messages).toEqual(['line 0']);
    const end = await get({ limit: 2, nextToken: oldest.nextBackwardToken });
    expect([end.messages, end.nextBackwardToken]).toEqual([[], oldest.nextBackwardToken]);
  });

  it('goes on forward, repeats its token at the end, and sees later lines with it', async () => {
    write('s', numbered(3));
    const first = await get({ limit: 2, startFromHead: true });
    expect(first.messages).toEqual(['line 0', 'line 1']);
    const second = await get({ limit: 2, nextToken: first.nextForwardToken });
    expect(second.messages).toEqual(['line 2']);
    const end = await get({ nextToken: second.nextForwardToken });
    expect([end.messages, end.nextForwardToken]).toEqual([[], second.nextForwardToken]);
    write('s', ['late'], START + MINUTE);
    expect((await get({ nextToken: end.nextForwardToken })).messages).toEqual(['late']);
  });

  it('turns round at the end without losing or repeating a line', async () => {
    write('s', numbered(2));
    const head = await get({ startFromHead: true });
    const end = await get({ nextToken: head.nextForwardToken });
    expect((await get({ nextToken: end.nextBackwardToken })).messages).toEqual(['line 0', 'line 1']);
  });

  it('has tokens also for an empty stream', async () => {
    await client.send(new CreateLogStreamCommand({ logGroupName: '/ecs/shop', logStreamName: 's' }));
    const empty = await get({});
    expect([empty.messages, empty.nextForwardToken, empty.nextBackwardToken]).toEqual([
      [],
      expect.stringMatching(/^f\/\d{56}\/s$/),
      expect.stringMatching(/^b\/\d{56}\/s$/),
    ]);
    write('s', ['first']);
    expect((await get({ nextToken: empty.nextForwardToken })).messages).toEqual(['first']);
  });

  it('takes the start in and leaves the end out', async () => {
    write('s', numbered(4));
    expect((await get({ startTime: START + 1000, endTime: START + 3000 })).messages).toEqual([
      'line 1',
      'line 2',
    ]);
  });

  it('refuses a token that it did not give', async () => {
    write('s', ['a']);
    expect(await failure(get({ nextToken: 'nonsense' }))).toEqual([
      'InvalidParameterException',
      'The specified nextToken is invalid.',
    ]);
  });
});

describe('FilterLogEvents', () => {
  it('weaves streams together by time', async () => {
    write('a', ['a0', 'a1'], START);
    write('b', ['b0', 'b1'], START + 500);
    expect((await filter({})).messages).toEqual(['a0', 'b0', 'a1', 'b1']);
  });

  it('puts a line that arrives late where its time belongs', async () => {
    write('a', ['second'], START + 1000);
    write('a', ['first'], START);
    expect((await filter({})).messages).toEqual(['first', 'second']);
  });

  it('takes the end in', async () => {
    write('a', numbered(4));
    expect((await filter({ startTime: START + 1000, endTime: START + 2000 })).messages).toEqual([
      'line 1',
      'line 2',
    ]);
  });

  it('looks only into the named streams or those of a prefix, not both', async () => {
    write('web/app/1', ['one']);
    write('web/app/2', ['two']);
    write('api/app/3', ['three']);
    expect((await filter({ logStreamNames: ['web/app/2'] })).messages).toEqual(['two']);
    expect((await filter({ logStreamNamePrefix: 'web/' })).messages).toEqual(['one', 'two']);
    const both = filter({ logStreamNames: ['web/app/2'], logStreamNamePrefix: 'web/' });
    expect((await failure(both))?.[0]).toBe('InvalidParameterException');
    expect((await failure(filter({ logStreamNames: ['absent'] })))?.[0]).toBe('ResourceNotFoundException');
  });

  it('comes page by page in either direction, each event once', async () => {
    write('a', numbered(5));
    const input = { logGroupName: '/ecs/shop', limit: 2, startTime: START };
    const read = async (startFromHead: boolean) => {
      const pages: (string | undefined)[][] = [];
      for await (const { events = [] } of paginateFilterLogEvents({ client }, { ...input, startFromHead })) {
        pages.push(events.map(({ message }) => message));
      }
      return pages;
    };
    expect(await read(true)).toEqual([['line 0', 'line 1'], ['line 2', 'line 3'], ['line 4']]);
    expect(await read(false)).toEqual([['line 4', 'line 3'], ['line 2', 'line 1'], ['line 0']]);
  });

  it('does not get lost when lines arrive between pages', async () => {
    write('a', numbered(4));
    const first = await filter({ limit: 2, startFromHead: false, startTime: START });
    write('a', ['new'], START + MINUTE);
    const second = await filter({ limit: 2, nextToken: first.nextToken, startTime: START });
    expect(second.messages).toEqual(['line 1', 'line 0']);
  });

  it('gives the newest first only for times that AWS supports', async () => {
    expect((await failure(filter({ startFromHead: false })))?.[0]).toBe('InvalidParameterException');
  });

  it('answers an unfruitful search of a big group with empty pages that go on', async () => {
    write('a', [...numbered(45_000), 'needle']);
    const first = await filter({ filterPattern: 'needle' });
    expect(first.messages).toEqual([]);
    const second = await filter({ filterPattern: 'needle', nextToken: first.nextToken });
    expect(second.messages).toEqual([]);
    const third = await filter({ filterPattern: 'needle', nextToken: second.nextToken });
    expect([third.messages, third.nextToken]).toEqual([['needle'], undefined]);
  });

  it('gives any text back as it was written, by either call', async () => {
    const written = fc.sample(fc.string({ unit: 'binary', minLength: 1 }), { numRuns: 500, seed: 1 });
    write('ecs/web/1', written);
    write('ecs/wéb/"2"', ['plain', '"quoted" \\ and\ttabbed', 'ünïcode ✓ \ud83d\ude80', '\ud800']);
    const events = await client.send(
      new GetLogEventsCommand({
        logGroupName: '/ecs/shop',
        logStreamName: 'ecs/web/1',
        startFromHead: true,
      }),
    );
    expect(events.events?.map(({ message }) => message)).toEqual(written);
    const found = await filter({ logStreamNames: ['ecs/web/1'] });
    expect(found.messages).toEqual(written);
    expect(found.events?.[1]).toMatchObject({ timestamp: START + 1000, logStreamName: 'ecs/web/1' });
    const other = await filter({ logStreamNames: ['ecs/wéb/"2"'] });
    expect(other.messages).toEqual(['plain', '"quoted" \\ and\ttabbed', 'ünïcode ✓ \ud83d\ude80', '\ud800']);
    expect(other.events?.[0]?.logStreamName).toBe('ecs/wéb/"2"');
  });

  it('keeps a page under a megabyte', async () => {
    write(
      'a',
      Array.from({ length: 5 }, () => 'x'.repeat(400_000)),
    );
    const page = await filter({});
    expect(page.events).toHaveLength(2);
    expect(page.nextToken).toBeDefined();
  });

  it('forgets its tokens after a day', async () => {
    write('a', numbered(3));
    const { nextToken } = await filter({ limit: 1 });
    await parts.clock.advance(DAY + 1);
    expect(await failure(filter({ nextToken }))).toEqual([
      'InvalidParameterException',
      'The specified nextToken is invalid.',
    ]);
  });

  it.each([
    [{ limit: 0 }],
    [{ limit: 10_001 }],
    [{ nextToken: 'bnVsbA' }],
    [{ filterPattern: '[level, text' }],
  ])('refuses %j', async (input) => {
    expect((await failure(filter(input)))?.[0]).toBe('InvalidParameterException');
  });
});

describe('memory', () => {
  it('is bounded for a group: the oldest lines go', async () => {
    await parts.close();
    parts = await startSandboxParts({ logLimits: { eventsPerGroup: 3, bytes: 1e9 } });
    client = parts.logsClient();
    parts.logs.createGroup(ACCOUNT, REGION, '/ecs/shop');
    write('a', numbered(5));
    expect((await filter({})).messages).toEqual(['line 2', 'line 3', 'line 4']);
    const stream = new GetLogEventsCommand({ logGroupName: '/ecs/shop', logStreamName: 'a' });
    expect((await client.send(stream)).events).toHaveLength(3);
  });

  it('is bounded for all groups together', async () => {
    await parts.close();
    parts = await startSandboxParts({ logLimits: { eventsPerGroup: 100, bytes: 100 * 206 } });
    client = parts.logsClient();
    let count = 0;
    for (let group = 0; group < 20; group += 1) {
      parts.logs.createGroup(ACCOUNT, REGION, `g${group}`);
      const events = numbered(10).map((message) => ({ timestamp: START, message }));
      parts.logs.append(ACCOUNT, REGION, `g${group}`, 's', events);
    }
    for (let group = 0; group < 20; group += 1) {
      const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: `g${group}` }));
      count += events.length;
    }
    expect(count).toBeLessThanOrEqual(100);
    expect(count).toBeGreaterThan(50);
  });

  it('survives in a saved world', () => {
    write('web/app/1', ['one', 'two']);
    const state = JSON.parse(JSON.stringify(parts.logs.toJSON())) as ReturnType<typeof parts.logs.toJSON>;
    const reopened = createLogsService({ clock: parts.clock, state });
    expect(reopened.hasGroup(ACCOUNT, REGION, '/ecs/shop')).toBe(true);
    expect(reopened.toJSON()).toEqual(state);
  });

  it('takes nothing for a group that is gone', () => {
    parts.logs.append(ACCOUNT, REGION, 'gone', 's', [{ timestamp: START, message: 'lost' }]);
    expect(parts.logs.hasGroup(ACCOUNT, REGION, 'gone')).toBe(false);
  });
});
