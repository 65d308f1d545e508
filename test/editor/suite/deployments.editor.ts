import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Connection } from '../../../src/core/aws/connection';
import type { Connections } from '../../../src/core/aws/connections';
import { JOURNAL_VERSION, placeOfService, type JournalEntry } from '../../../src/core/deploy/journal/entry';
import { reduce } from '../../../src/core/deploy/reducer';
import { redeployBase } from '../../../src/core/deploy/redeploy';
import type { DeployState } from '../../../src/core/deploy/state';
import { systemClock } from '../../../src/core/lib/clock';
import { silentLogger } from '../../../src/core/lib/logger';
import type { Service } from '../../../src/core/model/service';
import type { Deployments } from '../../../src/ui/deployment/deployments';
import { stateOfTarget } from '../../../src/ui/deployment/openSession';
import { workspacePlace } from '../../../src/ui/deployment/place';
import type { DeploymentRecords } from '../../../src/ui/deployment/records';
import type { CurrentInventory } from '../../../src/ui/explorer/currentInventory';
import { History } from '../../../src/ui/history/history';
import type { DeploymentGroup } from '../../../src/ui/history/historyRow';
import { answering } from './questions';
import { imageOf, sandboxConnections } from './sandboxConnection';
import { sandboxDeployments, type SandboxDeployments } from './sandboxDeployments';
import { advanceUntil, until } from './sandboxTime';

const signal = (): AbortSignal => new AbortController().signal;

