import { QuaysideError } from '../lib/errors';
import type { Environment } from './environment';
import type { Section } from './sharedConfig';

/** Names of services as `AWS_ENDPOINT_URL_<NAME>` and `services` sections spell them. */
const SERVICES = {
  ecs: 'ecs',
  ecr: 'ecr',
  elb: 'elastic_load_balancing_v2',
  scaling: 'application_auto_scaling',
  logs: 'cloudwatch_logs',
  sts: 'sts',
  sso: 'sso',
} as const;
export type EndpointService = keyof typeof SERVICES;
export type Endpoints = Readonly<Partial<Record<EndpointService, string>>>;

/**
 * The configured endpoint of each service; absent where AWS's own is meant. The SDK would look only at the profile that
 * AWS_PROFILE names, whatever profile was chosen, so this is decided here and passed to the clients. Order: variable of the
 * service, variable for all, `services` section, the profile's `endpoint_url`.
 */
export function resolveEndpoints(
  profile: Section,
  services: Section | undefined,
  environment: Environment,
): Endpoints {
  const ignored =
    environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] ?? profile['ignore_configured_endpoint_urls'];
  if (ignored?.toLowerCase() === 'true') return {};
  const endpoints: Partial<Record<EndpointService, string>> = {};
  for (const [service, name] of Object.entries(SERVICES) as [EndpointService, string][]) {
    const endpoint = [
      environment[`AWS_ENDPOINT_URL_${name.toUpperCase()}`],
      environment['AWS_ENDPOINT_URL'],
      services?.[`${name}.endpoint_url`],
      profile['endpoint_url'],
    ].find((candidate) => candidate !== undefined && candidate !== '');
    if (endpoint !== undefined) endpoints[service] = checked(endpoint);
  }
  return endpoints;
}

/** The one endpoint for everything, as the sandbox has it. */
export function sameEndpoint(endpoint: string): Endpoints {
  checked(endpoint);
  return Object.fromEntries(Object.keys(SERVICES).map((service) => [service, endpoint]));
}

function checked(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return endpoint;
  throw new QuaysideError('invalid', 'A configured endpoint is no http or https address', {
    details: { endpoint, awsCode: 'InvalidEndpoint' },
  });
}
