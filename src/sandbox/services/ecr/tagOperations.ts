import type { JsonObject } from '../../../core/lib/json';
import { records, text, texts } from '../../wire/input';
import type { CallContext, Operation } from '../../wire/service';
import { invalidParameter, repositoryNotFound } from './errors';
import { ownerOf } from './scope';
import type { EcrOptions } from './types';

/** The tags of a request, by key. */
export function tagsIn(input: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (records(input, 'tags') ?? []).map((tag) => [text(tag, 'Key') ?? '', text(tag, 'Value') ?? '']),
  );
}

export function tagOperations({ registry }: EcrOptions): Record<string, Operation> {
  const requireResource = (input: JsonObject, context: CallContext) => {
    const arn = text(input, 'resourceArn') ?? '';
    const [, name] = /^arn:aws:ecr:[a-z0-9-]+:\d{12}:repository\/(.+)$/.exec(arn) ?? [];
    if (name === undefined) {
      throw invalidParameter(
        "Invalid parameter at 'resourceArn' failed to satisfy constraint: 'Invalid ARN'",
      );
    }
    const repository = registry.repositories.get(ownerOf({}, context), name);
    if (repository === undefined) throw repositoryNotFound(name, context.accountId);
    return repository;
  };

  return {
    ListTagsForResource: (input, context) => ({
      tags: Object.entries(requireResource(input, context).tags).map(([Key, Value]) => ({ Key, Value })),
    }),

    TagResource: (input, context) => {
      const repository = requireResource(input, context);
      repository.tags = { ...repository.tags, ...tagsIn(input) };
      return {};
    },

    UntagResource: (input, context) => {
      const repository = requireResource(input, context);
      const gone = texts(input, 'tagKeys') ?? [];
      repository.tags = Object.fromEntries(
        Object.entries(repository.tags).filter(([key]) => !gone.includes(key)),
      );
      return {};
    },
  };
}