/** What a window leaves behind, found by the next one: real files, a real sandbox, the editor's own questions. */
describe('deployments of the past in a real editor', () => {
  let connections: Connections;
  let connection: Connection;
  let window: SandboxDeployments;
  let folder: string;
  let records: DeploymentRecords;
  let deployments: Deployments;
  let history: History;

  before(async () => {
    connections = sandboxConnections();
    connection = await connections.open({ kind: 'profile', profile: 'sandbox' });
  });
  beforeEach(async () => {
    window = await sandboxDeployments(connections);
    ({ folder, records, deployments } = window);
    history = new History({
      records,
      journal: window.journal,
      deployments,
      // The view asks it only which connection is looked at.
      current: { value: { connection } } as unknown as CurrentInventory,
      clock: systemClock,
      logger: silentLogger,
    });
  });
  afterEach(() => window.dispose());
  after(() => connections.dispose());

  it('a deployment that was cut off after the push is asked about, and goes on to a success', async () => {
    const before = await service('shop-mail');
    await crashAfterPush(before);
    assert.deepEqual(await rowsOf(history), [['running', 'shop-mail', 'interrupted']]);

    const [asked] = await answering(['Continue'], () => deployments.takeUp());
    assert.match(asked?.text ?? '', /shop-mail in production was interrupted/);
    await advanceUntil(async () => (await rowsOf(history))[0]?.[2] === 'ended');

    const [[group, , status] = [], ...others] = await rowsOf(history);
    assert.deepEqual([group, status, others], ['recent', 'ended', []]);
    const [{ state } = { state: undefined }] = await records.all();
    assert.equal(state?.verdict?.kind, 'succeeded');
    const now = await service('shop-mail');
    assert.equal(now.taskDefinitionArn, state.newRevision?.arn);
    assert.notEqual(now.taskDefinitionArn, before.taskDefinitionArn);
    assert.deepEqual(await journalled(), [], 'nothing is left to be taken up');
  });

  it('one that is dropped is not asked about again, and changes nothing', async () => {
    const before = await service('shop-mail');
    await crashAfterPush(before);
    await answering(['Drop'], () => deployments.takeUp());
    await until(async () => (await journalled()).length === 0);
    assert.deepEqual(await rowsOf(history), [['recent', 'shop-mail', 'ended']]);
    assert.equal((await service('shop-mail')).taskDefinitionArn, before.taskDefinitionArn);
  });

  it('one that another window runs is shown as such, and not taken up', async () => {
    await crashAfterPush(await service('shop-mail'));
    await writeFile(
      path.join(folder, 'cut-off.1.lease'),
      JSON.stringify({ owner: 'another-machine/1/window', at: Date.now() }),
    );
    await deployments.takeUp();
    assert.deepEqual(await rowsOf(history), [['running', 'shop-mail', 'elsewhere']]);
    assert.equal((await journalled()).length, 1);
  });

  it('a redeploy and a forced deployment are watched, and stand in the list with how they ended', async () => {
    const base = await redeployBase(await placeOf('shop-mail'), connection, signal());
    await deployments.redeploy(base, undefined, connection);
    await until(async () => (await rowsOf(history)).length === 1);
    assert.deepEqual(await rowsOf(history), [['running', 'shop-mail', 'running']]);
    await advanceUntil(async () => (await rowsOf(history))[0]?.[2] === 'ended');

    const revisions = await earlierRevisions(base.running.revision.family, base.running.revision.arn);
    // The newest one of the seed is made to fail.
    const earlier = revisions.at(-1);
    assert.ok(earlier, 'there is an earlier revision');
    const again = await redeployBase(await placeOf('shop-mail'), connection, signal());
    await deployments.redeploy(again, earlier, connection);
    await advanceUntil(async () => (await rowsOf(history)).every(([, , status]) => status === 'ended'));
    const ends = (await records.all()).map(({ origin, state }) => `${origin} ${state.verdict?.kind ?? '?'}`);
    assert.deepEqual(ends, ['redeploy succeeded', 'redeploy succeeded']);
    assert.equal((await service('shop-mail')).taskDefinitionArn, earlier.arn);
    await records.remove((await records.all()).map(({ id }) => id));
    assert.deepEqual(await rowsOf(history), []);
  });

  /** The files of a window that was killed between the push and the registration. */
  async function crashAfterPush(of: Service): Promise<void> {
    const { container, image } = await imageOf(connection, of, OTHER_TAG);
    const target = { cluster: of.clusterArn, service: of.arn, source: { kind: 'image', image } } as const;
    const entry: JournalEntry = {
      version: JOURNAL_VERSION,
      id: 'cut-off',
      kind: 'deploy',
      step: 'pushed',
      at: Date.now(),
      connection: connection.info,
      ...placeOfService(of),
      ...workspaceOf(),
      target,
      images: { [container]: image },
    };
    await writeFile(path.join(folder, 'cut-off.journal.json'), JSON.stringify(entry));
    let state: DeployState = stateOfTarget(target, connection, Date.now());
    for (const stage of ['build', 'push'] as const)
      state = reduce(state, { type: 'stageStarted', at: Date.now(), stage });
    records.saveNow({ id: 'cut-off', origin: 'deploy', target, state });
  }

  async function journalled(): Promise<readonly string[]> {
    return (await readdir(folder)).filter((name) => name.endsWith('.journal.json'));
  }

  async function placeOf(name: string): Promise<{ clusterArn: string; serviceArn: string }> {
    const { clusterArn, arn } = await service(name);
    return { clusterArn, serviceArn: arn };
  }

  async function service(name: string): Promise<Service> {
    const { services } = await connection.ecs.describeServices('production', [name], signal());
    assert.ok(services[0], name);
    return services[0];
  }

  async function earlierRevisions(family: string, running: string) {
    const found: { readonly arn: string; readonly family: string; readonly revision: number }[] = [];
    for await (const arns of connection.ecs.listTaskDefinitions(family, signal()))
      for (const arn of arns)
        if (arn !== running) found.push({ arn, family, revision: Number(arn.split(':').at(-1)) });
    return found;
  }
});

/** A tag of the seed, other than the one that runs, that fares well. */
const OTHER_TAG = '2.4.0';

function workspaceOf(): { readonly workspace?: string } {
  const place = workspacePlace();
  return place === undefined ? {} : { workspace: place };
}

/** Group, service and status of each row, from top to bottom. */
async function rowsOf(history: History): Promise<readonly (readonly [string, string, string])[]> {
  const groups = await history.getChildren();
  const rows = groups.filter((node): node is DeploymentGroup => node.kind === 'deploymentGroup');
  return rows.flatMap(({ id, rows: all }) =>
    all.map(({ record, status }) => [id, record.state.serviceName, status] as const),
  );
}
