import { describe, expect, it } from 'vitest';
import type { ConnectionChoice, Connections, ConnectionState } from '../../../src/core/aws/connections';
import { AwsFiles, collect, live, testConnections } from './setup';
import { awsError, startStub, stsIdentity, type StubAnswer } from './stubServer';

const sandbox = (endpoint: string): ConnectionChoice => ({ kind: 'sandbox', endpoint, region: 'us-east-1' });

function statesOf(connections: Connections): ConnectionState[] {
  const states: ConnectionState[] = [];
  connections.onDidChange((state) => states.push(state));
  return states;
}

describe('connecting', () => {
  it('leaves what was shown at once, then is ready with account and caller', async () => {
    await using stub = await startStub(() => stsIdentity('111122223333'));
    const { connections, stored } = testConnections();
    const states = statesOf(connections);
    const done = connections.use(sandbox(stub.endpoint));
    expect(connections.state.kind).toBe('connecting');
    await done;
    expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'connecting', 'ready']);
    expect(connections.current().info).toMatchObject({
      profile: 'sandbox',
      region: 'us-east-1',
      accountId: '111122223333',
      callerArn: 'arn:aws:iam::111122223333:user/ada',
    });
    expect(stored).toEqual([sandbox(stub.endpoint)]);
  });

  it('works with an endpoint that knows no STS, without an account', async () => {
    await using stub = await startStub(({ operation }) =>
      operation === 'ListClusters'
        ? { json: { clusterArns: [] } }
        : awsError('UnknownOperationException', '', 404),
    );
    const { connections } = testConnections();
    await connections.use(sandbox(stub.endpoint));
    expect(connections.state.kind).toBe('ready');
    expect(connections.current().info).not.toHaveProperty('accountId');
  });

  it('does not show the keys of an emulator to the real STS', async () => {
    await using stub = await startStub(() => ({ json: { clusterArns: [] } }));
    await using files = await AwsFiles.create({
      config: `[profile local]\nservices = s\naws_access_key_id = k\naws_secret_access_key = s\n[services s]\necs =\n  endpoint_url = ${stub.endpoint}`,
    });
    const { connections } = testConnections({ environment: files.environment });
    await connections.use({ kind: 'profile', profile: 'local' });
    expect(connections.state.kind).toBe('ready');
    expect(stub.calls.map(({ operation }) => operation)).toEqual(['ListClusters']);
  });

  it('ends in a problem that can be tried again', async () => {
    let broken = true;
    await using stub = await startStub(() =>
      broken ? awsError('UnrecognizedClientException', 'bad keys') : stsIdentity('1'),
    );
    const { connections, stored } = testConnections();
    await connections.use(sandbox(stub.endpoint));
    expect(connections.state).toMatchObject({
      kind: 'problem',
      info: { profile: 'sandbox' },
      error: { code: 'noCredentials' },
    });
    expect(() => connections.current()).toThrow(expect.objectContaining({ code: 'noCredentials' }));
    expect(stored).toEqual([]);
    broken = false;
    await connections.retry();
    expect(connections.state.kind).toBe('ready');
  });

  it('to a profile that is gone is a problem too', async () => {
    const { connections } = testConnections();
    await connections.use({ kind: 'profile', profile: 'gone', region: 'eu-west-1' });
    expect(connections.state).toMatchObject({
      kind: 'problem',
      info: { profile: 'gone', region: 'eu-west-1' },
      error: { code: 'noCredentials', details: { awsCode: 'ProfileNotFound' } },
    });
  });

  it('sees what was edited in the files since the last attempt', async () => {
    await using stub = await startStub(() => stsIdentity('1'));
    await using files = await AwsFiles.create({ config: '' });
    const { connections } = testConnections({ environment: files.environment });
    await connections.use({ kind: 'profile', profile: 'late' });
    expect(connections.state.kind).toBe('problem');
    await files.write({
      credentials: `[late]\naws_access_key_id = k\naws_secret_access_key = s\nendpoint_url = ${stub.endpoint}`,
    });
    await connections.retry();
    expect(connections.state.kind).toBe('ready');
  });

  it('is overtaken by a later choice, also when the earlier answers last', async () => {
    let answerSlowly: (answer: StubAnswer) => void = () => {};
    let arrive: () => void = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await using slow = await startStub(() => {
      arrive();
      return new Promise<StubAnswer>((resolve) => {
        answerSlowly = resolve;
      });
    });
    await using quick = await startStub(() => stsIdentity('222222222222'));
    const { connections, stored } = testConnections();
    const states = statesOf(connections);
    const first = connections.use(sandbox(slow.endpoint));
    await arrived;
    const second = connections.use(sandbox(quick.endpoint));
    await second;
    answerSlowly(stsIdentity('111111111111'));
    await first;
    expect(connections.current().info.accountId).toBe('222222222222');
    expect(states.filter(({ kind }) => kind === 'ready')).toHaveLength(1);
    expect(stored).toEqual([sandbox(quick.endpoint)]);
  });

  it('can be cancelled, and is then connected to nothing', async () => {
    const controller = new AbortController();
    await using stub = await startStub(() => {
      controller.abort();
      return new Promise<StubAnswer>(() => {});
    });
    const { connections } = testConnections();
    await expect(connections.use(sandbox(stub.endpoint), controller.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(connections.state).toEqual({ kind: 'none' });
  });
});

