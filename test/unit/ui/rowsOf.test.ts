import { expect, it } from 'vitest';
import type { Arrangement } from '../../../src/ui/explorer/arrangement';
import { NodeSpace } from '../../../src/ui/explorer/nodeSpace';
import { rowsOf } from '../../../src/ui/explorer/rowsOf';
import { cluster, clusterArn, FakeAws, inventoryOf, service, serviceArn } from '../inventory/fakeAws';

const plain = { filter: undefined, groupTag: undefined, sort: 'name' } as unknown as Arrangement;

it('draws the cluster again when a service among the others turns out to be a daemon, then its heading', async () => {
  const aws = new FakeAws();
  aws.clusters = [cluster('shop', 2)];
  aws.services = [service('shop', 'web'), service('shop', 'agent', { scheduling: 'DAEMON' })];
  const { inventory } = inventoryOf(aws);
  const nodes = new NodeSpace('one');
  const family = { inventory, nodes, arrangement: plain };
  const shop = nodes.cluster(clusterArn('shop'));
  const [web, agent] = ['web', 'agent'].map((name) => nodes.service(shop, serviceArn('shop', name)));
  const changed = (name: string) =>
    rowsOf({ kind: 'service', clusterArn: shop.clusterArn, serviceArn: serviceArn('shop', name) }, family);
  nodes.retain(undefined, [shop]);
  nodes.retain(
    shop,
    [web, agent].flatMap((row) => row ?? []),
  );
  expect(changed('agent')).toEqual([agent]);

  await inventory.services.load(shop.clusterArn);
  expect(changed('agent')).toContain(shop);
  expect(changed('web')).toEqual([web]);

  const daemons = nodes.clusterGroup(shop, 'daemons');
  nodes.retain(shop, [...(web === undefined ? [] : [web]), daemons]);
  const row = nodes.service(daemons, serviceArn('shop', 'agent'));
  expect(changed('agent')).toEqual([row, daemons]);
  inventory.dispose();
});
