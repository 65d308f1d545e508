import { describe, expect, it } from 'vitest';
import type { LiveTailUpdate } from '../../../src/core/aws/api';
import type { Connection } from '../../../src/core/aws/connection';
import { event, exception } from './eventStream';
import { connectTo, live } from './setup';
import { awsError, startStub, type StubAnswer } from './stubServer';

const GROUP_ARN = 'arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/app';

describe('the history of a log', () => {
  it('is one page with the token of the next, also when the page is empty', async () => {
    await using stub = await startStub(({ index }) => ({
      json:
        index === 0
          ? { events: [], nextToken: 'more' }
          : {
              events: [
                { logStreamName: 's', timestamp: 5, ingestionTime: 6, message: 'hello', eventId: 'e' },
              ],
            },
    }));
    const { connection } = await connectTo(stub.endpoint);
    const query = { group: 'g', streams: ['s'], from: 1, to: 9, limit: 50 };
    expect(await connection.logs().filterEvents(query, live())).toEqual({ events: [], nextToken: 'more' });
    expect(await connection.logs().filterEvents({ ...query, nextToken: 'more' }, live())).toEqual({
      events: [{ group: 'g', stream: 's', timestamp: 5, ingestionTime: 6, message: 'hello', eventId: 'e' }],
    });
    expect(JSON.parse(stub.calls[1]?.body ?? '')).toEqual({
      logGroupName: 'g',
      logStreamNames: ['s'],
      startTime: 1,
      endTime: 9,
      limit: 50,
      nextToken: 'more',
    });
  });

  it('is asked for by the beginning of stream names, and from its end on', async () => {
    await using stub = await startStub(() => ({ json: { events: [] } }));
    const { connection } = await connectTo(stub.endpoint);
    const query = { group: 'g', streams: [], prefix: 'ecs/app/', newestFirst: true, from: 1 };
    await connection.logs().filterEvents(query, live());
    expect(JSON.parse(stub.calls[0]?.body ?? '')).toEqual({
      logGroupName: 'g',
      logStreamNamePrefix: 'ecs/app/',
      startFromHead: false,
      startTime: 1,
    });
  });

  it('takes at most a hundred streams', async () => {
    const { connection } = await connectTo('http://127.0.0.1:1');
    const streams = Array.from({ length: 101 }, (_, index) => `s${index}`);
    await expect(
      connection.logs().filterEvents({ group: 'g', streams, from: 0 }, live()),
    ).rejects.toMatchObject({ code: 'invalid' });
  });

  it('of one stream has its newest events, and none where there is no stream', async () => {
    await using stub = await startStub(({ index }) =>
      index === 0
        ? { json: { events: [{ timestamp: 5, ingestionTime: 6, message: 'last' }] } }
        : awsError('ResourceNotFoundException', 'The specified log stream does not exist.'),
    );
    const { connection } = await connectTo(stub.endpoint);
    const query = { group: 'g', stream: 's', limit: 20 };
    expect(await connection.logs().lastEvents(query, live())).toEqual([
      { group: 'g', stream: 's', timestamp: 5, ingestionTime: 6, message: 'last' },
    ]);
    expect(await connection.logs().lastEvents(query, live())).toEqual([]);
    expect(JSON.parse(stub.calls[0]?.body ?? '')).toMatchObject({ startFromHead: false, limit: 20 });
  });

  it('of one stream goes on until its token repeats itself', async () => {
    const events = [{ timestamp: 5, ingestionTime: 6, message: 'first' }];
    await using stub = await startStub(({ index }) => ({
      json: {
        events: index === 0 ? events : [],
        nextBackwardToken: 'b/0/s',
        nextForwardToken: index === 0 ? 'f/1/s' : 'f/2/s',
      },
    }));
    const { connection } = await connectTo(stub.endpoint);
    const query = { group: 'g', stream: 's', from: 1 };
    const ask = (nextToken?: string) =>
      connection.logs().streamEvents(nextToken === undefined ? query : { ...query, nextToken }, live());
    expect(await ask()).toEqual({
      events: [{ group: 'g', stream: 's', timestamp: 5, ingestionTime: 6, message: 'first' }],
      nextToken: 'f/1/s',
    });
    // Empty, and not yet the end.
    expect(await ask('f/1/s')).toEqual({ events: [], nextToken: 'f/2/s' });
    expect(await ask('f/2/s')).toEqual({ events: [] });
    expect(stub.calls.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { logGroupName: 'g', logStreamName: 's', startTime: 1, startFromHead: true },
      { logGroupName: 'g', logStreamName: 's', startTime: 1, startFromHead: true, nextToken: 'f/1/s' },
      { logGroupName: 'g', logStreamName: 's', startTime: 1, startFromHead: true, nextToken: 'f/2/s' },
    ]);
  });

  it('of another region is signed for that region', async () => {
    await using stub = await startStub(() => ({ json: { events: [] } }));
    const { connection } = await connectTo(stub.endpoint);
    await connection.logs('ap-south-1').lastEvents({ group: 'g', stream: 's', limit: 1 }, live());
    expect(stub.calls[0]?.request.headers.authorization).toContain('/ap-south-1/logs/');
    expect(connection.logs('ap-south-1')).toBe(connection.logs('ap-south-1'));
  });
});

