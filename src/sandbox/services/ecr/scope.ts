import type { JsonObject } from '../../../core/lib/json';
import { isRepositoryName, type Owner } from '../../registry/addresses';
import type { Registry } from '../../registry/registry';
import type { Repository } from '../../registry/repositories';
import { text } from '../../wire/input';
import { AwsError, type CallContext } from '../../wire/service';
import { invalidParameter, repositoryNotFound } from './errors';

/** The registry that a call means: the caller's own. Nobody has a policy that would let others in. */
export function ownerOf(input: JsonObject, { accountId, region }: CallContext): Owner {
  const registryId = text(input, 'registryId') ?? accountId;
  if (!/^\d{12}$/.test(registryId)) {
    throw invalidParameter(
      "Invalid parameter at 'registryId' failed to satisfy constraint: 'must satisfy regular expression '[0-9]{12}''",
    );
  }
  if (registryId !== accountId) {
    throw new AwsError(
      'AccessDeniedException',
      `User: arn:aws:iam::${accountId}:root is not authorized to access the registry with id '${registryId}'`,
    );
  }
  return { accountId, region };
}

export function repositoryName(input: JsonObject): string {
  const name = requireText(input, 'repositoryName');
  if (!isRepositoryName(name)) {
    throw invalidParameter(
      "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''",
    );
  }
  return name;
}

/** A member that has to be there. */
export function requireText(input: JsonObject, name: string): string {
  const value = text(input, name);
  if (value === undefined) {
    throw invalidParameter(`Invalid parameter at '${name}' failed to satisfy constraint: 'must not be null'`);
  }
  return value;
}

export function requireRepository(
  { repositories }: Registry,
  input: JsonObject,
  context: CallContext,
): Repository {
  const owner = ownerOf(input, context);
  const name = repositoryName(input);
  const repository = repositories.get(owner, name);
  if (repository === undefined) throw repositoryNotFound(name, owner.accountId);
  return repository;
}

export function arnOf({ owner, name }: Repository): string {
  return `arn:aws:ecr:${owner.region}:${owner.accountId}:repository/${name}`;
}
