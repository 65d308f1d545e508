import { describe, expect, it } from 'vitest';
import { connectTo, live } from './setup';
import { awsError, startStub } from './stubServer';

describe('repositories', () => {
  it('are described with the account that owns them', async () => {
    await using stub = await startStub(() => ({
      json: {
        repositories: [
          { repositoryName: 'a/b', repositoryUri: 'r/a/b', registryId: '1', imageTagMutability: 'IMMUTABLE' },
        ],
      },
    }));
    const { connection } = await connectTo(stub.endpoint);
    expect(await connection.ecr.describeRepository({ name: 'a/b', registryId: '1' }, live())).toEqual({
      name: 'a/b',
      uri: 'r/a/b',
      registryId: '1',
      tagMutability: 'IMMUTABLE',
    });
    expect(JSON.parse(stub.calls[0]?.body ?? '')).toEqual({ repositoryNames: ['a/b'], registryId: '1' });
  });

  it('that do not exist are undefined', async () => {
    await using stub = await startStub(() => awsError('RepositoryNotFoundException', 'no'));
    const { connection } = await connectTo(stub.endpoint);
    expect(await connection.ecr.describeRepository({ name: 'a' }, live())).toBeUndefined();
  });

  it('that may not be described are an error', async () => {
    await using stub = await startStub(() => awsError('AccessDeniedException', 'no'));
    const { connection } = await connectTo(stub.endpoint);
    await expect(connection.ecr.describeRepository({ name: 'a' }, live())).rejects.toMatchObject({
      code: 'accessDenied',
    });
  });

  it('are not created twice when the answer got lost', async () => {
    await using stub = await startStub(() => ({ write: (response) => response.destroy() }));
    const { connection } = await connectTo(stub.endpoint);
    await expect(connection.ecr.createRepository('a', live())).rejects.toMatchObject({ code: 'unreachable' });
    expect(stub.calls).toHaveLength(1);
  });
});

describe('images', () => {
  it.each([
    ['sha256:abc', { imageDigest: 'sha256:abc' }],
    ['v1', { imageTag: 'v1' }],
  ])('are asked for by %s', async (reference, imageId) => {
    await using stub = await startStub(() => ({
      json: { imageDetails: [{ imageDigest: 'sha256:abc', imageTags: ['v1'], imagePushedAt: 2 }] },
    }));
    const { connection } = await connectTo(stub.endpoint);
    const image = await connection.ecr.describeImage({ repository: 'a', reference }, live());
    expect(image).toEqual({ digest: 'sha256:abc', tags: ['v1'], pushedAt: 2000 });
    expect(JSON.parse(stub.calls[0]?.body ?? '')).toEqual({ repositoryName: 'a', imageIds: [imageId] });
  });

  it.each(['ImageNotFoundException', 'RepositoryNotFoundException'])('are undefined on %s', async (code) => {
    await using stub = await startStub(() => awsError(code, 'no'));
    const { connection } = await connectTo(stub.endpoint);
    expect(await connection.ecr.describeImage({ repository: 'a', reference: 'v1' }, live())).toBeUndefined();
  });

  it('are listed newest first from all pages', async () => {
    await using stub = await startStub(({ index }) => ({
      json: {
        imageDetails: [1, 2].map((n) => ({ imageDigest: `d${index}${n}`, imagePushedAt: index * 10 + n })),
        ...(index < 2 ? { nextToken: `t${index}` } : {}),
      },
    }));
    const { connection } = await connectTo(stub.endpoint);
    const images = await connection.ecr.listImages({ repository: 'a', limit: 3 }, live());
    expect(images.map(({ digest }) => digest)).toEqual(['d22', 'd21', 'd12']);
  });
});

describe('the login of a registry', () => {
  it('is taken out of the token, with the host as docker keeps it', async () => {
    const authorizationToken = Buffer.from('AWS:pass:word').toString('base64');
    await using stub = await startStub(() => ({
      json: {
        authorizationData: [
          { authorizationToken, proxyEndpoint: 'https://1.dkr.ecr.eu-west-1.amazonaws.com/', expiresAt: 5 },
        ],
      },
    }));
    const { connection, logger } = await connectTo(stub.endpoint);
    expect(await connection.ecr.login(live())).toEqual({
      username: 'AWS',
      password: 'pass:word',
      server: '1.dkr.ecr.eu-west-1.amazonaws.com',
      expiresAt: 5000,
    });
    expect(logger.lines.join('\n')).not.toContain('pass');
  });

  it('that is empty is an error', async () => {
    await using stub = await startStub(() => ({ json: { authorizationData: [] } }));
    const { connection } = await connectTo(stub.endpoint);
    await expect(connection.ecr.login(live())).rejects.toMatchObject({ code: 'loginFailed' });
  });
});
