import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  fromLoginCredentials,
  fromSSO,
  fromTemporaryCredentials,
  fromTokenFile,
} from '@aws-sdk/credential-providers';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';

type Credentials = Awaited<ReturnType<ReturnType<typeof fromSSO>>>;

const SESSION = 'people';
const ROLE = { accountId: '210987654321', role: 'ReadOnlyAccess' };
const SECOND = 1000;

let sandbox: TestSandbox;
let home: string;

// The providers of the SDK know the real time only.
beforeAll(async () => {
  sandbox = await startTestSandbox({ clock: 'real' });
});
afterAll(() => sandbox.dispose());

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sign-in-'));
  vi.stubEnv('HOME', home);
  vi.stubEnv('USERPROFILE', home);
  vi.stubEnv('AWS_LOGIN_CACHE_DIRECTORY', join(home, 'login'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

async function call(method: 'GET' | 'POST', path: string, body?: object, token = ''): Promise<Answer> {
  const response = await fetch(`${sandbox.endpoint}${path}`, {
    method,
    headers: { 'x-amz-sso_bearer_token': token },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Answer['body'];
  return { status: response.status, type: response.headers.get('x-amzn-errortype'), body: answer };
}

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** As `aws sso login` does it, up to the code that somebody has to open. */
async function askForToken() {
  const { body: client } = await call('POST', '/client/register', {
    clientName: 'test',
    clientType: 'public',
  });
  const { clientId, clientSecret } = client;
  const start = { clientId, clientSecret, startUrl: 'https://people.awsapps.com/start' };
  const { body: device } = await call('POST', '/device_authorization', start);
  const token = (more: object) =>
    call('POST', '/token', { clientId, clientSecret, grantType: GRANT, ...more });
  return { clientId, clientSecret, device, token };
}

/** Signs in to the end, and leaves the token where the tools look for it; it ends in so many seconds. */
async function signIn(endsIn: number): Promise<Answer['body']> {
  const { clientId, clientSecret, device, token } = await askForToken();
  await fetch(String(device['verificationUriComplete']));
  const { body } = await token({ deviceCode: device['deviceCode'] });
  const folder = join(home, '.aws', 'sso', 'cache');
  await mkdir(folder, { recursive: true });
  const cached = {
    accessToken: body['accessToken'],
    refreshToken: body['refreshToken'],
    clientId,
    clientSecret,
    expiresAt: new Date(Date.now() + endsIn * SECOND).toISOString(),
  };
  const name = `${createHash('sha1').update(SESSION).digest('hex')}.json`;
  await writeFile(join(folder, name), JSON.stringify(cached));
  const config = `[profile p]\nsso_session = ${SESSION}\nsso_account_id = ${ROLE.accountId}\nsso_role_name = ${ROLE.role}\n[sso-session ${SESSION}]\nsso_start_url = https://people.awsapps.com/start\nsso_region = us-east-1\n`;
  await writeFile(join(home, '.aws', 'config'), config);
  return body;
}

async function identity(credentials: Credentials) {
  const sts = new STSClient({ endpoint: sandbox.endpoint, region: sandbox.region, credentials });
  const answer = await sts.send(new GetCallerIdentityCommand({}));
  sts.destroy();
  return { account: answer.Account, arn: answer.Arn };
}

/** With the same client settings that an editor would give, but the endpoint. */
const providers = () => ({
  profile: 'p',
  configFilepath: join(home, '.aws', 'config'),
  filepath: join(home, '.aws', 'credentials'),
  clientConfig: { endpoint: sandbox.endpoint, region: sandbox.region },
});

describe('a device that asks for a token', () => {
  it('waits until somebody opened the address, and gets it once', async () => {
    const { device, token } = await askForToken();
    const deviceCode = device['deviceCode'];
    expect(await token({ deviceCode })).toMatchObject({
      status: 400,
      type: 'AuthorizationPendingException',
      body: { error: 'authorization_pending' },
    });
    await fetch(String(device['verificationUriComplete']));
    expect((await token({ deviceCode })).body).toMatchObject({ tokenType: 'Bearer', expiresIn: 28_800 });
    expect((await token({ deviceCode })).type).toBe('InvalidGrantException');
  });

  it('is told what is wrong with it', async () => {
    const { token } = await askForToken();
    expect((await token({ clientSecret: 'other' })).type).toBe('InvalidClientException');
    expect((await token({ grantType: 'password' })).type).toBe('UnsupportedGrantTypeException');
    expect((await token({ grantType: 'refresh_token', refreshToken: 'x' })).type).toBe(
      'InvalidGrantException',
    );
  });
});

describe('single sign-on', () => {
  it("gives the SDK's provider the keys of a role", async () => {
    await signIn(3600);
    const credentials = await fromSSO(providers())();
    expect(credentials.expiration?.getTime()).toBeGreaterThan(Date.now() + 3500 * SECOND);
    expect(await identity(credentials)).toEqual({
      account: ROLE.accountId,
      arn: `arn:aws:sts::${ROLE.accountId}:assumed-role/AWSReservedSSO_ReadOnlyAccess_0123456789abcdef/person@example.com`,
    });
  });

  it('renews a token that ends soon, and the old refresh token ends with it', async () => {
    const { accessToken, refreshToken } = await signIn(60);
    expect((await identity(await fromSSO(providers())())).account).toBe(ROLE.accountId);
    const name = `${createHash('sha1').update(SESSION).digest('hex')}.json`;
    const kept = JSON.parse(
      await readFile(join(home, '.aws', 'sso', 'cache', name), 'utf8'),
    ) as typeof sandbox & {
      accessToken: string;
      refreshToken: string;
    };
    expect(kept.accessToken).not.toBe(accessToken);
    expect(kept.refreshToken).not.toBe(refreshToken);
  });

  it('lists accounts and roles while the session lasts', async () => {
    const token = String((await signIn(3600))['accessToken']);
    const accounts = await call('GET', '/assignment/accounts?max_result=1', undefined, token);
    expect(accounts.body).toMatchObject({ accountList: [{ accountId: '123456789012' }], nextToken: '1' });
    const rest = await call('GET', '/assignment/accounts?max_result=1&next_token=1', undefined, token);
    expect(rest.body).toMatchObject({ accountList: [{ accountId: '210987654321' }] });
    const roles = await call('GET', '/assignment/roles?account_id=210987654321', undefined, token);
    expect(roles.body).toMatchObject({
      roleList: [{ roleName: 'AdministratorAccess' }, { roleName: 'ReadOnlyAccess' }],
    });
    const keys = `/federation/credentials?account_id=210987654321&role_name=Owner`;
    expect(await call('GET', keys, undefined, token)).toMatchObject({
      status: 403,
      type: 'ForbiddenException',
    });
    await call('POST', '/logout', undefined, token);
    expect(await call('GET', '/assignment/accounts', undefined, token)).toMatchObject({
      status: 401,
      type: 'UnauthorizedException',
      body: { message: 'Session token not found or invalid' },
    });
    await expect(fromSSO(providers())()).rejects.toThrow('Session token not found or invalid');
  });
});

describe('signing in as in the console', () => {
  const code = {
    clientId: 'cli',
    grantType: 'authorization_code',
    code: 'any',
    codeVerifier: 'v',
    redirectUri: 'http://127.0.0.1',
  };

  /** A session whose keys have ended, as the tools leave it behind. */
  async function endedSession(refreshToken: unknown): Promise<void> {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const session = 'arn:aws:iam::123456789012:user/person';
    await mkdir(join(home, '.aws'), { recursive: true });
    await writeFile(
      join(home, '.aws', 'config'),
      `[profile p]\nlogin_session = ${session}\nregion = us-east-1\n`,
    );
    await mkdir(join(home, 'login'));
    const name = `${createHash('sha256').update(session).digest('hex')}.json`;
    const keys = {
      accessKeyId: 'old',
      secretAccessKey: 'old',
      sessionToken: 'old',
      accountId: '123456789012',
    };
    const token = {
      accessToken: { ...keys, expiresAt: new Date(Date.now() - SECOND).toISOString() },
      clientId: 'cli',
      refreshToken,
      dpopKey: privateKey.export({ type: 'sec1', format: 'pem' }),
    };
    await writeFile(join(home, 'login', name), JSON.stringify(token));
  }

  it("renews the keys for the SDK's provider", async () => {
    const { body } = await call('POST', '/v1/token', code);
    await endedSession(body['refreshToken']);
    const credentials = await fromLoginCredentials(providers())();
    expect(await identity(credentials)).toMatchObject({ account: '123456789012' });
    expect((await identity(credentials)).arn).toContain(':assumed-role/console/');
  });

  it('says that the session has ended', async () => {
    await endedSession('made up');
    await expect(fromLoginCredentials(providers())()).rejects.toThrow('Your session has expired');
    expect(await call('POST', '/v1/token', { grantType: 'refresh_token' })).toMatchObject({
      status: 400,
      type: 'ValidationException',
    });
  });
});

describe('roles', () => {
  it("are assumed by the SDK's provider", async () => {
    const credentials = await fromTemporaryCredentials({
      params: { RoleArn: 'arn:aws:iam::555566667777:role/deployer', RoleSessionName: 'test' },
      masterCredentials: { accessKeyId: 'any', secretAccessKey: 'any' },
      clientConfig: providers().clientConfig,
    })();
    expect(await identity(credentials)).toEqual({
      account: '555566667777',
      arn: 'arn:aws:sts::555566667777:assumed-role/deployer/test',
    });
  });

  it('are assumed with a token of somebody else, which has to be one', async () => {
    const file = join(home, 'token');
    const part = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString('base64url');
    await writeFile(
      file,
      `${part({ alg: 'none' })}.${part({ sub: 'build', iss: 'https://ci', aud: 'sts' })}.x`,
    );
    const provider = fromTokenFile({
      webIdentityTokenFile: file,
      roleArn: 'arn:aws:iam::555566667777:role/builder',
      roleSessionName: 'ci',
      clientConfig: providers().clientConfig,
    });
    expect((await identity(await provider())).arn).toBe('arn:aws:sts::555566667777:assumed-role/builder/ci');
    await writeFile(file, 'nonsense');
    await expect(provider()).rejects.toMatchObject({ name: 'InvalidIdentityTokenException' });
  });
});
