import os from 'node:os';
import path from 'node:path';
import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';
import { sharedConfigFile } from './configFile';
import type { ProfileSummary } from './connections';
import type { Environment } from './environment';
import { given } from './given';

/** Keys and values of one section. Nested ones (of a `services` section) read like `ecs.endpoint_url`. */
export type Section = Readonly<Record<string, string | undefined>>;

/** What the shared AWS config and credentials files say, together. */
export interface SharedConfig {
  readonly profiles: ReadonlyMap<string, Section>;
  readonly services: ReadonlyMap<string, Section>;
  readonly ssoSessions: ReadonlyMap<string, Section>;
}

export interface SharedConfigPaths {
  readonly filepath: string;
  readonly configFilepath: string;
}

export function sharedConfigPaths(environment: Environment): SharedConfigPaths {
  return {
    filepath: environment['AWS_SHARED_CREDENTIALS_FILE'] ?? path.join(os.homedir(), '.aws', 'credentials'),
    configFilepath: sharedConfigFile(environment),
  };
}

/** Reads both files anew each time, so that edits are seen. Files that are missing count as empty. */
export async function loadSharedConfig(environment: Environment): Promise<SharedConfig> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({
    ...sharedConfigPaths(environment),
    ignoreCache: true,
  });
  const profiles = new Map<string, Section>();
  const services = new Map<string, Section>();
  const ssoSessions = new Map<string, Section>();
  for (const [name, section] of Object.entries(configFile)) {
    if (name.startsWith('services.')) services.set(name.slice('services.'.length), section);
    else if (name.startsWith('sso-session.')) ssoSessions.set(name.slice('sso-session.'.length), section);
    else profiles.set(name, section);
  }
  // The credentials file has profiles only, and its values win.
  for (const [name, section] of Object.entries(credentialsFile)) {
    if (/^(profile|services|sso-session)\./.test(name)) continue;
    profiles.set(name, { ...profiles.get(name), ...section });
  }
  return { profiles, services, ssoSessions };
}

/** The profile that the default chain reads, and whether `name` means the default chain at all. */
export function isDefaultChain(config: SharedConfig, name: string): boolean {
  if (name !== 'default') return false;
  const section = config.profiles.get('default');
  return section === undefined || credentialSource(section) === 'unknown';
}

/** Where a profile gets its credentials, in the order in which the SDK looks. */
function credentialSource(section: Section): ProfileSummary['source'] {
  const has = (key: string): boolean => section[key] !== undefined;
  if (has('role_arn') && (has('source_profile') || has('credential_source'))) return 'assumeRole';
  if (has('aws_access_key_id') && has('aws_secret_access_key')) return 'static';
  if (has('web_identity_token_file') && has('role_arn')) return 'webIdentity';
  if (has('credential_process')) return 'process';
  if (has('sso_session') || has('sso_start_url') || has('sso_account_id')) return 'sso';
  if (has('login_session')) return 'login';
  return 'unknown';
}

/** The profiles of the files by name, `default` first; the default chain stands in where no profile has that name. */
export function summarizeProfiles(config: SharedConfig, environment: Environment): readonly ProfileSummary[] {
  const names = [...config.profiles.keys()].filter((name) => name !== 'default');
  names.sort((left, right) => left.localeCompare(right));
  return ['default', ...names].map((name) => {
    const section = config.profiles.get(name) ?? {};
    const chain = isDefaultChain(config, name);
    return {
      name,
      source: chain ? 'default' : credentialSource(section),
      ...given('region', section['region'] ?? (chain ? regionOf(environment) : undefined)),
      ...given('endpoint', section['endpoint_url']),
      ...given('ssoAccountId', section['sso_account_id']),
      ...given('roleArn', section['role_arn']),
    };
  });
}

export function regionOf(environment: Environment): string | undefined {
  return nonEmpty(environment['AWS_REGION']) ?? nonEmpty(environment['AWS_DEFAULT_REGION']);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/**
 * The arguments of the AWS CLI that sign a person in again for a profile, or undefined when no sign-in would help. For a
 * role it is the sign-in of the profile that the role is assumed from.
 */
export function signInCommand(config: SharedConfig, name: string): readonly string[] | undefined {
  const visited = new Set<string>();
  for (let profile: string | undefined = name; profile !== undefined && !visited.has(profile);) {
    visited.add(profile);
    const section: Section = config.profiles.get(profile) ?? {};
    const source = credentialSource(section);
    if (source === 'sso') return ['sso', 'login', '--profile', profile];
    if (source === 'login') return ['login', '--profile', profile];
    profile = source === 'assumeRole' ? section['source_profile'] : undefined;
  }
  return undefined;
}