describe('connections that are opened beside the current one', () => {
  it('are the same object for the same choice, and change nothing on screen', async () => {
    await using stub = await startStub(() => ({ json: { clusterArns: ['c'] } }));
    const { connections } = testConnections();
    const states = statesOf(connections);
    const one = await connections.open(sandbox(stub.endpoint));
    expect(await connections.open(sandbox(stub.endpoint))).toBe(one);
    expect(await connections.open({ ...sandbox(stub.endpoint), region: 'eu-west-1' })).not.toBe(one);
    expect(await collect(one.ecs.listClusters(live()))).toEqual(['c']);
    expect(states).toEqual([]);
    expect(connections.state).toEqual({ kind: 'none' });
  });

  it('go on after a switch', async () => {
    await using one = await startStub(({ operation }) =>
      operation === 'ListClusters' ? { json: { clusterArns: ['one'] } } : stsIdentity('1'),
    );
    await using two = await startStub(() => stsIdentity('2'));
    const { connections } = testConnections();
    await connections.use(sandbox(one.endpoint));
    const before = connections.current();
    await connections.use(sandbox(two.endpoint));
    expect(await collect(before.ecs.listClusters(live()))).toEqual(['one']);
  });

  it('share the budget of the account', async () => {
    await using stub = await startStub(({ operation, index }) => {
      if (operation === 'GetCallerIdentity') return stsIdentity('1');
      return index === 0 ? awsError('ThrottlingException', 'Rate exceeded') : { json: { clusters: [] } };
    });
    const profile = (name: string): string =>
      `[${name}]\naws_access_key_id = k\naws_secret_access_key = s\nendpoint_url = ${stub.endpoint}\n`;
    await using files = await AwsFiles.create({ credentials: profile('one') + profile('two') });
    const { connections, clock } = testConnections({ environment: files.environment });
    await connections.use({ kind: 'profile', profile: 'one' });
    const one = connections.current();
    await connections.use({ kind: 'profile', profile: 'two' });
    await one.ecs.describeClusters(['c'], live());
    clock.slept.length = 0;
    // The first call of the other profile waits, because the bucket is still slow.
    await Promise.all(
      Array.from({ length: 3 }, () => connections.current().ecs.describeClusters(['c'], live())),
    );
    expect(clock.slept.length).toBeGreaterThan(0);
  });
});

describe('the start of a window', () => {
  it('takes up what was used last', async () => {
    await using stub = await startStub(() => stsIdentity('1'));
    const { connections } = testConnections({ stored: sandbox(stub.endpoint) });
    await connections.restore();
    expect(connections.state.kind).toBe('ready');
  });

  it('prefers what settings ask for', async () => {
    await using stub = await startStub(() => stsIdentity('1'));
    const { connections } = testConnections({ stored: sandbox('http://127.0.0.1:1') });
    await connections.restore({ choice: sandbox(stub.endpoint) });
    expect(connections.state.kind).toBe('ready');
  });

  it.each([
    ['AWS_PROFILE', '[profile mine]', { AWS_PROFILE: 'mine' }, 'mine'],
    ['a default profile', '[default]', {}, 'default'],
    ['keys in the environment', '', { AWS_ACCESS_KEY_ID: 'k' }, 'default'],
  ])('connects by itself where there is %s', async (_what, section, variables, profile) => {
    await using files = await AwsFiles.create({ config: `${section}\nregion = eu-west-1` });
    const environment = { ...files.environment, ...variables, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
    const { connections } = testConnections({ environment });
    await connections.restore();
    expect(connections.state).toMatchObject({ info: { profile } });
  });

  it('looks at the wanted region with the profile of last time', async () => {
    await using files = await AwsFiles.create({ config: '[profile mine]\nregion = eu-west-1' });
    const environment = { ...files.environment, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
    const { connections } = testConnections({ environment, stored: { kind: 'profile', profile: 'mine' } });
    await connections.restore({ region: 'eu-central-1' });
    expect(connections.state).toMatchObject({ info: { profile: 'mine', region: 'eu-central-1' } });
  });

  it('stays unconnected on a machine without any sign of credentials', async () => {
    const { connections } = testConnections();
    await connections.restore();
    expect(connections.state).toEqual({ kind: 'none' });
    expect(() => connections.current()).toThrow(
      expect.objectContaining({ code: 'noCredentials', details: { awsCode: 'NotConnected' } }),
    );
  });
});

describe('a connection beside the one that is looked at', () => {
  it('knows its account where that is asked for, and leaves what is looked at alone', async () => {
    await using stub = await startStub(() => stsIdentity('111122223333'));
    const { connections } = testConnections();
    const { signal } = new AbortController();
    const choice = sandbox(stub.endpoint);
    expect((await connections.open(choice)).info).not.toHaveProperty('accountId');
    expect((await connections.open(choice, signal)).info.accountId).toBe('111122223333');
    expect(connections.state).toEqual({ kind: 'none' });
  });
});
