import { randomUUID } from 'node:crypto';
import { createConnections } from '../../../src/core/aws/connectionService';
import { DEFAULT_DEPLOY_OPTIONS } from '../../../src/core/deploy/deps';
import { planDeploy } from '../../../src/core/deploy/engine';
import { JOURNAL_VERSION } from '../../../src/core/deploy/journal/entry';
import { Journal } from '../../../src/core/deploy/journal/journal';
import { agreedTo, runJournaled } from '../../../src/core/deploy/journal/journaled';
import { createProgramRunner } from '../../../src/core/docker/runner';
import { systemClock } from '../../../src/core/lib/clock';
import { silentLogger } from '../../../src/core/lib/logger';
import { JournalFiles, windowOwner } from '../../../src/platform/journalFiles';

/* A window that deploys an image, and is killed by the test in the middle of it: `journalChild ENDPOINT REGION FOLDER IMAGE`. */
const [endpoint = '', region = '', folder = '', image = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const connections = createConnections({
    logger: silentLogger,
    environment: {},
    store: { read: () => undefined, write: () => undefined },
    mfaPrompt: () => Promise.resolve(''),
    clock: systemClock,
    version: 'test',
  });
  const connection = await connections.open({ kind: 'sandbox', endpoint, region });
  const deps = {
    connection,
    clock: systemClock,
    logger: silentLogger,
    runner: createProgramRunner(),
    options: DEFAULT_DEPLOY_OPTIONS,
  };
  const target = { cluster: 'production', service: 'shop-web', source: { kind: 'image', image } } as const;
  const { signal } = new AbortController();
  const prepared = await planDeploy(target, deps, signal);
  const journal = new Journal({
    store: new JournalFiles(folder),
    clock: systemClock,
    logger: silentLogger,
    owner: windowOwner(randomUUID()),
  });
  const owned = await journal.begin({
    version: JOURNAL_VERSION,
    id: 'killed',
    kind: 'deploy',
    step: 'started',
    at: systemClock.now(),
    connection: connection.info,
    ...agreedTo(prepared),
  });
  const events = runJournaled(prepared, deps, owned, signal);
  while ((await events.next()).done !== true);
}

void main();
