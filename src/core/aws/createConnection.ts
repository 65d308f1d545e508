import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '../lib/clock';
import { QuaysideError } from '../lib/errors';
import type { Logger } from '../lib/logger';
import type { ConnectionInfo } from '../model/connection';
import type { EcrApi, EcsApi, ElbApi, LogsApi, ScalingApi, StsApi } from './api';
import type { RequestBudget } from './budget';
import { Caller } from './caller';
import type { CallLedger } from './callLedger';
import type { Connection } from './connection';
import type { MfaPrompt } from './connections';
import { Credentials } from './credentials';
import { createEcr } from './ecr';
import { createEcs } from './ecs';
import { createElb } from './elb';
import type { Environment } from './environment';
import { given } from './given';
import { createRequestHandler } from './http';
import { RecentTaskLists } from './recentTaskLists';
import { createLogs } from './logs';
import { lateScaling, NO_SCALING } from './lateScaling';
import type { ConnectionSettings } from './settings';
import { createSts } from './sts';
import { PLAIN_USE, type CallUse } from './use';

export interface CreateConnectionOptions {
  readonly settings: ConnectionSettings;
  readonly logger: Logger;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly mfaPrompt: MfaPrompt;
  readonly version: string;
  /** The budget of an account (or, while that is unknown, of a connection) in a region. */
  readonly budgetFor: (owner: string, region: string) => RequestBudget;
  /** Where what was spent is written down. */
  readonly ledger?: CallLedger | undefined;
}

/** A connection with what its owner needs to keep it: check who we are, and forget credentials. */
export interface OwnedConnection extends Connection {
  readonly settings: ConnectionSettings;
  /** Proves that the credentials work, and learns the account where the endpoint can tell it. */
  identify(signal: AbortSignal): Promise<void>;
  dropCredentials(): void;
}

export function createConnection(options: CreateConnectionOptions): OwnedConnection {
  const { settings, logger, clock, version, budgetFor, ledger } = options;
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
  const { region } = info;
  // Clients keep the connections that are open; every kind of use shares them.
  const clients = {
    ecs: lazy(() => new ECSClient(clientConfig(region, endpoints.ecs))),
    ecr: lazyBy((place) => new ECRClient(clientConfig(place, endpoints.ecr))),
    elb: lazy(() => new ElasticLoadBalancingV2Client(clientConfig(region, endpoints.elb))),
    sts: lazy(() => new STSClient(clientConfig(region, endpoints.sts))),
    scaling: lateScaling(() => clientConfig(region, endpoints.scaling)),
    logs: lazyBy(
      (logRegion) =>
        new CloudWatchLogsClient({
          ...clientConfig(logRegion, endpoints.logs),
          // A live tail would go to the host `stream-<host>`, which a configured endpoint does not have.
          disableHostPrefix: endpoints.logs !== undefined,
        }),
    ),
  };
  const taskLists = new RecentTaskLists(clock);
  const owner = (): string => info.accountId ?? info.id;
  // An endpoint for ECS alone says nothing of its neighbours: the real ones must not see the keys of an emulator.
  const asks = (endpoint: string | undefined): boolean =>
    endpoints.ecs === undefined || endpoint !== undefined;

  const open = (use: CallUse): Connection => {
    const callerFor = (place: string): Caller =>
      new Caller({
        region: place,
        profile: info.profile,
        logger,
        clock,
        owner,
        use,
        ledger,
        budget: () => budgetFor(owner(), place),
        dropCredentials: () => credentials.drop(),
        signInDetails: given('signInCommand', settings.signInCommand),
      });
    const caller = callerFor(region);
    const ecs = lazy<EcsApi>(() => {
      const api = createEcs(clients.ecs(), caller);
      return { ...api, listTasks: taskLists.share((query, signal) => api.listTasks(query, signal)) };
    });
    const ecr = lazyBy<EcrApi>((place) =>
      createEcr(clients.ecr(place), place === region ? caller : callerFor(place)),
    );
    const elb = lazy<ElbApi>(() => createElb(clients.elb(), caller));
    const sts = lazy<StsApi>(() => createSts(clients.sts(), caller));
    const scaling = lazy<ScalingApi>(() => (asks(endpoints.scaling) ? clients.scaling(caller) : NO_SCALING));
    const logs = lazyBy<LogsApi>((logRegion) =>
      createLogs(clients.logs(logRegion), logRegion === region ? caller : callerFor(logRegion)),
    );
    return {
      get info() {
        return info;
      },
      get ecs() {
        return ecs();
      },
      get ecr() {
        return ecr(region);
      },
      get elb() {
        return elb();
      },
      get scaling() {
        return scaling();
      },
      get sts() {
        return sts();
      },
      logs: (logRegion = region) => logs(logRegion),
      ecrIn: ecr,
      as: view,
      dispose: () => requestHandler.destroy(),
    };
  };
  const views = new Map<string, Connection>();
  const view = (use: CallUse): Connection => {
    const key = `${use.feature} ${use.urgency}`;
    const known = views.get(key) ?? open(use);
    views.set(key, known);
    return known;
  };
  const plain = open(PLAIN_USE);

  return {
    settings,
    get info() {
      return info;
    },
    get ecs() {
      return plain.ecs;
    },
    get ecr() {
      return plain.ecr;
    },
    get elb() {
      return plain.elb;
    },
    get scaling() {
      return plain.scaling;
    },
    get sts() {
      return plain.sts;
    },
    logs: (logRegion) => plain.logs(logRegion),
    ecrIn: (place) => plain.ecrIn(place),
    as: view,
    dispose: () => plain.dispose(),
    async identify(signal) {
      try {
        if (asks(endpoints.sts)) {
          const { accountId, arn } = await plain.sts.callerIdentity(signal);
          info = { ...info, accountId, callerArn: arn };
          return;
        }
      } catch (error) {
        if (!QuaysideError.is(error) || !MAY_WORK_WITHOUT_STS.has(error.code)) throw error;
        logger.info(`STS does not say who we are (${error.code}); asking ECS instead`);
      }
      for await (const page of plain.ecs.listClusters(signal)) {
        logger.debug(`ECS answers; ${page.length} clusters on the first page`);
        break;
      }
    },
    dropCredentials: () => credentials.drop(),
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

function lazyBy<T>(create: (key: string) => T): (key: string) => T {
  const values = new Map<string, T>();
  return (key) => {
    const value = values.get(key) ?? create(key);
    values.set(key, value);
    return value;
  };
}
