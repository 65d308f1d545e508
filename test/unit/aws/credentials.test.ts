import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AwsFiles, live, testConnections } from './setup';
import { awsError, startStub, stsIdentity, type StubAnswer, type StubCall } from './stubServer';

afterEach(() => vi.unstubAllEnvs());

const OK: StubAnswer = { json: { clusters: [] } };

function assumedRole(key: string, endsIn = 3600): StubAnswer {
  const end = new Date(Date.now() + endsIn * 1000).toISOString();
  return {
    text: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><AssumedRoleUser><AssumedRoleId>A:s</AssumedRoleId><Arn>arn:aws:sts::1:assumed-role/r/s</Arn></AssumedRoleUser><Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${end}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    type: 'text/xml',
  };
}

const keyOf = ({ request }: StubCall): string | undefined =>
  /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];

describe('the keys of a request', () => {
  it('are those of the chosen profile, whatever AWS_PROFILE says', async () => {
    await using stub = await startStub(() => OK);
    await using files = await AwsFiles.create({
      credentials: `[one]\naws_access_key_id = ONE\naws_secret_access_key = s\nendpoint_url = ${stub.endpoint}\n[two]\naws_access_key_id = TWO\naws_secret_access_key = s\nendpoint_url = http://127.0.0.1:1`,
    });
    const { connections } = testConnections({ environment: { ...files.environment, AWS_PROFILE: 'two' } });
    const connection = await connections.open({ kind: 'profile', profile: 'one' });
    await connection.ecs.describeClusters(['c'], live());
    expect(stub.calls.map(keyOf)).toEqual(['ONE']);
  });

  it('are read anew after AWS said that they have expired', async () => {
    const credentials = (key: string, endpoint: string): string =>
      `[one]\naws_access_key_id = ${key}\naws_secret_access_key = s\naws_session_token = t\nendpoint_url = ${endpoint}`;
    await using stub = await startStub(async (call) => {
      if (keyOf(call) === 'NEW') return OK;
      await files.write({ credentials: credentials('NEW', stub.endpoint) });
      return awsError('ExpiredTokenException', 'The security token included in the request is expired');
    });
    await using files = await AwsFiles.create({ credentials: credentials('OLD', stub.endpoint) });
    const { connections } = testConnections({ environment: files.environment });
    const connection = await connections.open({ kind: 'profile', profile: 'one' });
    await connection.ecs.describeClusters(['c'], live());
    await connection.elb.describeTargetGroups([], live());
    expect(stub.calls.map(keyOf)).toEqual(['OLD', 'NEW']);
  });

  it('come from a program', async () => {
    await using stub = await startStub(() => OK);
    await using files = await AwsFiles.create();
    const script = path.join(files.folder, 'keys.cjs');
    await writeFile(
      script,
      `console.log(JSON.stringify({ Version: 1, AccessKeyId: 'PROCESS', SecretAccessKey: 's' }))`,
    );
    await files.write({
      config: `[profile tool]\ncredential_process = "${process.execPath}" "${script}"\nendpoint_url = ${stub.endpoint}`,
    });
    const { connections } = testConnections({ environment: files.environment });
    const connection = await connections.open({ kind: 'profile', profile: 'tool' });
    await connection.ecs.describeClusters(['c'], live());
    expect(stub.calls.map(keyOf)).toEqual(['PROCESS']);
  });

  it('of the default chain come from the environment', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'ENV');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
    await using stub = await startStub(() => OK);
    await using files = await AwsFiles.create({ config: '[default]\nregion = eu-west-3' });
    const environment = { ...files.environment, AWS_ENDPOINT_URL: stub.endpoint };
    const { connections } = testConnections({ environment });
    const connection = await connections.open({ kind: 'profile', profile: 'default' });
    expect(connection.info.region).toBe('eu-west-3');
    await connection.ecs.describeClusters(['c'], live());
    expect(stub.calls.map(keyOf)).toEqual(['ENV']);
  });

  it('that exist nowhere are an error that says so', async () => {
    await using files = await AwsFiles.create({ config: '[profile bare]\nregion = eu-west-1' });
    const { connections } = testConnections({ environment: files.environment });
    const connection = await connections.open({ kind: 'profile', profile: 'bare' });
    await expect(connection.ecs.describeClusters(['c'], live())).rejects.toMatchObject({
      code: 'noCredentials',
      details: { profile: 'bare', operation: 'DescribeClusters' },
    });
  });
});

