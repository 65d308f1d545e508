import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DescribeImagesCommand,
  DescribePullThroughCacheRulesCommand,
  DescribeRepositoriesCommand,
  GetAuthorizationTokenCommand,
  GetDownloadUrlForLayerCommand,
  type AuthorizationData,
  type ECRClient,
  type ImageDetail,
  type Repository as SdkRepository,
} from '@aws-sdk/client-ecr';
import { QuaysideError } from '../lib/errors';
import type { EcrApi, EcrImage, RegistryLogin, Repository } from './api';
import type { Caller } from './caller';
import { given, millis } from './given';
import { parseManifest, platformOf } from './manifestPlatforms';
import { pages } from './pages';

/** DescribeImages does not sort, so the newest are found by reading all; a repository beyond this is not read to its end. */
const MAX_LISTED = 5000;

export function createEcr(client: ECRClient, caller: Caller): EcrApi {
  return {
    async describeRepository({ name, registryId }, signal) {
      const input = { repositoryNames: [name], ...given('registryId', registryId) };
      const answer = await caller
        .call(
          'DescribeRepositories',
          () => client.send(new DescribeRepositoriesCommand(input), { abortSignal: signal }),
          signal,
        )
        .catch(undefinedWhenMissing);
      const repository = answer?.repositories?.[0];
      return repository === undefined ? undefined : toRepository(repository);
    },

    async createRepository(name, signal) {
      const answer = await caller.call(
        'CreateRepository',
        () => client.send(new CreateRepositoryCommand({ repositoryName: name }), { abortSignal: signal }),
        signal,
        { repeatable: false },
      );
      return toRepository(answer.repository ?? {});
    },

    async describeImage({ repository, registryId, reference }, signal) {
      const imageId = reference.startsWith('sha256:') ? { imageDigest: reference } : { imageTag: reference };
      const input = { repositoryName: repository, imageIds: [imageId], ...given('registryId', registryId) };
      const answer = await caller
        .call(
          'DescribeImages',
          () => client.send(new DescribeImagesCommand(input), { abortSignal: signal }),
          signal,
        )
        .catch(undefinedWhenMissing);
      const image = answer?.imageDetails?.[0];
      return image === undefined ? undefined : toImage(image);
    },

    async listImages({ repository, registryId, limit }, signal) {
      const found: EcrImage[] = [];
      const list = pages(async (nextToken) => {
        const input = {
          repositoryName: repository,
          maxResults: 1000,
          ...given('registryId', registryId),
          ...given('nextToken', nextToken),
        };
        const answer = await caller.call(
          'DescribeImages',
          () => client.send(new DescribeImagesCommand(input), { abortSignal: signal }),
          signal,
        );
        return { items: (answer.imageDetails ?? []).map(toImage), nextToken: answer.nextToken };
      });
      for await (const page of list) {
        found.push(...page);
        if (found.length >= MAX_LISTED) break;
      }
      return found.sort((left, right) => (right.pushedAt ?? 0) - (left.pushedAt ?? 0)).slice(0, limit);
    },

    async imagePlatforms({ repository, registryId, digest }, signal) {
      const place = { repositoryName: repository, ...given('registryId', registryId) };
      const input = { ...place, imageIds: [{ imageDigest: digest }] };
      const answer = await caller.call(
        'BatchGetImage',
        () => client.send(new BatchGetImageCommand(input), { abortSignal: signal }),
        signal,
      );
      const manifest = parseManifest(answer.images?.[0]?.imageManifest);
      if (manifest.platforms !== undefined || manifest.config === undefined) return manifest.platforms;
      const layer = { ...place, layerDigest: manifest.config };
      const { downloadUrl } = await caller.call(
        'GetDownloadUrlForLayer',
        () => client.send(new GetDownloadUrlForLayerCommand(layer), { abortSignal: signal }),
        signal,
      );
      return downloadUrl === undefined ? undefined : readConfig(client, downloadUrl, signal);
    },

    async pullThroughPrefixes(signal) {
      const list = pages(async (nextToken) => {
        const answer = await caller.call(
          'DescribePullThroughCacheRules',
          () =>
            client.send(new DescribePullThroughCacheRulesCommand(given('nextToken', nextToken)), {
              abortSignal: signal,
            }),
          signal,
        );
        const rules = answer.pullThroughCacheRules ?? [];
        return {
          items: rules.flatMap(({ ecrRepositoryPrefix }) => ecrRepositoryPrefix ?? []),
          nextToken: answer.nextToken,
        };
      });
      const found: string[] = [];
      for await (const page of list) found.push(...page);
      return found;
    },

    async login(signal) {
      const answer = await caller.call(
        'GetAuthorizationToken',
        () => client.send(new GetAuthorizationTokenCommand({}), { abortSignal: signal }),
        signal,
      );
      return toLogin(answer.authorizationData?.[0]);
    },
  };
}

function undefinedWhenMissing(error: unknown): undefined {
  if (QuaysideError.is(error, 'notFound')) return undefined;
  throw error;
}

/** What it answers, as far as it is used; the SDK types the body as anything. */
interface HandlerAnswer {
  readonly response: { readonly statusCode: number; readonly body: AsyncIterable<Uint8Array> };
}

/** What the SDK's handler of requests takes; the class itself belongs to a package of its own. */
type HandlerRequest = Parameters<ECRClient['config']['requestHandler']['handle']>[0];

/** The configuration of an image names its platform; it is fetched from a signed address, with no credentials of ours. */
async function readConfig(
  client: ECRClient,
  address: string,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const url = new URL(address);
  const request = {
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    method: 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host },
  };
  const answer: HandlerAnswer = await client.config.requestHandler.handle(request as HandlerRequest, {
    abortSignal: signal,
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.response.body) chunks.push(chunk);
  const platform = platformOf(Buffer.concat(chunks).toString('utf8'));
  return answer.response.statusCode === 200 && platform !== undefined ? [platform] : undefined;
}

function toRepository(repository: SdkRepository): Repository {
  return {
    name: repository.repositoryName ?? '',
    uri: repository.repositoryUri ?? '',
    registryId: repository.registryId ?? '',
    tagMutability: repository.imageTagMutability ?? 'MUTABLE',
    ...given(
      'tagExceptions',
      repository.imageTagMutabilityExclusionFilters?.flatMap(({ filter }) => filter ?? []),
    ),
  };
}

function toImage(image: ImageDetail): EcrImage {
  return {
    digest: image.imageDigest ?? '',
    tags: image.imageTags ?? [],
    ...given('pushedAt', millis(image.imagePushedAt)),
    ...given('sizeBytes', image.imageSizeInBytes),
    ...given('mediaType', image.imageManifestMediaType),
  };
}

/** The token is `user:password` in base64; docker keeps logins by host, so the scheme goes. */
function toLogin(data: AuthorizationData | undefined): RegistryLogin {
  const [username = '', password = ''] = splitOnce(
    Buffer.from(data?.authorizationToken ?? '', 'base64').toString('utf8'),
    ':',
  );
  const server = (data?.proxyEndpoint ?? '').replace(/^https?:\/\//, '').replace(/\/+$/, '');
  if (username === '' || password === '' || server === '')
    throw new QuaysideError('loginFailed', 'ECR answered without a token', {
      details: { operation: 'GetAuthorizationToken', awsCode: 'MalformedAnswer' },
    });
  return { username, password, server, expiresAt: millis(data?.expiresAt) ?? 0 };
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
