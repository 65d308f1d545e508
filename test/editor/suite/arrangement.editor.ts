import assert from 'node:assert/strict';
import { Arrangement } from '../../../src/ui/explorer/arrangement';

const CLUSTER = 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop';
const service = (name: string) => ({
  clusterArn: CLUSTER,
  serviceArn: `arn:aws:ecs:eu-west-1:111122223333:service/shop/${name}`,
});

describe('how a person arranged the tree', () => {
  it('is the same in the next window of the workspace', () => {
    const stored = new Map<string, string>();
    const open = (): Arrangement =>
      new Arrangement({
        get: (key) => JSON.parse(stored.get(key) ?? 'null') as never,
        set: (key, value) => Promise.resolve(void stored.set(key, JSON.stringify(value))),
      });
    const first = open();
    first.set({ filter: 'status:failing', sort: 'deployed' });
    first.groupBy('team');
    first.pin([service('web'), service('api'), service('web')]);
    first.hide([CLUSTER]);
    first.dispose();

    const second = open();
    assert.equal(second.filter?.text, 'status:failing');
    assert.equal(second.sort, 'deployed');
    assert.equal(second.groupTag, 'team');
    const info = { id: 'one', kind: 'profile', profile: 'one', region: 'eu-west-1' } as const;
    assert.deepEqual(second.pinned(info), [service('web'), service('api')]);
    assert.deepEqual(second.pinned({ ...info, region: 'us-east-1' }), []);
    assert.ok(second.isHidden(CLUSTER));
    second.groupBy(undefined);
    second.set({ filter: '' });
    second.dispose();

    const third = open();
    assert.equal(third.filter, undefined);
    assert.equal(third.groupTag, undefined);
    assert.equal(third.sort, 'deployed');
    third.dispose();
  });
});
