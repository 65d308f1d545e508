import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/lib/json';
import { connectTo, live } from './setup';
import { startStub } from './stubServer';

/** Everything that a client which cleans or knows better would lose. */
const STRANGE: JsonObject = {
  family: 'app',
  memberOfTheFuture: { deep: [{ flag: false }, null, 0] },
  containerDefinitions: [
    {
      name: 'app',
      image: 'a/b:1',
      command: [],
      environment: [
        { name: 'EMPTY', value: '' },
        { name: 'GREETING', value: 'Grüße, 世界 🌊' },
      ],
      cpu: 0,
      somethingNew: 'kept',
      healthCheck: { command: ['CMD-SHELL', 'test "$x" = \'\\\''], startPeriod: 0 },
    },
  ],
  volumes: [],
};

describe('task definitions on the wire', () => {
  it('arrive as they were sent, with members that the SDK does not know', async () => {
    await using stub = await startStub(() => ({
      json: { taskDefinition: { taskDefinitionArn: 'arn', revision: 1 } },
    }));
    const { connection } = await connectTo(stub.endpoint);
    await connection.ecs.registerTaskDefinition(STRANGE, live());
    expect(JSON.parse(stub.calls[0]?.body ?? '')).toEqual(STRANGE);
  });

  it('are signed and measured as they are sent', async () => {
    await using stub = await startStub(() => ({
      json: { taskDefinition: { taskDefinitionArn: 'arn', revision: 1 } },
    }));
    const { connection } = await connectTo(stub.endpoint);
    await connection.ecs.registerTaskDefinition(STRANGE, live());
    const headers = stub.calls[0]?.request.headers;
    const body = Buffer.from(stub.calls[0]?.body ?? '', 'utf8');
    expect(headers?.['content-length']).toBe(String(body.length));
    expect(headers?.['x-amz-content-sha256']).toBe(createHash('sha256').update(body).digest('hex'));
    expect(headers?.authorization).toContain('/eu-west-1/ecs/aws4_request');
  });

  it('are read as they were answered', async () => {
    await using stub = await startStub(() => ({
      json: { taskDefinition: STRANGE, tags: [{ key: 'team', value: '' }] },
    }));
    const { connection } = await connectTo(stub.endpoint);
    const { body, tags } = await connection.ecs.describeTaskDefinition('app:1', live());
    expect(body).toEqual(STRANGE);
    expect(tags).toEqual([{ key: 'team', value: '' }]);
    expect(JSON.parse(stub.calls[0]?.body ?? '')).toEqual({ taskDefinition: 'app:1', include: ['TAGS'] });
  });

  it('come back from a round trip unchanged, whatever they hold', async () => {
    let kept = '';
    await using stub = await startStub(({ operation, body }) => {
      if (operation === 'DescribeTaskDefinition') return { text: `{"taskDefinition":${kept}}` };
      kept = body;
      return { json: { taskDefinition: { taskDefinitionArn: 'arn', revision: 1 } } };
    });
    const { connection } = await connectTo(stub.endpoint);
    const definition = fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(definition, async (json) => {
        // Minus zero has no JSON of its own.
        const wanted = JSON.parse(JSON.stringify(json)) as JsonObject;
        await connection.ecs.registerTaskDefinition(wanted, live());
        expect((await connection.ecs.describeTaskDefinition('app', live())).body).toEqual(wanted);
      }),
      { numRuns: 30 },
    );
  });

  it('that are missing from the answer are an error, not an empty definition', async () => {
    await using stub = await startStub(() => ({ json: {} }));
    const { connection } = await connectTo(stub.endpoint);
    await expect(connection.ecs.describeTaskDefinition('app', live())).rejects.toMatchObject({
      code: 'awsError',
    });
  });
});
