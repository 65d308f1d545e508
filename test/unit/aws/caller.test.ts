import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { QuaysideError } from '../../../src/core/lib/errors';
import { connectTo, live } from './setup';
import { awsError, startStub, type StubAnswer } from './stubServer';

const OK: StubAnswer = { json: { clusters: [] } };

/** What a call fails with when the endpoint answers like this every time. */
async function failureOf(
  answer: StubAnswer,
): Promise<{ error: QuaysideError; calls: number; slept: number[] }> {
  await using stub = await startStub(() => answer);
  const { connection, clock } = await connectTo(stub.endpoint);
  const error: unknown = await connection.ecs
    .describeClusters(['c'], live())
    .catch((thrown: unknown) => thrown);
  if (!QuaysideError.is(error)) throw new Error('It did not fail as ours', { cause: error });
  return { error, calls: stub.calls.length, slept: clock.slept };
}

describe('a call that AWS throttles', () => {
  it('waits and succeeds', async () => {
    await using stub = await startStub(({ index }) =>
      index < 4 ? awsError('ThrottlingException', 'Rate exceeded') : OK,
    );
    const { connection, clock } = await connectTo(stub.endpoint);
    expect(await connection.ecs.describeClusters(['c'], live())).toEqual({ clusters: [], failures: [] });
    expect(stub.calls).toHaveLength(5);
    expect(clock.slept.every((ms) => ms >= 1000)).toBe(true);
  });

  it('gives up in the end', async () => {
    const { error, calls } = await failureOf(awsError('ThrottlingException', 'Rate exceeded'));
    expect(error).toMatchObject({
      code: 'throttled',
      details: { operation: 'DescribeClusters', awsCode: 'ThrottlingException' },
    });
    expect(calls).toBe(6);
  });
});

describe('a call that AWS refuses', () => {
  it.each<[string, string, string, number]>([
    ['ClusterNotFoundException', 'Cluster not found.', 'notFound', 1],
    ['ServiceNotActiveException', 'Service was not ACTIVE.', 'notFound', 1],
    ['InvalidParameterException', 'no', 'invalid', 1],
    ['ClientException', 'no', 'invalid', 1],
    ['ConflictException', 'no', 'conflict', 1],
    [
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      'noCredentials',
      1,
    ],
    ['UnknownOperationException', '', 'awsError', 1],
    ['com.amazonaws.ecs#ServerException', 'try again', 'awsError', 1],
  ])('with %s (%s) fails as %s', async (awsCode, text, code, calls) => {
    const failure = await failureOf(awsError(awsCode, text));
    expect(failure.error.code).toBe(code);
    expect(failure.error.details).toMatchObject({
      operation: 'DescribeClusters',
      awsCode: awsCode.replace(/^.*#/, ''),
      requestId: 'r-1',
      region: 'eu-west-1',
    });
    expect(failure.error.message).toBe(text === '' ? 'UnknownOperationException' : text);
    expect(failure.calls).toBe(calls);
  });

  it('for want of permission names the action', async () => {
    const text =
      'User: arn:aws:sts::111122223333:assumed-role/dev/ada is not authorized to perform: ecs:DescribeClusters on resource: arn:aws:ecs:eu-west-1:111122223333:cluster/c because no identity-based policy allows the ecs:DescribeClusters action';
    const { error } = await failureOf(awsError('AccessDeniedException', text));
    expect(error).toMatchObject({ code: 'accessDenied', details: { action: 'ecs:DescribeClusters' } });
  });

  it('is tried three times when the fault is on the other side', async () => {
    const { error, calls } = await failureOf(awsError('InternalFailure', 'oops', 500));
    expect(error.code).toBe('awsError');
    expect(calls).toBe(3);
  });

  it('with expired credentials is made once more with new ones', async () => {
    const { error, calls } = await failureOf(
      awsError('ExpiredTokenException', 'The security token included in the request is expired'),
    );
    expect(error.code).toBe('expiredCredentials');
    expect(calls).toBe(2);
  });
});

describe('a machine whose clock is wrong', () => {
  it('signs again with the time that AWS answered', async () => {
    const ahead = new Date(Date.now() + 3_600_000);
    await using stub = await startStub(({ index }) =>
      index > 0
        ? OK
        : {
            write: (response) => {
              response.writeHead(403, {
                'content-type': 'application/x-amz-json-1.1',
                date: ahead.toUTCString(),
              });
              response.end('{"__type":"InvalidSignatureException","message":"Signature expired"}');
            },
          },
    );
    const { connection } = await connectTo(stub.endpoint);
    await connection.ecs.describeClusters(['c'], live());
    const signedAt = String(stub.calls[1]?.request.headers['x-amz-date']);
    const [, day = '', hour = '', minute = ''] = /^(\d{8})T(\d\d)(\d\d)/.exec(signedAt) ?? [];
    const iso = `${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${hour}:${minute}:00Z`;
    expect(Math.abs(Date.parse(iso) - ahead.getTime())).toBeLessThan(10 * 60_000);
  });
});

describe('a call that gets no proper answer', () => {
  it('is unreachable where nobody listens, at once', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    const { connection, clock } = await connectTo(`http://127.0.0.1:${port}`);
    await expect(connection.ecs.describeClusters(['c'], live())).rejects.toMatchObject({
      code: 'unreachable',
      details: { awsCode: 'ECONNREFUSED' },
    });
    expect(clock.slept).toEqual([]);
  });

  it('is unreachable where the name is unknown', async () => {
    const { connection } = await connectTo('http://no-such-host.invalid');
    await expect(connection.ecs.describeClusters(['c'], live())).rejects.toMatchObject({
      code: 'unreachable',
    });
  });

  it('is unreachable behind a certificate that nobody vouches for', async () => {
    await using stub = await startStub(() => OK);
    const { connection } = await connectTo(stub.endpoint.replace('http:', 'https:'));
    await expect(connection.ecs.describeClusters(['c'], live())).rejects.toSatisfy((error) =>
      QuaysideError.is(error, 'unreachable'),
    );
  });

  it('is made again when the connection breaks', async () => {
    await using stub = await startStub(({ index }) =>
      index === 0 ? { write: (response) => response.destroy() } : OK,
    );
    const { connection } = await connectTo(stub.endpoint);
    await connection.ecs.describeClusters(['c'], live());
    expect(stub.calls).toHaveLength(2);
  });

  it('is made again when the answer ends too early', async () => {
    const cut: StubAnswer = {
      write: (response) => {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': 100 });
        response.write('{"clusters":[');
        setTimeout(() => response.destroy(), 10);
      },
    };
    await using stub = await startStub(({ index }) => (index === 0 ? cut : OK));
    const { connection } = await connectTo(stub.endpoint);
    expect(await connection.ecs.describeClusters(['c'], live())).toEqual({ clusters: [], failures: [] });
  });

  it('that is no JSON is an error after three attempts', async () => {
    const { error, calls } = await failureOf({ text: '{"clusters":[' });
    expect(error).toMatchObject({
      code: 'awsError',
      message: 'The answer could not be read',
      details: { awsCode: 'MalformedAnswer' },
    });
    expect(calls).toBe(3);
  });

  it('that is the page of a proxy is an error', async () => {
    const { error } = await failureOf({
      status: 407,
      text: '<html>Proxy authentication required</html>',
      type: 'text/html',
    });
    expect(error.code).toBe('awsError');
  });
});

