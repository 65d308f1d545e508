import type { JsonObject } from '../../../core/lib/json';
import type { Repository, TagMutability } from '../../registry/repositories';
import { flag, record, records, text, texts } from '../../wire/input';
import type { Operation } from '../../wire/service';
import type { EcrOptions } from './types';
import { invalidParameter, repositoryExists, repositoryNotEmpty, repositoryNotFound } from './errors';
import { page } from './paging';
import { arnOf, ownerOf, repositoryName, requireRepository, requireText } from './scope';
import { tagsIn } from './tagOperations';

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
        scanOnPush: scanOnPush(input),
        tags: tagsIn(input),
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
      requireText(input, 'imageTagMutability');
      Object.assign(repository, mutabilityOf(input));
      return {
        registryId: repository.owner.accountId,
        repositoryName: repository.name,
        imageTagMutability: repository.mutability,
        ...exclusionMembers(repository),
      };
    },

    PutImageScanningConfiguration: (input, context) => {
      const repository = requireRepository(registry, input, context);
      repository.scanOnPush = scanOnPush(input);
      return {
        registryId: repository.owner.accountId,
        repositoryName: repository.name,
        imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
      };
    },

    DescribeRegistry: (_input, { accountId }) => ({
      registryId: accountId,
      replicationConfiguration: { rules: [] },
    }),
  };
}

function scanOnPush(input: JsonObject): boolean {
  return flag(record(input, 'imageScanningConfiguration') ?? {}, 'scanOnPush') ?? false;
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
