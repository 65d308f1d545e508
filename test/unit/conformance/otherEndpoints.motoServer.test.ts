import { expect, test } from 'vitest';
import { live } from '../deploy/setup';
import { browseAndDeploy } from './deployThere';
import { MotoServer } from './motoServer';

test('moto_server is browsed, and an existing image is deployed to it', async () => {
  await using moto = await MotoServer.start();
  const repository = await moto.pushImages('web', ['1', '2']);
  await moto.runService('shop', 'web', `${repository}:1`);

  await browseAndDeploy(moto.endpoint, `${repository}:2`, async ({ ecs }, { clusters, services, played }) => {
    expect(clusters).toEqual([expect.stringMatching(/:cluster\/shop$/)]);
    expect(services).toEqual([expect.stringMatching(/:service\/shop\/web$/)]);
    expect(played.verdict?.kind).toBe('succeeded');
    const { services: now } = await ecs.describeServices('shop', ['web'], live());
    expect(now[0]?.taskDefinitionArn).toMatch(/:task-definition\/web:2$/);
  });
});
