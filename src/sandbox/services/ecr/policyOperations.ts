import type { JsonObject } from '../../../core/lib/json';
import { tagsOf, type Repository } from '../../registry/repositories';
import { text } from '../../wire/input';
import { AwsError, type Operation } from '../../wire/service';
import { invalidParameter, lifecyclePolicyNotFound } from './errors';
import { expiries, parseLifecyclePolicy } from './lifecyclePolicy';
import { page } from './paging';
import { requireRepository, requireText } from './scope';
import type { EcrOptions } from './types';

/** A preview takes AWS a moment. */
const PREVIEW_MS = 3_000;

/** Repository and lifecycle policies. Images do not expire by them: only the preview says what would happen. */
export function policyOperations({ registry, clock }: EcrOptions): Record<string, Operation> {
  const head = ({ owner, name }: Repository): JsonObject => ({
    registryId: owner.accountId,
    repositoryName: name,
  });
  const requireLifecycle = (repository: Repository) => {
    const { lifecyclePolicy, name, owner } = repository;
    if (lifecyclePolicy === undefined) throw lifecyclePolicyNotFound(name, owner.accountId);
    return lifecyclePolicy;
  };
  const requirePolicy = ({ policy, name, owner }: Repository): string => {
    if (policy !== undefined) return policy;
    throw new AwsError(
      'RepositoryPolicyNotFoundException',
      `Repository policy does not exist for the repository with name '${name}' in the registry with id '${owner.accountId}'`,
    );
  };

  return {
    SetRepositoryPolicy: (input, context) => {
      const repository = requireRepository(registry, input, context);
      const policyText = requireText(input, 'policyText');
      if (!isPolicy(policyText)) {
        throw invalidParameter(
          "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
        );
      }
      repository.policy = policyText;
      return { ...head(repository), policyText };
    },

    GetRepositoryPolicy: (input, context) => {
      const repository = requireRepository(registry, input, context);
      return { ...head(repository), policyText: requirePolicy(repository) };
    },

    DeleteRepositoryPolicy: (input, context) => {
      const repository = requireRepository(registry, input, context);
      const policyText = requirePolicy(repository);
      delete repository.policy;
      return { ...head(repository), policyText };
    },

    PutLifecyclePolicy: (input, context) => {
      const repository = requireRepository(registry, input, context);
      const lifecyclePolicyText = requireText(input, 'lifecyclePolicyText');
      parseLifecyclePolicy(lifecyclePolicyText);
      repository.lifecyclePolicy = { text: lifecyclePolicyText, at: clock.now() };
      return { ...head(repository), lifecyclePolicyText };
    },

    GetLifecyclePolicy: (input, context) => {
      const repository = requireRepository(registry, input, context);
      const { text: lifecyclePolicyText, at } = requireLifecycle(repository);
      return { ...head(repository), lifecyclePolicyText, lastEvaluatedAt: at / 1000 };
    },

    DeleteLifecyclePolicy: (input, context) => {
      const repository = requireRepository(registry, input, context);
      const { text: lifecyclePolicyText, at } = requireLifecycle(repository);
      delete repository.lifecyclePolicy;
      return { ...head(repository), lifecyclePolicyText, lastEvaluatedAt: at / 1000 };
    },

    StartLifecyclePolicyPreview: (input, context) => {
      const repository = requireRepository(registry, input, context);
      const { lifecyclePreview, name, owner } = repository;
      if (lifecyclePreview !== undefined && clock.now() - lifecyclePreview.at < PREVIEW_MS) {
        throw new AwsError(
          'LifecyclePolicyPreviewInProgressException',
          `Lifecycle policy preview is in progress for the repository with name '${name}' in the registry with id '${owner.accountId}'`,
        );
      }
      const lifecyclePolicyText = text(input, 'lifecyclePolicyText') ?? requireLifecycle(repository).text;
      parseLifecyclePolicy(lifecyclePolicyText);
      repository.lifecyclePreview = { text: lifecyclePolicyText, at: clock.now() };
      return { ...head(repository), lifecyclePolicyText, status: 'IN_PROGRESS' };
    },

    GetLifecyclePolicyPreview: (input, context) => {
      const repository = requireRepository(registry, input, context);
      const { lifecyclePreview, name, owner } = repository;
      if (lifecyclePreview === undefined) {
        throw new AwsError(
          'LifecyclePolicyPreviewNotFoundException',
          `Lifecycle policy preview does not exist for the repository with name '${name}' in the registry with id '${owner.accountId}'`,
        );
      }
      const answer = { ...head(repository), lifecyclePolicyText: lifecyclePreview.text };
      if (clock.now() - lifecyclePreview.at < PREVIEW_MS) return { ...answer, status: 'IN_PROGRESS' };
      const going = expiries(repository, lifecyclePreview.text, lifecyclePreview.at);
      const sorted = [...going].sort((a, b) => (a.image.digest < b.image.digest ? -1 : 1));
      const { items, nextToken } = page(input, sorted, ({ image }) => image.digest);
      return {
        ...answer,
        status: 'COMPLETE',
        previewResults: items.map(({ image, priority }) => ({
          imageTags: tagsOf(repository, image.digest),
          imageDigest: image.digest,
          imagePushedAt: image.pushedAt / 1000,
          action: { type: 'EXPIRE' },
          appliedRulePriority: priority,
        })),
        summary: { expiringImageTotalCount: going.length },
        nextToken,
      };
    },
  };
}

function isPolicy(policyText: string): boolean {
  try {
    const document: unknown = JSON.parse(policyText);
    return typeof document === 'object' && document !== null && 'Statement' in document;
  } catch {
    return false;
  }
}