describe('a call that is cancelled', () => {
  it('ends at once and closes its connection', async () => {
    const controller = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    await using stub = await startStub(({ request }) => {
      closed = new Promise((resolve) => request.socket.once('close', resolve));
      controller.abort();
      return new Promise<StubAnswer>(() => {});
    });
    const { connection } = await connectTo(stub.endpoint);
    await expect(connection.ecs.describeClusters(['c'], controller.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    await closed;
    expect(stub.calls).toHaveLength(1);
  });

  it('before it began asks nothing', async () => {
    await using stub = await startStub(() => OK);
    const { connection } = await connectTo(stub.endpoint);
    await expect(connection.ecs.describeClusters(['c'], AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(stub.calls).toEqual([]);
  });

  it('while the answer is on its way is cancelled too', async () => {
    const controller = new AbortController();
    await using stub = await startStub(() => ({
      write: (response) => {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
        response.write('{"taskDefinition":');
        setTimeout(() => controller.abort(), 10);
      },
    }));
    const { connection } = await connectTo(stub.endpoint);
    await expect(connection.ecs.describeTaskDefinition('app', controller.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('the log of calls', () => {
  it('has operation, region and attempts, and nothing of what was sent or answered', async () => {
    await using stub = await startStub(() => ({
      json: { taskDefinition: { family: 'secret-family', environment: 'hunter2' } },
    }));
    const { connection, logger } = await connectTo(stub.endpoint);
    await connection.ecs.describeTaskDefinition('secret-family:1', live());
    expect(logger.lines).toEqual([
      expect.stringMatching(/^DescribeTaskDefinition eu-west-1: \d+ ms, attempt 1$/),
    ]);
  });

  it('names the product to AWS', async () => {
    await using stub = await startStub(() => OK);
    const { connection } = await connectTo(stub.endpoint);
    await connection.ecs.describeClusters(['c'], live());
    expect(stub.calls[0]?.request.headers['user-agent']).toContain('quayside/1.2.3');
  });
});
