import {
  CreateClusterCommand,
  DeleteClusterCommand,
  DescribeClustersCommand,
  ListClustersCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateClusterCommand,
} from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLUSTER, rawCall, setStage, type Stage } from './builders';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => stage.dispose());

describe('clusters', () => {
  test('show tags, settings and statistics only when asked', async () => {
    await stage.ecs.send(new CreateClusterCommand({ clusterName: 'a', tags: [{ key: 'k', value: 'v' }] }));
    const read = async (include?: 'TAGS'[] | 'SETTINGS'[]): Promise<unknown> =>
      (await stage.ecs.send(new DescribeClustersCommand({ clusters: ['a'], include }))).clusters?.[0];
    expect(await read()).toMatchObject({
      status: 'ACTIVE',
      tags: [],
      settings: [],
      statistics: [],
      capacityProviders: [],
    });
    expect(await read(['TAGS'])).toMatchObject({ tags: [{ key: 'k', value: 'v' }] });
    expect(await read(['SETTINGS'])).toMatchObject({
      settings: [{ name: 'containerInsights', value: 'disabled' }],
    });
  });

  test('that are unknown are failures, duplicates are answered once, a bad include only then matters', async () => {
    const read = (clusters: string[], include?: string[]): Promise<{ body: Record<string, unknown> }> =>
      rawCall(stage.sandbox, 'DescribeClusters', { clusters, include });
    const { body } = await read([CLUSTER, 'no', CLUSTER]);
    expect(body['clusters']).toHaveLength(1);
    expect(body['failures']).toEqual([
      { arn: 'arn:aws:ecs:us-east-1:123456789012:cluster/no', reason: 'MISSING' },
    ]);
    expect((await read(['no'], ['BOGUS'])).body['failures']).toHaveLength(1);
    expect((await read([CLUSTER], ['BOGUS'])).body).toEqual({
      __type: 'InvalidParameterException',
      message: 'include should be one of [ATTACHMENTS,CONFIGURATIONS,SETTINGS,STATISTICS,TAGS]',
    });
  });

  test('are deleted only when nothing is active in them, and stay describable', async () => {
    const { ecs } = stage;
    const remove = (): Promise<unknown> => ecs.send(new DeleteClusterCommand({ cluster: CLUSTER }));
    await stage.create('web', { desiredCount: 0 });
    await expect(remove()).rejects.toMatchObject({ name: 'ClusterContainsServicesException' });
    await ecs.send(new CreateClusterCommand({ clusterName: 'other' }));
    await ecs.send(new DeleteClusterCommand({ cluster: 'other' }));
    expect((await ecs.send(new ListClustersCommand({}))).clusterArns).toHaveLength(1);
    const { clusters } = await ecs.send(new DescribeClustersCommand({ clusters: ['other'] }));
    expect(clusters?.[0]?.status).toBe('INACTIVE');
    await expect(ecs.send(new UpdateClusterCommand({ cluster: 'other' }))).rejects.toMatchObject({
      message: 'Cluster was not ACTIVE.',
    });
  });
});

describe('tags', () => {
  test('are added, replaced and taken away', async () => {
    const { ecs } = stage;
    const { serviceArn: resourceArn } = await stage.create('web', { desiredCount: 0 });
    const list = async (): Promise<unknown> =>
      (await ecs.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
    await ecs.send(
      new TagResourceCommand({
        resourceArn,
        tags: [
          { key: 'a', value: '1' },
          { key: 'b', value: '' },
        ],
      }),
    );
    await ecs.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'a', value: '2' }] }));
    expect(await list()).toEqual([
      { key: 'a', value: '2' },
      { key: 'b', value: '' },
    ]);
    await ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a', 'never'] }));
    expect(await list()).toEqual([{ key: 'b', value: '' }]);
  });

  test('without a value are refused with the class that the kind of resource has', async () => {
    const definition = await stage.register('web');
    const tag = (resourceArn: string): Promise<{ body: unknown }> =>
      rawCall(stage.sandbox, 'TagResource', { resourceArn, tags: [{ key: 'a' }] });
    const cluster = `arn:aws:ecs:us-east-1:123456789012:cluster/${CLUSTER}`;
    expect((await tag(cluster)).body).toEqual({
      __type: 'InvalidParameterException',
      message: 'Tag value can not be null.',
    });
    expect((await tag(definition)).body).toEqual({
      __type: 'ClientException',
      message: 'Tag value can not be null.',
    });
  });
});
