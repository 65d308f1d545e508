import type { Repository } from '../aws/api';
import { parseImageReference, repositoryUri } from '../docker/imageReference';
import { describeError, type QuaysideError } from '../lib/errors';
import { message } from '../lib/message';
import { error, ok, warning } from './check';
import type { PlanFacts } from './facts';
import type { PartFacts } from './partFacts';
import type { PlanCheck } from './plan';

/** Whether the image can be where it is, or is to go, for the tasks of this service. */
export function registryChecks(
  { place, container, source }: PartFacts,
  { service }: PlanFacts,
  accountId: string | undefined,
): readonly PlanCheck[] {
  if (place === undefined) {
    return [error('reference', message('check.reference', '{0} is no image reference', container.image))];
  }
  if (!place.private) {
    // An image that exists there can be asked for; see existingChecks.
    if (source.kind === 'image') return [];
    return [
      error(
        'registryKind',
        message(
          'check.registryKind',
          '{0} is in no registry that this connection can push to: deploy an image from ECR once, and builds go to its repository from then on',
          repositoryUri(place.reference),
        ),
      ),
    ];
  }
  const region = service.arn.split(':')[3];
  if (
    place.region !== undefined &&
    region !== undefined &&
    partitionOf(place.region) !== partitionOf(region)
  ) {
    return [
      error(
        'registryRegion',
        message(
          'check.registryPartition',
          'The image is in {0}, which has accounts of its own: tasks in {1} cannot pull it from there',
          place.region,
          region,
        ),
      ),
    ];
  }
  if (place.region !== undefined && region !== undefined && place.region !== region) {
    return [
      warning(
        'registryRegion',
        message(
          'check.registryRegion',
          'The image is in {0}: tasks in {1} pull it from there, which takes longer and costs transfer',
          place.region,
          region,
        ),
      ),
    ];
  }
  if (place.registryId !== undefined && accountId !== undefined && place.registryId !== accountId) {
    return [
      warning(
        'registryAccount',
        message('check.registryAccount', 'The image is in the registry of account {0}', place.registryId),
      ),
    ];
  }
  return [];
}

/** Regions of China, of governments and of the European sovereign cloud know nothing of each other. */
function partitionOf(region: string): string {
  return /^(?:cn|us-gov|us-isob?|eu-isoe|us-isof|eusc)(?=-)/.exec(region)?.[0] ?? 'aws';
}

/** Whether the repository takes what is built. */
export function destinationChecks(
  { repository, image, place, build, source }: PartFacts,
  { pullThrough = [] }: PlanFacts,
): readonly PlanCheck[] {
  if (repository === undefined || place === undefined || build === undefined) return [];
  const name = place.reference.repository;
  const prefix = pullThrough.find((one) => name.startsWith(`${one}/`));
  if (prefix !== undefined) {
    return [
      error(
        'pullThrough',
        message(
          'check.pullThrough',
          'Repositories under {0} are filled from another registry: a build cannot be kept there',
          prefix,
        ),
      ),
    ];
  }
  if (!repository.ok) {
    return [
      warning(
        'repository',
        message(
          'check.repositoryUnknown',
          'Repository {0} could not be checked: {1}',
          name,
          describeError(repository.error),
        ),
      ),
    ];
  }
  if (repository.value === undefined) {
    return [
      {
        ...error('repository', message('check.repositoryMissing', 'There is no repository {0}', name)),
        fix: {
          id: 'createRepository',
          label: message('fix.createRepository', 'Create it before the push'),
          accepted: false,
        },
      },
    ];
  }
  const taken = image?.ok === true && image.value !== undefined;
  const immutable = (tag: string): boolean => isImmutable(tag, repository.value);
  if (taken && immutable(build.tag)) {
    return [
      error(
        'tag',
        message(
          'check.tagTaken',
          'Tag {0} exists and cannot be overwritten: choose a template with {time}',
          build.tag,
        ),
      ),
    ];
  }
  const keepsCache = source.kind === 'build' && source.cache === 'registry' && immutable('buildcache');
  return [
    ok('repository', message('check.repository', 'Repository {0} is there', name)),
    ...(keepsCache
      ? [
          error(
            'cache',
            message(
              'check.cacheImmutable',
              'Tags of {0} cannot be overwritten, so the cache could be written only once: exclude the tag buildcache, or name another repository',
              name,
            ),
          ),
        ]
      : []),
    ...(taken
      ? [warning('tag', message('check.tagMoves', 'Tag {0} exists and will be moved', build.tag))]
      : []),
  ];
}

/** Both kinds have a variant in which the tags that a pattern fits are of the other kind. */
function isImmutable(
  tag: string,
  { tagMutability, tagExceptions = [] }: Pick<Repository, 'tagMutability' | 'tagExceptions'> = {
    tagMutability: 'MUTABLE',
  },
): boolean {
  const excepted =
    tagMutability.endsWith('_WITH_EXCLUSION') && tagExceptions.some((pattern) => fitsPattern(tag, pattern));
  return tagMutability.startsWith('IMMUTABLE') !== excepted;
}

function fitsPattern(tag: string, pattern: string): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(tag);
}

/** Whether an image that is named exists, and is another than the running one. */
export function existingChecks({ image, place, container }: PartFacts): readonly PlanCheck[] {
  if (image === undefined || place === undefined) return [];
  if (!image.ok && !place.private) return [notAsked(repositoryUri(place.reference), image.error)];
  if (!image.ok) {
    return [
      warning(
        'image',
        message('check.imageUnknown', 'The image could not be checked: {0}', describeError(image.error)),
      ),
    ];
  }
  if (image.value === undefined) {
    return [error('image', message('check.imageMissing', 'The registry does not have this image'))];
  }
  const running = parseImageReference(container.image);
  const sameRepository = running !== undefined && repositoryUri(running) === repositoryUri(place.reference);
  const sameTag =
    sameRepository && running.tag !== undefined && (image.value.tags ?? []).includes(running.tag);
  return [
    ok('image', message('check.image', 'The registry has it as {0}', image.value.digest.slice(0, 19))),
    ...(sameTag && running.digest === undefined
      ? [
          warning(
            'sameDigest',
            message(
              'check.sameDigest',
              'The running revision names the same image, by its tag {0}',
              running.tag ?? '',
            ),
          ),
        ]
      : []),
  ];
}

/** Of a registry that docker is asked about: without its answer nothing is confirmed, and then nothing is deployed. */
function notAsked(uri: string, reason: QuaysideError): PlanCheck {
  return error(
    'image',
    reason.code === 'engineMissing'
      ? message(
          'check.imageNeedsDocker',
          'Only docker can ask the registry of {0}, and it was not found: install it, or name it in the settings',
          uri,
        )
      : message(
          'check.imageNotAsked',
          'The registry of {0} does not confirm the image: {1}. Sign in with docker login, or copy the image to ECR',
          uri,
          describeError(reason).replace(/\.$/, ''),
        ),
  );
}