function tail(...frames: Buffer[]): StubAnswer {
  return {
    write: (response) => {
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      for (const bytes of frames) response.write(bytes);
    },
  };
}

const update = (message: string): Buffer =>
  event('sessionUpdate', {
    sessionMetadata: { sampled: true },
    sessionResults: [
      {
        logStreamName: 's',
        logGroupIdentifier: '111122223333:/ecs/app',
        message,
        timestamp: 5,
        ingestionTime: 6,
      },
    ],
  });

/** Reads until it ends, which it does with an error. */
async function readAll(connection: Connection): Promise<void> {
  const query = { groupArn: GROUP_ARN, streams: [] };
  for await (const next of connection.logs().liveTail(query, live())) expect(next.kind).toBe('started');
}

describe('a live tail', () => {
  it('goes to the configured host and says when it has started and what came', async () => {
    await using stub = await startStub(() => tail(event('sessionStart', {}), update('héllo')));
    const { connection } = await connectTo(stub.endpoint);
    const controller = new AbortController();
    const updates: LiveTailUpdate[] = [];
    for await (const next of connection
      .logs()
      .liveTail({ groupArn: `${GROUP_ARN}:*`, streams: ['s'] }, controller.signal)) {
      updates.push(next);
      if (updates.length === 2) controller.abort();
    }
    expect(updates).toEqual([
      { kind: 'started' },
      {
        kind: 'events',
        sampled: true,
        events: [{ group: '/ecs/app', stream: 's', timestamp: 5, ingestionTime: 6, message: 'héllo' }],
      },
    ]);
    expect(JSON.parse(stub.calls[0]?.body ?? '')).toEqual({
      logGroupIdentifiers: [GROUP_ARN],
      logStreamNames: ['s'],
    });
  });

  it('closes its connection when the reader leaves', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    await using stub = await startStub(({ request }) => {
      closed = new Promise((resolve) => request.socket.once('close', resolve));
      return tail(event('sessionStart', {}));
    });
    const { connection } = await connectTo(stub.endpoint);
    for await (const next of connection.logs().liveTail({ groupArn: GROUP_ARN, streams: [] }, live())) {
      expect(next.kind).toBe('started');
      break;
    }
    await closed;
  });

  it('ends with the error that AWS ends it with', async () => {
    await using stub = await startStub(() =>
      tail(event('sessionStart', {}), exception('SessionTimeoutException', { message: 'Session timed out' })),
    );
    const { connection } = await connectTo(stub.endpoint);
    await expect(readAll(connection)).rejects.toMatchObject({
      code: 'awsError',
      details: { operation: 'StartLiveTail', awsCode: 'SessionTimeoutException' },
    });
  });

  it.each([
    [
      'breaks',
      (bytes: Buffer): StubAnswer => ({
        write: (response) => response.write(bytes, () => setTimeout(() => response.destroy(), 10)),
      }),
    ],
    ['just ends', (bytes: Buffer): StubAnswer => ({ write: (response) => response.end(bytes) })],
  ])('is unreachable when its connection %s', async (_how, answer) => {
    await using stub = await startStub(() => answer(event('sessionStart', {})));
    const { connection } = await connectTo(stub.endpoint);
    await expect(readAll(connection)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('that was cancelled before it began ends without a word', async () => {
    const { connection } = await connectTo('http://127.0.0.1:1');
    for await (const next of connection
      .logs()
      .liveTail({ groupArn: GROUP_ARN, streams: [] }, AbortSignal.abort()))
      expect.unreachable(next.kind);
  });

  it('that is refused fails as other calls do', async () => {
    await using stub = await startStub(() => awsError('LimitExceededException', 'Too many sessions'));
    const { connection } = await connectTo(stub.endpoint);
    await expect(readAll(connection)).rejects.toMatchObject({
      code: 'awsError',
      details: { awsCode: 'LimitExceededException' },
    });
  });
});