describe('a role', () => {
  const config = (endpoint: string, more = ''): string => `
[profile base]
aws_access_key_id = BASE
aws_secret_access_key = s
[profile role]
role_arn = arn:aws:iam::1:role/r
source_profile = base
endpoint_url = ${endpoint}
${more}`;

  it('is assumed at the profile’s own endpoint, once for all services', async () => {
    await using stub = await startStub(({ operation }) => {
      if (operation === 'AssumeRole') return assumedRole('ROLE');
      return operation === 'GetCallerIdentity' ? stsIdentity('1') : OK;
    });
    await using files = await AwsFiles.create({ config: config(stub.endpoint) });
    const { connections } = testConnections({ environment: files.environment });
    const connection = await connections.open({ kind: 'profile', profile: 'role' });
    await Promise.all([
      connection.ecs.describeClusters(['c'], live()),
      connection.ecs.describeClusters(['d'], live()),
      connection.sts.callerIdentity(live()),
    ]);
    expect(stub.countOf('AssumeRole')).toBe(1);
    expect(stub.calls.map(keyOf)).toEqual(['BASE', 'ROLE', 'ROLE', 'ROLE']);
  });

  it('is assumed again before it ends', async () => {
    await using stub = await startStub(({ operation, index }) =>
      operation === 'AssumeRole' ? assumedRole(`ROLE${index}`) : OK,
    );
    await using files = await AwsFiles.create({ config: config(stub.endpoint) });
    const { connections, clock } = testConnections({ environment: files.environment });
    const connection = await connections.open({ kind: 'profile', profile: 'role' });
    await connection.ecs.describeClusters(['c'], live());
    clock.advance(50 * 60_000);
    await connection.ecs.describeClusters(['c'], live());
    clock.advance(6 * 60_000);
    await connection.ecs.describeClusters(['c'], live());
    expect(stub.calls.filter(({ operation }) => operation !== 'AssumeRole').map(keyOf)).toEqual([
      'ROLE0',
      'ROLE0',
      'ROLE1',
    ]);
  });

  it('with MFA asks once and sends the code', async () => {
    await using stub = await startStub(({ operation }) =>
      operation === 'AssumeRole' ? assumedRole('ROLE') : OK,
    );
    await using files = await AwsFiles.create({
      config: config(stub.endpoint, 'mfa_serial = arn:aws:iam::1:mfa/ada'),
    });
    const asked: unknown[] = [];
    const { connections, logger } = testConnections({
      environment: files.environment,
      mfaPrompt: (request) => {
        asked.push(request);
        return Promise.resolve('123456');
      },
    });
    const connection = await connections.open({ kind: 'profile', profile: 'role' });
    await Promise.all([
      connection.ecs.describeClusters(['c'], live()),
      connection.ecs.describeClusters(['d'], live()),
    ]);
    expect(asked).toEqual([{ profile: 'role', serial: 'arn:aws:iam::1:mfa/ada' }]);
    expect(new URLSearchParams(stub.calls[0]?.body).get('TokenCode')).toBe('123456');
    expect(logger.lines.join('\n')).not.toContain('123456');
  });

  it('with MFA is not asked for again by the next request after the prompt was closed, but by the next attempt', async () => {
    await using stub = await startStub(({ operation }) =>
      operation === 'AssumeRole' ? assumedRole('ROLE') : stsIdentity('1'),
    );
    await using files = await AwsFiles.create({
      config: config(stub.endpoint, 'mfa_serial = arn:aws:iam::1:mfa/ada'),
    });
    let asked = 0;
    const { connections } = testConnections({
      environment: files.environment,
      mfaPrompt: () => {
        asked += 1;
        return Promise.resolve(asked === 1 ? undefined : '123456');
      },
    });
    await connections.use({ kind: 'profile', profile: 'role' });
    expect(connections.state).toMatchObject({
      kind: 'problem',
      error: { code: 'mfaNeeded', details: { profile: 'role' } },
    });
    const connection = await connections.open({ kind: 'profile', profile: 'role' });
    await expect(connection.ecs.describeClusters(['c'], live())).rejects.toMatchObject({ code: 'mfaNeeded' });
    expect(asked).toBe(1);
    await connections.retry();
    expect(connections.state.kind).toBe('ready');
    expect(asked).toBe(2);
  });

  it('that may not be assumed names the action', async () => {
    const text =
      'User: arn:aws:iam::1:user/ada is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/r';
    await using stub = await startStub(() => ({
      status: 403,
      text: `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${text}</Message></Error></ErrorResponse>`,
      type: 'text/xml',
    }));
    await using files = await AwsFiles.create({ config: config(stub.endpoint) });
    const { connections } = testConnections({ environment: files.environment });
    await connections.use({ kind: 'profile', profile: 'role' });
    expect(connections.state).toMatchObject({
      kind: 'problem',
      error: { code: 'accessDenied', details: { action: 'sts:AssumeRole' } },
    });
  });
});

