import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '../lib/clock';
import { QuaysideError } from '../lib/errors';
import type { Logger } from '../lib/logger';
import type { ConnectionInfo } from '../model/connection';
import type { EcrApi, EcsApi, ElbApi, LogsApi, StsApi } from './api';
import type { RequestBudget } from './budget';
import { Caller } from './caller';
import type { Connection } from './connection';
import type { MfaPrompt } from './connections';
import { Credentials } from './credentials';
import { createEcr } from './ecr';
import { createEcs } from './ecs';
import { createElb } from './elb';
import type { Environment } from './environment';
import { given } from './given';
import { createRequestHandler } from './http';
import { createLogs } from './logs';
import type { ConnectionSettings } from './settings';
import { createSts } from './sts';

export interface CreateConnectionOptions {
  readonly settings: ConnectionSettings;
  readonly logger: Logger;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly mfaPrompt: MfaPrompt;
  readonly version: string;
  /** The budget of an account (or, while that is unknown, of a connection) in a region. */
  readonly budgetFor: (owner: string, region: string) => RequestBudget;
}

/** A connection with what its owner needs to keep it: check who we are, and forget credentials. */
export interface OwnedConnection extends Connection {
  readonly settings: ConnectionSettings;
  /** Proves that the credentials work, and learns the account where the endpoint can tell it. */
  identify(signal: AbortSignal): Promise<void>;
  dropCredentials(): void;
}

export function createConnection(options: CreateConnectionOptions): OwnedConnection {
  const { settings, logger, clock, version, budgetFor } = options;
  const { endpoints } = settings;
  let info: ConnectionInfo = settings.info;
  const requestHandler = createRequestHandler(logger);
  const credentials = new Credentials({ ...options, requestHandler });

  const clientConfig = (region: string, endpoint: string | undefined) => ({
    region,
    credentials: credentials.provider,
    requestHandler,
    // Retries are the caller's: each attempt is paid from the budget.
    maxAttempts: 1,
    retryMode: 'standard',
    customUserAgent: [['quayside', version] as [string, string]],
    // The SDK would apply endpoints of the default profile to the chosen one.
    ignoreConfiguredEndpointUrls: true,
    ...(endpoint === undefined
      ? { useFipsEndpoint: settings.fips, useDualstackEndpoint: settings.dualStack }
      : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
  });
  const callerFor = (region: string): Caller =>
    new Caller({
      region,
      profile: info.profile,
      logger,
      clock,
      budget: () => budgetFor(info.accountId ?? info.id, region),
      dropCredentials: () => credentials.drop(),
      signInDetails: given('signInCommand', settings.signInCommand),
    });

  const { region } = info;
  const caller = callerFor(region);
  const ecs = lazy<EcsApi>(() => createEcs(new ECSClient(clientConfig(region, endpoints.ecs)), caller));
  const ecr = lazy<EcrApi>(() => createEcr(new ECRClient(clientConfig(region, endpoints.ecr)), caller));
  const elb = lazy<ElbApi>(() =>
    createElb(new ElasticLoadBalancingV2Client(clientConfig(region, endpoints.elb)), caller),
  );
  const sts = lazy<StsApi>(() => createSts(new STSClient(clientConfig(region, endpoints.sts)), caller));
  const logs = new Map<string, LogsApi>();

  return {
    settings,
    get info() {
      return info;
    },
    get ecs() {
      return ecs();
    },
    get ecr() {
      return ecr();
    },
    get elb() {
      return elb();
    },
    get sts() {
      return sts();
    },
    logs(logRegion = region) {
      let api = logs.get(logRegion);
      if (api === undefined) {
        const config = clientConfig(logRegion, endpoints.logs);
        // A live tail would go to the host `stream-<host>`, which a configured endpoint does not have.
        const client = new CloudWatchLogsClient({
          ...config,
          disableHostPrefix: endpoints.logs !== undefined,
        });
        api = createLogs(client, logRegion === region ? caller : callerFor(logRegion));
        logs.set(logRegion, api);
      }
      return api;
    },
    async identify(signal) {
      // An endpoint for ECS alone says nothing of STS: the real one must not see the keys of an emulator.
      const asksSts = endpoints.ecs === undefined || endpoints.sts !== undefined;
      try {
        if (asksSts) {
          const { accountId, arn } = await sts().callerIdentity(signal);
          info = { ...info, accountId, callerArn: arn };
          return;
        }
      } catch (error) {
        if (!QuaysideError.is(error) || !MAY_WORK_WITHOUT_STS.has(error.code)) throw error;
        logger.info(`STS does not say who we are (${error.code}); asking ECS instead`);
      }
      for await (const page of ecs().listClusters(signal)) {
        logger.debug(`ECS answers; ${page.length} clusters on the first page`);
        break;
      }
    },
    dropCredentials: () => credentials.drop(),
    dispose: () => requestHandler.destroy(),
  };
}

/** Failures of STS that say nothing about ECS: it is another service, and an emulator may not have it. */
const MAY_WORK_WITHOUT_STS: ReadonlySet<string> = new Set([
  'accessDenied',
  'awsError',
  'invalid',
  'notFound',
  'unreachable',
]);

function lazy<T>(create: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= create());
}
