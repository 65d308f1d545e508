import { describe, expect, it } from 'vitest';
import { resolveEndpoints } from '../../../src/core/aws/endpoints';
import { resolveSettings } from '../../../src/core/aws/settings';
import { loadSharedConfig, signInCommand, summarizeProfiles } from '../../../src/core/aws/sharedConfig';
import { AwsFiles } from './setup';

const CONFIG = `
[default]
region = eu-central-1

[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = dev
region = eu-west-1

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-north-1

[profile deployer]
role_arn = arn:aws:iam::111122223333:role/deployer
source_profile = sso
mfa_serial = arn:aws:iam::111122223333:mfa/ada

[profile tool]
credential_process = "/opt/tools/keys" --json

[profile fresh]
login_session = arn:aws:iam::111122223333:user/ada

[profile web]
role_arn = arn:aws:iam::111122223333:role/web
web_identity_token_file = /var/run/token

[profile local]
endpoint_url = http://127.0.0.1:4566
services = mine

[services mine]
ecs =
  endpoint_url = http://127.0.0.1:5001
cloudwatch_logs =
  endpoint_url = http://127.0.0.1:5002
`;
const CREDENTIALS = `
[legacy]
aws_access_key_id = AKIA
aws_secret_access_key = s

[local]
aws_access_key_id = local
aws_secret_access_key = local
`;

async function load(config = CONFIG, credentials = CREDENTIALS) {
  await using files = await AwsFiles.create({ config, credentials });
  return await loadSharedConfig(files.environment);
}

describe('the shared AWS files', () => {
  it('are listed by name, with where each profile gets its credentials', async () => {
    const profiles = summarizeProfiles(await load(), {});
    expect(profiles.map(({ name, source }) => [name, source])).toEqual([
      ['default', 'default'],
      ['deployer', 'assumeRole'],
      ['fresh', 'login'],
      ['legacy', 'static'],
      ['local', 'static'],
      ['sso', 'sso'],
      ['tool', 'process'],
      ['web', 'webIdentity'],
    ]);
    expect(profiles.find(({ name }) => name === 'sso')).toMatchObject({
      region: 'eu-west-1',
      ssoAccountId: '111122223333',
    });
    expect(profiles.find(({ name }) => name === 'local')).toMatchObject({
      endpoint: 'http://127.0.0.1:4566',
    });
  });

  it('let the credentials file win over the config file', async () => {
    const { profiles } = await load(
      '[profile both]\naws_access_key_id = config\nregion = eu-west-3',
      '[both]\naws_access_key_id = credentials',
    );
    expect(profiles.get('both')).toEqual({ aws_access_key_id: 'credentials', region: 'eu-west-3' });
  });

  it('count as empty where they are missing, and the default chain is still offered', async () => {
    const environment = {
      AWS_CONFIG_FILE: 'C:\\Users\\ada\\no such\\config',
      AWS_SHARED_CREDENTIALS_FILE: 'C:\\nowhere',
    };
    const config = await loadSharedConfig(environment);
    expect(config.profiles.size).toBe(0);
    expect(summarizeProfiles(config, { ...environment, AWS_REGION: 'sa-east-1' })).toEqual([
      { name: 'default', source: 'default', region: 'sa-east-1' },
    ]);
  });

  it('are read again after an edit', async () => {
    await using files = await AwsFiles.create({ config: '[profile one]\nregion = eu-west-1' });
    expect([...(await loadSharedConfig(files.environment)).profiles.keys()]).toEqual(['one']);
    await files.write({ config: '[profile two]\nregion = eu-west-1' });
    expect([...(await loadSharedConfig(files.environment)).profiles.keys()]).toEqual(['two']);
  });

  it('may have Windows line ends and comments', async () => {
    const { profiles } = await load('# mine\r\n[profile one]\r\nregion = eu-west-1 ; Ireland\r\n', '');
    expect(profiles.get('one')).toEqual({ region: 'eu-west-1' });
  });
});