describe('single sign-on', () => {
  const CONFIG = `
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-north-1
[profile sso]
sso_session = corp
sso_account_id = 1
sso_role_name = dev
region = eu-west-1
[profile role]
role_arn = arn:aws:iam::1:role/r
source_profile = sso
`;

  /** The SDK looks for the token under the home folder, and for the files where the process says. */
  async function signedIn(files: AwsFiles, token: object | undefined): Promise<void> {
    vi.stubEnv('HOME', files.folder);
    for (const [name, value] of Object.entries(files.environment)) vi.stubEnv(name, value);
    if (token === undefined) return;
    const cache = path.join(files.folder, '.aws', 'sso', 'cache');
    await mkdir(cache, { recursive: true });
    const name = createHash('sha1').update('corp').digest('hex');
    await writeFile(path.join(cache, `${name}.json`), JSON.stringify(token));
  }

  const EXPIRED = { accessToken: 'a', expiresAt: '2020-01-01T00:00:00Z', clientId: 'i', clientSecret: 's' };

  it.each([
    ['sso', undefined],
    ['sso', EXPIRED],
    ['role', EXPIRED],
  ])('of profile %s that has ended is an error with the command that signs in', async (profile, token) => {
    await using files = await AwsFiles.create({ config: CONFIG });
    await signedIn(files, token);
    const { connections } = testConnections({ environment: files.environment });
    await connections.use({ kind: 'profile', profile });
    expect(connections.state).toMatchObject({
      kind: 'problem',
      error: {
        code: 'ssoLoginNeeded',
        details: { profile, signInCommand: ['sso', 'login', '--profile', 'sso'] },
      },
    });
  });

  it('works with a token, at the profile’s own endpoint', async () => {
    await using stub = await startStub(({ operation }) => {
      if (operation.startsWith('GET /federation/credentials'))
        return {
          json: {
            roleCredentials: {
              accessKeyId: 'SSO',
              secretAccessKey: 's',
              sessionToken: 't',
              expiration: Date.now() + 3_600_000,
            },
          },
        };
      return operation === 'GetCallerIdentity' ? stsIdentity('111122223333') : OK;
    });
    await using files = await AwsFiles.create({
      config: `${CONFIG}\n[profile local]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = dev\nendpoint_url = ${stub.endpoint}`,
    });
    await signedIn(files, { accessToken: 'a', expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    const { connections } = testConnections({ environment: files.environment });
    await connections.use({ kind: 'profile', profile: 'local' });
    expect(connections.state).toMatchObject({
      kind: 'ready',
      connection: { info: { accountId: '111122223333' } },
    });
    expect(stub.calls.map(keyOf)).toEqual([undefined, 'SSO']);
  });
});

describe('a session of `aws login`', () => {
  it('that is not there is an error with the command that signs in', async () => {
    await using files = await AwsFiles.create({
      config: '[profile fresh]\nlogin_session = arn:aws:iam::1:user/ada',
    });
    vi.stubEnv('AWS_LOGIN_CACHE_DIRECTORY', files.folder);
    const { connections } = testConnections({ environment: files.environment });
    await connections.use({ kind: 'profile', profile: 'fresh' });
    expect(connections.state).toMatchObject({
      kind: 'problem',
      error: { code: 'ssoLoginNeeded', details: { signInCommand: ['login', '--profile', 'fresh'] } },
    });
  });
});
