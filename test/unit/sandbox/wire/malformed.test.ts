import { createConnection } from 'node:net';
import { networkInterfaces } from 'node:os';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';

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

// Whatever came before, the next client is served.
afterEach(async () => {
  expect((await ecs.send(new ListClustersCommand({}))).clusterArns).toHaveLength(2);
});

const TARGETS = {
  ecs: 'AmazonEC2ContainerServiceV20141113.ListClusters',
  ecr: 'AmazonEC2ContainerRegistry_V20150921.DescribeRepositories',
  logs: 'Logs_20140328.DescribeLogGroups',
  cloudwatch: 'GraniteServiceVersion20100801.DescribeAlarms',
  autoscaling: 'AnyScaleFrontendService.DescribeScalableTargets',
} as const;
const FORM = 'application/x-www-form-urlencoded';

async function send(headers: Record<string, string>, body: string | Buffer<ArrayBuffer>, path = '/') {
  const response = await fetch(`${sandbox.endpoint}${path}`, { method: 'POST', headers, body });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

describe.each(Object.entries(TARGETS))('%s', (_name, target) => {
  const headers = { 'x-amz-target': target };
  const version = target.startsWith('Granite') ? '1.0' : '1.1';

  it.each(['{"a":', '[]', 'null', '\u0000', '{"a":1}{'])(
    'refuses the body %j in its protocol',
    async (body) => {
      const { status, type, text } = await send(headers, body);
      expect([status, type]).toEqual([400, `application/x-amz-json-${version}`]);
      expect(JSON.parse(text)).toMatchObject({ __type: 'SerializationException' });
    },
  );

  it('refuses an operation that it does not have, and says so in the log', async () => {
    const unknown = target.replace(/\.\w+$/, '.MakeTea');
    const { status, type, text } = await send({ 'x-amz-target': unknown }, '{}');
    expect([status, type]).toEqual([400, `application/x-amz-json-${version}`]);
    expect(JSON.parse(text)).toMatchObject({ __type: 'UnknownOperationException' });
    expect(sandbox.log.at(-1)).toMatch(/Unknown operation: .*:MakeTea/);
  });

  it('refuses a body of more than ten megabytes in its protocol', async () => {
    const answer = await send(headers, Buffer.alloc(10 * 1024 * 1024 + 1, ' ')).catch(() => undefined);
    // Whether the answer arrives before the connection is cut depends on the client.
    if (answer === undefined) return;
    expect([answer.status, answer.type]).toEqual([413, `application/x-amz-json-${version}`]);
    expect(JSON.parse(answer.text)).toMatchObject({ __type: 'RequestEntityTooLargeException' });
  });
});

describe('the form protocols', () => {
  const headers = { 'content-type': FORM };

  it.each([
    ['2015-12-01', 'DescribeTargetHealth', 'TargetGroupArn=x', 'TargetGroupNotFound'],
    ['2015-12-01', 'DescribeLoadBalancers', 'PageSize=many', 'ValidationError'],
    ['2015-12-01', 'DescribeLoadBalancers', 'Names=shop', 'SerializationException'],
    ['2015-12-01', 'MakeTea', '', 'InvalidAction'],
    ['2011-06-15', 'AssumeRole', '', 'ValidationError'],
    ['2011-06-15', 'AssumeRoleWithWebIdentity', 'RoleArn=x', 'InvalidIdentityToken'],
    ['2010-08-01', 'MakeTea', '', 'InvalidAction'],
  ])('answer %s %s?%s with %s', async (version, action, rest, code) => {
    const { status, type, text } = await send(headers, `Action=${action}&Version=${version}&${rest}`);
    expect([status, type]).toEqual([400, 'text/xml']);
    expect(text).toMatch(new RegExp(`^<ErrorResponse.*<Code>${code}</Code>.*</RequestId></ErrorResponse>$`));
  });

  it('survive names that lead nowhere', async () => {
    const names = [
      'a.'.repeat(500),
      '.',
      '..',
      '__proto__.x',
      'Names.member.1e9',
      'Names.member.-1',
      '%',
      '=',
      '&&',
    ];
    for (const name of names) {
      const { status } = await send(headers, `Action=DescribeLoadBalancers&Version=2015-12-01&${name}=1`);
      expect([200, 400], name).toContain(status);
    }
  });

  it('and an unknown version is an error, too, with a line in the log', async () => {
    expect((await send(headers, 'Action=ListUsers&Version=2010-05-08')).status).toBe(400);
    expect(sandbox.log.at(-1)).toBe('Unknown operation: "ListUsers"');
  });
});

describe('paths of sign-in', () => {
  it.each([
    ['/client/register', '{', 400, 'SerializationException'],
    ['/client/register', '{}', 400, 'InvalidClientMetadataException'],
    ['/device_authorization', '{"clientId":"a"}', 401, 'InvalidClientException'],
    ['/token', '{"clientId":7}', 400, 'SerializationException'],
    ['/v1/token', '{}', 400, 'ValidationException'],
    ['/logout', '', 401, 'UnauthorizedException'],
  ])('%s with %s is %i %s', async (path, body, status, name) => {
    const response = await fetch(`${sandbox.endpoint}${path}`, { method: 'POST', body });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([status, name]);
  });

  it.each(['/token/../..', '/unknown', '/device%00'])('%s leads nowhere', async (path) => {
    expect((await send({}, '{}', path)).status).toBe(400);
  });
});

it('signatures of any kind are taken for what they are: not checked, and not trusted to be whole', async () => {
  for (const authorization of ['AWS4-HMAC-SHA256', 'Credential=/////', 'Bearer x', 'x'.repeat(8_000)]) {
    const { status } = await send({ 'x-amz-target': TARGETS.ecs, authorization }, '{}');
    expect(status).toBe(200);
  }
});

it('nobody else on the network can connect', async () => {
  const port = Number(new URL(sandbox.endpoint).port);
  const connects = (host: string): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = createConnection({ host, port, timeout: 2_000 });
      const done = (connected: boolean) => () => {
        socket.destroy();
        resolve(connected);
      };
      socket.on('connect', done(true)).on('error', done(false)).on('timeout', done(false));
    });
  const others = Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).filter(({ internal, scopeid }) => !internal && !scopeid).map(({ address }) => address),
  );
  const found = await Promise.all(['127.0.0.1', '::1', '127.0.0.2', ...others].map(connects));
  expect(found).toEqual([true, ...found.slice(1).map(() => false)]);
});
