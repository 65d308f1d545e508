import { expect, it } from 'vitest';
import { CallLedger } from '../../../src/core/aws/callLedger';
import { createConnections } from '../../../src/core/aws/connectionService';
import { silentLogger } from '../../../src/core/lib/logger';
import { startTestSandbox } from '../../support/sandboxServer';
import { collect, JumpingClock, live } from './setup';

it('counts what each feature spends, and what AWS refused, by account and region', async () => {
  const sandbox = await startTestSandbox();
  const ledger = new CallLedger();
  const connections = createConnections({
    logger: silentLogger,
    clock: new JumpingClock(),
    environment: { AWS_CONFIG_FILE: '/nowhere/config', AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials' },
    mfaPrompt: () => Promise.resolve(undefined),
    store: { read: () => undefined, write: () => undefined },
    version: '1.2.3',
    ledger,
  });
  try {
    await connections.use({ kind: 'sandbox', endpoint: sandbox.endpoint, region: sandbox.region });
    const connection = connections.current();
    const { accountId: owner } = connection.info;
    await collect(connection.as({ feature: 'explorer', urgency: 'foreground' }).ecs.listClusters(live()));
    await sandbox.control('faults', {
      errors: [{ operation: 'ecs:ListClusters', code: 'ThrottlingException', message: 'slow', times: 1 }],
    });
    await collect(connection.as({ feature: 'logs', urgency: 'background' }).ecs.listClusters(live()));
    const { region } = sandbox;
    expect(ledger.counts.filter(({ operation }) => operation === 'ListClusters')).toEqual([
      {
        owner,
        region,
        feature: 'logs',
        operation: 'ListClusters',
        foreground: 0,
        background: 2,
        throttled: 1,
      },
      {
        owner,
        region,
        feature: 'explorer',
        operation: 'ListClusters',
        foreground: 1,
        background: 0,
        throttled: 0,
      },
    ]);
    const buckets = ledger.budgets.find((budget) => budget.owner === owner)?.buckets ?? [];
    expect(buckets.map(({ name }) => name)).toContain('ecsClusterRead');
  } finally {
    connections.dispose();
    await sandbox.dispose();
  }
});
