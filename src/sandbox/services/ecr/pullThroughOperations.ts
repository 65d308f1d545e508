import type { JsonObject } from '../../../core/lib/json';
import type { PullThroughRule } from '../../registry/pullThroughRules';
import { text, texts, without } from '../../wire/input';
import { AwsError, type CallContext, type Operation } from '../../wire/service';
import { page } from './paging';
import { ownerOf, requireText } from './scope';
import type { EcrOptions } from './types';

/** Rules are kept and told; no image is ever fetched by one. */
export function pullThroughOperations({ registry, clock }: EcrOptions): Record<string, Operation> {
  const { pullThroughRules: rules } = registry;
  const requireRule = (input: JsonObject, context: CallContext, prefix: string): PullThroughRule => {
    const owner = ownerOf(input, context);
    const rule = rules.list(owner).find((one) => one.prefix === prefix);
    if (rule !== undefined) return rule;
    throw new AwsError(
      'PullThroughCacheRuleNotFoundException',
      `The pull through cache rule with prefix '${prefix}' does not exist in the registry with id '${owner.accountId}'`,
    );
  };

  return {
    CreatePullThroughCacheRule: (input, context) => {
      const owner = ownerOf(input, context);
      const prefix = requireText(input, 'ecrRepositoryPrefix');
      const upstreamRegistryUrl = requireText(input, 'upstreamRegistryUrl');
      if (rules.list(owner).some((one) => one.prefix === prefix)) {
        throw new AwsError(
          'PullThroughCacheRuleAlreadyExistsException',
          `The pull through cache rule with prefix '${prefix}' already exists in the registry with id '${owner.accountId}'`,
        );
      }
      const now = clock.now() / 1000;
      const { accountId, region } = owner;
      const body = {
        ...without(input, 'registryId', 'tags'),
        ecrRepositoryPrefix: prefix,
        upstreamRegistryUrl,
        createdAt: now,
        registryId: accountId,
      };
      rules.add({ owner: { accountId, region }, prefix, body: { ...body, updatedAt: now } });
      return body;
    },

    DescribePullThroughCacheRules: (input, context) => {
      const wanted = texts(input, 'ecrRepositoryPrefixes');
      if (wanted !== undefined) {
        return { pullThroughCacheRules: wanted.map((prefix) => requireRule(input, context, prefix).body) };
      }
      const { items, nextToken } = page(input, rules.list(ownerOf(input, context)), ({ prefix }) => prefix);
      return { pullThroughCacheRules: items.map(({ body }) => body), nextToken };
    },

    DeletePullThroughCacheRule: (input, context) => {
      const rule = requireRule(input, context, text(input, 'ecrRepositoryPrefix') ?? '');
      rules.remove(rule);
      return without(rule.body, 'updatedAt', 'upstreamRegistry');
    },
  };
}
