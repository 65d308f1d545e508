import { describe, expect, it } from 'vitest';
import { connectTo, live } from './setup';
import { awsError, startStub } from './stubServer';

const QUERY = { groups: ['a', 'b'], from: 1500, to: 2500, text: 'fields @message' };

describe('a query of Logs Insights', () => {
  it('is started over whole seconds, and not sent twice', async () => {
    await using stub = await startStub(({ index }) =>
      index === 0 ? { json: { queryId: 'q' } } : { status: 500, json: {} },
    );
    const { connection } = await connectTo(stub.endpoint);
    expect(await connection.logs().startQuery(QUERY, live())).toBe('q');
    expect(JSON.parse(stub.calls[0]?.body ?? '')).toEqual({
      logGroupNames: ['a', 'b'],
      startTime: 1,
      endTime: 3,
      queryString: 'fields @message',
    });
    await expect(connection.logs().startQuery(QUERY, live())).rejects.toMatchObject({ code: 'awsError' });
    expect(stub.calls).toHaveLength(2);
  });

  it.each([
    ['Scheduled', 'running'],
    ['Running', 'running'],
    ['Complete', 'complete'],
    ['Failed', 'failed'],
    ['Cancelled', 'cancelled'],
    ['Timeout', 'timedOut'],
  ])('that is %s is %s, with its rows and what was read', async (status, state) => {
    const row = [{ field: '@message', value: 'hello' }, { field: '@ptr', value: 'p' }, { field: 'empty' }];
    const statistics = { bytesScanned: 3, recordsScanned: 2, recordsMatched: 1 };
    await using stub = await startStub(() => ({ json: { status, results: [row], statistics } }));
    const { connection } = await connectTo(stub.endpoint);
    expect(await connection.logs().queryResults('q', live())).toEqual({
      state,
      rows: [
        [
          ['@message', 'hello'],
          ['empty', ''],
        ],
      ],
      scannedBytes: 3,
      scannedRecords: 2,
      matchedRecords: 1,
    });
  });

  it('that cannot be read as one is invalid, and takes at most fifty groups', async () => {
    await using stub = await startStub(() => awsError('MalformedQueryException', 'unexpected symbol'));
    const { connection } = await connectTo(stub.endpoint);
    await expect(connection.logs().startQuery(QUERY, live())).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('unexpected symbol') as string,
    });
    const groups = Array.from({ length: 51 }, (_, index) => `g${index}`);
    await expect(connection.logs().startQuery({ ...QUERY, groups }, live())).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});
