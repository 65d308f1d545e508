import type { JsonObject } from '../../../core/lib/json';
import type { Repository, TagMutability } from '../../registry/repositories';
import { flag, record, records, text, texts } from '../../wire/input';
import type { Operation } from '../../wire/service';
import type { EcrOptions } from './types';
import {
  invalidParameter,
  lifecyclePolicyNotFound,
  repositoryExists,
  repositoryNotEmpty,
  repositoryNotFound,
} from './errors';
import { page } from './paging';
import { arnOf, ownerOf, repositoryName, requireRepository } from './scope';

export function repositoryOperations({ registry, clock }: EcrOptions): Record<string, Operation> {
  const { repositories } = registry;

  const summary = (repository: Repository): JsonObject => ({
    repositoryArn: arnOf(repository),
    registryId: repository.owner.accountId,
    repositoryName: repository.name,
    repositoryUri: repositories.uri(repository.owner, repository.name),
    createdAt: repository.createdAt / 1000,
    imageTagMutability: repository.mutability,
    ...exclusionMembers(repository),
  });
  const describe = (repository: Repository): JsonObject => ({
    ...summary(repository),
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    encryptionConfiguration: { encryptionType: 'AES256' },
  });

  return {
    DescribeRepositories: (input, context) => {
      const owner = ownerOf(input, context);
      const names = texts(input, 'repositoryNames');
      if (names !== undefined) {
        const found = names.map((name) => {
          const repository = repositories.get(owner, name);
          if (repository === undefined) throw repositoryNotFound(name, owner.accountId);
          return repository;
        });
        return { repositories: found.map(describe) };
      }
      const { items, nextToken } = page(input, repositories.list(owner), ({ name }) => name);
      return { repositories: items.map(describe), nextToken };
    },

    CreateRepository: (input, context) => {
      const owner = ownerOf(input, context);
      const name = repositoryName(input);
      if (repositories.get(owner, name) !== undefined) throw repositoryExists(name, owner.accountId);
      const repository = repositories.create(owner, name, {
        createdAt: clock.now(),
        ...mutabilityOf(input),
        scanOnPush: flag(record(input, 'imageScanningConfiguration') ?? {}, 'scanOnPush') ?? false,
        tags: Object.fromEntries(
          (records(input, 'tags') ?? []).map((tag) => [text(tag, 'Key') ?? '', text(tag, 'Value') ?? '']),
        ),
      });
      return { repository: describe(repository) };
    },

    DeleteRepository: async (input, context) => {
      const repository = requireRepository(registry, input, context);
      if (repository.images.size > 0 && flag(input, 'force') !== true) {
        throw repositoryNotEmpty(repository.name, repository.owner.accountId);
      }
      await repositories.delete(repository);
      return { repository: summary(repository) };
    },

    PutImageTagMutability: (input, context) => {
      const repository = requireRepository(registry, input, context);
      if (text(input, 'imageTagMutability') === undefined) {
        throw invalidParameter(
          "Invalid parameter at 'imageTagMutability' failed to satisfy constraint: 'must not be null'",
        );
      }
      Object.assign(repository, mutabilityOf(input));
      return {
        registryId: repository.owner.accountId,
        repositoryName: repository.name,
        imageTagMutability: repository.mutability,
        ...exclusionMembers(repository),
      };
    },

    GetLifecyclePolicy: (input, context) => {
      const repository = requireRepository(registry, input, context);
      throw lifecyclePolicyNotFound(repository.name, repository.owner.accountId);
    },

    ListTagsForResource: (input, context) => {
      const arn = text(input, 'resourceArn') ?? '';
      const [, name] = /^arn:aws:ecr:[a-z0-9-]+:\d{12}:repository\/(.+)$/.exec(arn) ?? [];
      if (name === undefined) {
        throw invalidParameter(
          "Invalid parameter at 'resourceArn' failed to satisfy constraint: 'Invalid ARN'",
        );
      }
      const repository = repositories.get(ownerOf({}, context), name);
      if (repository === undefined) throw repositoryNotFound(name, context.accountId);
      return { tags: Object.entries(repository.tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}

const MUTABILITIES: readonly string[] = [
  'MUTABLE',
  'IMMUTABLE',
  'MUTABLE_WITH_EXCLUSION',
  'IMMUTABLE_WITH_EXCLUSION',
] satisfies TagMutability[];

function mutabilityOf(input: JsonObject): { mutability: TagMutability; exclusions: readonly string[] } {
  const mutability = text(input, 'imageTagMutability') ?? 'MUTABLE';
  if (!isMutability(mutability)) {
    throw invalidParameter(
      `Invalid parameter at 'imageTagMutability' failed to satisfy constraint: 'Member must satisfy enum value set: [${MUTABILITIES.join(', ')}]'`,
    );
  }
  const filters = records(input, 'imageTagMutabilityExclusionFilters') ?? [];
  return { mutability, exclusions: filters.map((filter) => text(filter, 'filter') ?? '') };
}

function isMutability(value: string): value is TagMutability {
  return MUTABILITIES.includes(value);
}

function exclusionMembers({ exclusions }: Repository): JsonObject {
  if (exclusions.length === 0) return {};
  return {
    imageTagMutabilityExclusionFilters: exclusions.map((filter) => ({ filterType: 'WILDCARD', filter })),
  };
}