describe('the region of a connection', () => {
  const choose = async (profile: string, region: string | undefined, environment = {}) =>
    resolveSettings(
      { kind: 'profile', profile, ...(region === undefined ? {} : { region }) },
      await load(),
      environment,
    ).info.region;

  it('is the one that was chosen, then the profile’s, then that of the environment, then us-east-1', async () => {
    const environment = { AWS_REGION: 'ca-central-1', AWS_DEFAULT_REGION: 'sa-east-1' };
    expect(await choose('sso', 'ap-south-1', environment)).toBe('ap-south-1');
    expect(await choose('sso', undefined, environment)).toBe('eu-west-1');
    expect(await choose('tool', undefined, environment)).toBe('ca-central-1');
    expect(await choose('tool', undefined, { AWS_DEFAULT_REGION: 'sa-east-1' })).toBe('sa-east-1');
    expect(await choose('tool', undefined)).toBe('us-east-1');
  });

  it('of the default chain is that of the profile which AWS_PROFILE names', async () => {
    expect(await choose('default', undefined, { AWS_PROFILE: 'sso' })).toBe('eu-west-1');
    expect(await choose('default', undefined)).toBe('eu-central-1');
  });
});

describe('the endpoints of a connection', () => {
  it('come from the services section, then from the profile', async () => {
    const { endpoints, info } = resolveSettings({ kind: 'profile', profile: 'local' }, await load(), {});
    expect(endpoints).toMatchObject({
      ecs: 'http://127.0.0.1:5001',
      logs: 'http://127.0.0.1:5002',
      ecr: 'http://127.0.0.1:4566',
      elb: 'http://127.0.0.1:4566',
      sts: 'http://127.0.0.1:4566',
    });
    expect(info.endpoint).toBe('http://127.0.0.1:5001');
    expect(info.id).toBe('profile:local@us-east-1+http://127.0.0.1:5001');
  });

  it('come from variables before files, and from that of the service before that of all', () => {
    const profile = { endpoint_url: 'http://file' };
    const services = { 'ecs.endpoint_url': 'http://section' };
    const all = { AWS_ENDPOINT_URL: 'http://all' };
    expect(resolveEndpoints(profile, services, {}).ecs).toBe('http://section');
    expect(resolveEndpoints(profile, services, all).ecs).toBe('http://all');
    const one = { ...all, AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: 'http://elb' };
    expect(resolveEndpoints(profile, services, one)).toMatchObject({ ecs: 'http://all', elb: 'http://elb' });
  });

  it.each([
    ['variable', {}, { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'TRUE' }],
    ['profile', { ignore_configured_endpoint_urls: 'true' }, {}],
  ])('are AWS’s own when the %s says so', (_where, profile, environment) => {
    const everywhere = { ...environment, AWS_ENDPOINT_URL: 'http://all' };
    expect(resolveEndpoints({ endpoint_url: 'http://file', ...profile }, undefined, everywhere)).toEqual({});
  });

  it('of one profile are not those of another', async () => {
    const { endpoints } = resolveSettings({ kind: 'profile', profile: 'legacy' }, await load(), {
      AWS_PROFILE: 'local',
    });
    expect(endpoints).toEqual({});
  });

  it('must be addresses', () => {
    expect(() => resolveEndpoints({ endpoint_url: 'localhost:4566' }, undefined, {})).toThrow(
      expect.objectContaining({
        code: 'invalid',
        details: { endpoint: 'localhost:4566', awsCode: 'InvalidEndpoint' },
      }),
    );
  });
});

describe('signing in again', () => {
  it('is offered with the command of the profile, or of the one its role is assumed from', async () => {
    const config = await load();
    expect(signInCommand(config, 'sso')).toEqual(['sso', 'login', '--profile', 'sso']);
    expect(signInCommand(config, 'deployer')).toEqual(['sso', 'login', '--profile', 'sso']);
    expect(signInCommand(config, 'fresh')).toEqual(['login', '--profile', 'fresh']);
    expect(signInCommand(config, 'legacy')).toBeUndefined();
  });

  it('ends where roles go round in a circle', async () => {
    const role = 'role_arn = arn:aws:iam::1:role/r';
    const config = await load(
      `[profile a]\n${role}\nsource_profile = b\n[profile b]\n${role}\nsource_profile = a`,
      '',
    );
    expect(signInCommand(config, 'a')).toBeUndefined();
  });
});

describe('a profile that is not there', () => {
  it('is an error that names it', async () => {
    const config = await load();
    expect(() => resolveSettings({ kind: 'profile', profile: 'gone' }, config, {})).toThrow(
      expect.objectContaining({
        code: 'noCredentials',
        details: { profile: 'gone', awsCode: 'ProfileNotFound' },
      }),
    );
  });
});
