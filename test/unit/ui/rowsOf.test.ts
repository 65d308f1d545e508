import { expect, it } from 'vitest';
import type { Arrangement } from '../../../src/ui/explorer/arrangement';
import { NodeSpace } from '../../../src/ui/explorer/nodeSpace';
import { rowsOf } from '../../../src/ui/explorer/rowsOf';
import { cluster, clusterArn, FakeAws, inventoryOf, service, serviceArn } from '../inventory/fakeAws';

const plain = { filter: undefined, groupTag: undefined, sort: 'name' } as unknown as Arrangement;

it('draws a service that is open again when the heading of its scaling comes or goes, else the heading alone', async () => {
  const aws = new FakeAws();
  aws.services = [service('shop', 'web')];
  const limits = { resourceId: 'service/shop/web', min: 1, max: 2, suspended: [] };
  aws.scaling = [limits];
  const { inventory } = inventoryOf(aws);
  const nodes = new NodeSpace('one');
  const family = { inventory, nodes, arrangement: plain };
  const web = nodes.service(nodes.cluster(clusterArn('shop')), serviceArn('shop', 'web'));
  const { clusterArn: inCluster, serviceArn: arn } = web;
  const changed = () => rowsOf({ kind: 'scaling', clusterArn: inCluster, serviceArn: arn }, family);
  await inventory.scaling.look(web);
  // Nobody opened it: there is nothing to be drawn.
  expect(changed()).toEqual([]);
  nodes.group(web, 'events');
  expect(changed()).toEqual([web]);
  const heading = nodes.group(web, 'scaling');
  expect(changed()).toEqual([heading]);
  aws.scaling = [];
  inventory.scaling.expire();
  await inventory.scaling.look(web);
  expect(changed()).toEqual([web]);
  inventory.dispose();
});

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
