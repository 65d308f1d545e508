import { expect, test } from 'vitest';
import { StubEndpoint } from '../deploy/stubEndpoint';
import { browseAndDeploy } from './deployThere';

const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/web:2';

test('an endpoint that knows only the oldest actions, and nobody by name, is browsed and deployed to', async () => {
  await using stub = await StubEndpoint.start('completes');
  await browseAndDeploy(stub.url, IMAGE, (_connection, { clusters, services, played }) => {
    expect(clusters).toEqual([expect.stringMatching(/:cluster\/c$/)]);
    expect(services).toEqual([expect.stringMatching(/:service\/c\/web$/)]);
    expect(played.verdict?.kind).toBe('succeeded');
    return Promise.resolve();
  });
});
