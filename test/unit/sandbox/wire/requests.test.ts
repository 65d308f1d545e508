import { request } from 'node:http';
import { connect } from 'node:net';
import { DescribeServicesCommand, ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';
import { rawCall } from '../ecs/builders';

let sandbox: TestSandbox;
let ecs: ECSClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  ecs = new ECSClient(sdkOptions(sandbox));
});

afterAll(async () => {
  ecs.destroy();
  await sandbox.dispose();
});

/** Like fetch, but any header can be set. */
function status(path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${sandbox.endpoint}${path}`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('a request that a web page could have sent is refused', () => {
  test.each(['/', '/v2/', '/_sandbox/calls'])('with an Origin, at %s', async (path) => {
    expect(await status(path, { origin: 'http://127.0.0.1' })).toBe(403);
  });

  test.each(['/', '/v2/', '/_sandbox/calls'])('with a rebound host name, at %s', async (path) => {
    expect(await status(path, { host: 'evil.example:80' })).toBe(403);
  });

  test('as a link or a picture, which come without an Origin', async () => {
    const link = `${sandbox.endpoint}/?Action=DescribeTargetGroups&Version=2015-12-01`;
    const unsigned = await fetch(link);
    expect([unsigned.status, await unsigned.text()]).toEqual([
      403,
      expect.stringContaining('<Code>MissingAuthenticationToken</Code>'),
    ]);
    const authorization =
      'AWS4-HMAC-SHA256 Credential=AKIA/20260901/us-east-1/elasticloadbalancing/aws4_request, SignedHeaders=host, Signature=0';
    expect((await fetch(link, { headers: { authorization } })).status).toBe(200);
  });

  test('and not when a program says localhost', async () => {
    expect(await status('/_sandbox/calls', { host: 'localhost:1234' })).toBe(200);
  });
});

describe('a malformed request gets the error of its protocol', () => {
  test('an address that is none, without a word in the log', async () => {
    const before = sandbox.log.length;
    expect(await status('//', {})).toBe(400);
    expect(sandbox.log).toHaveLength(before);
  });

  test('bad JSON', async () => {
    const answer = await rawCall(sandbox, 'ListClusters', '{"a":');
    expect(answer.status).toBe(400);
    expect(answer.body['__type']).toBe('SerializationException');
    expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1');
  });

  test.each([['[]'], ['"text"'], ['null']])('JSON that is no object: %s', async (body) => {
    expect((await rawCall(sandbox, 'ListClusters', body)).body['__type']).toBe('SerializationException');
  });

  test('members of another type', async () => {
    const answers = await Promise.all([
      rawCall(sandbox, 'ListServices', { cluster: 7 }),
      rawCall(sandbox, 'DescribeServices', { cluster: 'production', services: 'shop-web' }),
      rawCall(sandbox, 'RegisterTaskDefinition', { family: 'a', containerDefinitions: [3] }),
      rawCall(sandbox, 'ListClusters', { maxResults: '10' }),
      rawCall(sandbox, 'UpdateService', {
        cluster: 'production',
        service: 'shop-web',
        loadBalancers: [null],
      }),
      rawCall(sandbox, 'UpdateService', {
        cluster: 'production',
        service: 'shop-web',
        deploymentConfiguration: { bakeTimeInMinutes: 1.5 },
      }),
    ]);
    expect(answers.map(({ status: code, body }) => [code, body['__type']])).toEqual(
      answers.map(() => [400, 'SerializationException']),
    );
  });

  test('an operation that is not there', async () => {
    expect((await rawCall(sandbox, 'MakeCoffee', {})).body['__type']).toBe('UnknownOperationException');
    expect((await rawCall(sandbox, 'constructor', {})).body['__type']).toBe('UnknownOperationException');
    expect(sandbox.log.some((line) => line.includes('MakeCoffee'))).toBe(true);
  });

  test('a query action that is not there', async () => {
    const response = await fetch(sandbox.endpoint, {
      method: 'POST',
      body: 'Action=MakeCoffee&Version=2011-06-15',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/<Code>InvalidAction<\/Code>/);
  });

  test('nothing at all', async () => {
    expect((await fetch(sandbox.endpoint)).status).toBe(400);
  });

  test('a body above the limit ends the connection, and the next request is served', async () => {
    const response = await fetch(sandbox.endpoint, {
      method: 'POST',
      body: Buffer.alloc(11 * 1024 * 1024, 'a'),
    }).catch((error: unknown) => error);
    // Whether the answer arrives before the connection is cut depends on the client.
    if (response instanceof Response) expect(response.status).toBe(413);
    expect((await ecs.send(new ListClustersCommand({}))).clusterArns).toHaveLength(2);
  });

  test('bytes that are no HTTP', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(sandbox.endpoint.split(':')[2]), '127.0.0.1', () => {
        socket.write('\x16\x03\x01\x02 hello\r\n\r\n');
      });
      let text = '';
      socket.on('data', (data) => (text += data.toString('latin1')));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
  });
});

describe('the control endpoint', () => {
  test('counts calls by service and operation until they are reset', async () => {
    await sandbox.control('calls', {});
    await ecs.send(new ListClustersCommand({}));
    await ecs.send(new ListClustersCommand({}));
    expect(await sandbox.control('calls')).toEqual({ 'ecs:ListClusters': 2 });
    expect(await sandbox.control('calls', {})).toEqual({});
  });

  test('sets an error for the next calls of an operation', async () => {
    await sandbox.control('faults', {
      errors: [
        {
          operation: 'ecs:DescribeServices',
          code: 'ThrottlingException',
          message: 'Rate exceeded',
          times: 1,
        },
      ],
    });
    const call = (): Promise<unknown> =>
      ecs.send(new DescribeServicesCommand({ cluster: 'production', services: ['shop-web'] }));
    await expect(call()).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' });
    await expect(call()).resolves.toBeDefined();
  });

  test.each([
    ['faults', { latencyMs: -1 }],
    ['faults', { errors: [{ operation: 'ecs:X' }] }],
    ['clock', { advanceMs: 'soon' }],
    ['clock', { advanceMs: 1e12 }],
  ] as const)('refuses a document it does not understand: %s %j', async (name, document) => {
    await expect(sandbox.control(name, document)).rejects.toThrow(name);
  });

  test('moves the clock', async () => {
    const { now } = await sandbox.control('clock');
    expect(await sandbox.control('clock', { advanceMs: 90_000 })).toEqual({ now: Number(now) + 90_000 });
  });

  test('lists the worlds that a sandbox can start with', async () => {
    const { worlds } = await sandbox.control('worlds');
    expect(worlds).toContainEqual({ name: 'empty', title: 'Nothing at all' });
    expect(worlds).toContainEqual({ name: 'scenario:deadlock', title: expect.any(String) as string });
  });

  test('tells what there is', async () => {
    expect(await sandbox.control('world')).toMatchObject({
      seed: 'demo',
      regions: [{ accountId: sandbox.accountId, region: 'us-east-1', clusters: 2, services: 5 }],
    });
  });
});
