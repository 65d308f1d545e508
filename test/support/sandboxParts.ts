import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECRClient } from '@aws-sdk/client-ecr';
import { createRegistry, type Registry } from '../../src/sandbox/registry/registry';
import { createEcrService } from '../../src/sandbox/services/ecr/ecrService';
import type { LogLimits } from '../../src/sandbox/services/logs/logStore';
import { createLogsService, type LogsService } from '../../src/sandbox/services/logs/logsService';
import { CallCounter } from '../../src/sandbox/wire/calls';
import { Control } from '../../src/sandbox/wire/control';
import { Dispatcher } from '../../src/sandbox/wire/dispatcher';
import { Faults } from '../../src/sandbox/wire/faults';
import { Listener } from '../../src/sandbox/wire/listener';
import { VirtualClock } from '../../src/sandbox/world/virtualClock';

export const ACCOUNT = '123456789012';
export const OTHER_ACCOUNT = '210987654321';
export const REGION = 'us-east-1';
export const HOME = { accountId: ACCOUNT, region: REGION };
/** A fixed morning, after the date from which searches may begin with the newest event. */
export const START = Date.UTC(2026, 8, 1, 8);

export interface SandboxParts {
  readonly clock: VirtualClock;
  readonly registry: Registry;
  readonly logs: LogsService;
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly logged: readonly string[];
  /** How often the registry said that it is not what it was. */
  readonly changes: () => number;
  readonly ecrClient: (accountId?: string) => ECRClient;
  readonly logsClient: () => CloudWatchLogsClient;
  close(): Promise<void>;
}

export interface PartsOptions {
  /** 0 (the default) stands still until `advance`. */
  readonly timeScale?: number;
  readonly registryFolder?: string;
  readonly registryState?: ReturnType<Registry['toJSON']>;
  readonly logLimits?: LogLimits;
}

/** Registry, ECR and Logs behind the sandbox's real listener, without a world around them. */
export async function startSandboxParts(options: PartsOptions = {}): Promise<SandboxParts> {
  const logged: string[] = [];
  const log = (line: string): void => void logged.push(line);
  const clock = new VirtualClock({
    start: START,
    scale: options.timeScale ?? 0,
    onError: (error) => log(String(error)),
  });
  let port = 0;
  let changes = 0;
  const registry = createRegistry({
    clock,
    host: () => `127.0.0.1:${port}`,
    accountId: ACCOUNT,
    region: REGION,
    log,
    onChange: () => (changes += 1),
    ...(options.registryFolder === undefined ? {} : { folder: options.registryFolder }),
    ...(options.registryState === undefined ? {} : { state: options.registryState }),
  });
  const logs = createLogsService({
    clock,
    ...(options.logLimits === undefined ? {} : { limits: options.logLimits }),
  });
  const calls = new CallCounter();
  const faults = new Faults(() => clock.now());
  const dispatcher = new Dispatcher({
    services: [createEcrService({ registry, clock }), logs],
    calls,
    faults,
    accountOf: (accessKeyId) => (accessKeyId === 'OTHER' ? OTHER_ACCOUNT : ACCOUNT),
    defaultRegion: REGION,
    log,
    onAnswered: () => undefined,
  });
  const control = new Control({
    calls,
    faults,
    advance: (ms) => clock.advance(ms),
    now: () => clock.now(),
    summary: () => ({}),
    worlds: () => [],
  });
  const listener = new Listener({ registry: registry.handle, log });
  listener.open({ dispatcher, control, faults });
  port = await listener.listen(0);
  const common = { endpoint: `http://127.0.0.1:${port}`, region: REGION, maxAttempts: 1 };
  const clients: { destroy(): void }[] = [];
  const keep = <T extends { destroy(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  return {
    clock,
    registry,
    logs,
    host: `127.0.0.1:${port}`,
    logged,
    changes: () => changes,
    ecrClient: (accountId = ACCOUNT) =>
      keep(
        new ECRClient({
          ...common,
          credentials: { accessKeyId: accountId === ACCOUNT ? 'ANY' : 'OTHER', secretAccessKey: 'x' },
        }),
      ),
    logsClient: () =>
      keep(
        new CloudWatchLogsClient({
          ...common,
          // Live tail would otherwise ask for a host `stream-127.0.0.1`.
          disableHostPrefix: true,
          credentials: { accessKeyId: 'ANY', secretAccessKey: 'x' },
        }),
      ),
    close: async () => {
      for (const client of clients) client.destroy();
      await listener.close();
      clock.dispose();
      await registry.dispose();
    },
  };
}
