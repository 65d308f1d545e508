import { expect, it } from 'vitest';
import { NodeSpace } from '../../../src/ui/explorer/nodeSpace';

const CLUSTER = 'arn:aws:ecs:us-east-1:111122223333:cluster/shop';
const service = (name: string): string => `arn:aws:ecs:us-east-1:111122223333:service/shop/${name}`;
const task = (id: string): string => `arn:aws:ecs:us-east-1:111122223333:task/shop/${id}`;

it('keeps the row of what stays, and forgets what is gone with all that stood under it', () => {
  const nodes = new NodeSpace('profile:shop');
  const cluster = nodes.cluster(CLUSTER);
  const [web, mail] = [nodes.service(cluster, service('web')), nodes.service(cluster, service('mail'))];
  nodes.retain(undefined, [cluster]);
  nodes.retain(cluster, [web, mail]);
  const group = nodes.group(mail, 'tasks');
  nodes.retain(mail, [group]);
  nodes.retain(group, [nodes.task(group, task('1'))]);

  nodes.retain(cluster, [web]);

  expect([...nodes.all]).toEqual([cluster, web]);
  expect(nodes.service(cluster, service('web'))).toBe(web);
});

it('stays as small as what is shown, however many tasks come and go', () => {
  const nodes = new NodeSpace('profile:shop');
  const cluster = nodes.cluster(CLUSTER);
  const web = nodes.service(cluster, service('web'));
  const group = nodes.group(web, 'tasks');
  nodes.retain(undefined, [cluster]);
  nodes.retain(cluster, [web]);
  nodes.retain(web, [group]);
  for (let count = 0; count < 1000; count += 1) {
    const row = nodes.task(group, task(String(count)));
    nodes.retain(group, [row]);
    nodes.retain(row, [nodes.container(row, 'app')]);
  }
  expect([...nodes.all]).toHaveLength(5);
});
