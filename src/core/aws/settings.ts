import { QuaysideError } from '../lib/errors';
import type { ConnectionInfo } from '../model/connection';
import type { ConnectionChoice } from './connections';
import { resolveEndpoints, sameEndpoint, type Endpoints } from './endpoints';
import type { Environment } from './environment';
import { given } from './given';
import { isDefaultChain, regionOf, signInCommand, type Section, type SharedConfig } from './sharedConfig';

const LAST_RESORT_REGION = 'us-east-1';

/** How the credentials of a connection are found. */
export type CredentialsPlan =
  | { readonly kind: 'sandbox' }
  /** `file` is the profile that the chain reads after the environment's variables. */
  | { readonly kind: 'chain'; readonly file: string }
  | { readonly kind: 'profile'; readonly profile: string };

/** Everything about a connection that is decided before the first request. */
export interface ConnectionSettings {
  readonly info: ConnectionInfo;
  readonly endpoints: Endpoints;
  readonly credentials: CredentialsPlan;
  readonly fips: boolean;
  readonly dualStack: boolean;
  readonly signInCommand?: readonly string[];
}

/** Throws `noCredentials` for a profile that the files do not have, `invalid` for an endpoint that is no address. */
export function resolveSettings(
  choice: ConnectionChoice,
  config: SharedConfig,
  environment: Environment,
): ConnectionSettings {
  if (choice.kind === 'sandbox') {
    const { endpoint, region } = choice;
    const id = `sandbox:${region}+${endpoint}`;
    return {
      info: { id, kind: 'sandbox', profile: 'sandbox', region, endpoint },
      endpoints: sameEndpoint(endpoint),
      credentials: { kind: 'sandbox' },
      fips: false,
      dualStack: false,
    };
  }
  const name = choice.profile;
  const chain = isDefaultChain(config, name);
  const file = chain ? (environment['AWS_PROFILE'] ?? 'default') : name;
  const section = config.profiles.get(file);
  if (section === undefined && !chain)
    throw new QuaysideError('noCredentials', 'There is no such profile', {
      details: { profile: name, awsCode: 'ProfileNotFound' },
    });
  const profile = section ?? {};
  const region = choice.region ?? profile['region'] ?? regionOf(environment) ?? LAST_RESORT_REGION;
  const services = profile['services'] === undefined ? undefined : config.services.get(profile['services']);
  const endpoints = resolveEndpoints(profile, services, environment);
  const id = `profile:${name}@${region}${endpoints.ecs === undefined ? '' : `+${endpoints.ecs}`}`;
  return {
    info: { id, kind: 'profile', profile: name, region, ...given('endpoint', endpoints.ecs) },
    endpoints,
    credentials: chain ? { kind: 'chain', file } : { kind: 'profile', profile: name },
    fips: flag(profile, 'use_fips_endpoint', environment, 'AWS_USE_FIPS_ENDPOINT'),
    dualStack: flag(profile, 'use_dualstack_endpoint', environment, 'AWS_USE_DUALSTACK_ENDPOINT'),
    ...given('signInCommand', signInCommand(config, file)),
  };
}

function flag(profile: Section, key: string, environment: Environment, variable: string): boolean {
  return (environment[variable] ?? profile[key])?.toLowerCase() === 'true';
}
