import { message } from '../lib/message';
import { describeError, type QuaysideError } from '../lib/errors';
import type { Repository } from '../aws/api';
import { parseImageReference, repositoryUri } from '../docker/imageReference';
import { builderName } from '../docker/engine';
import { error, ok, warning } from './check';
import type { PlanFacts } from './facts';
import type { PartFacts } from './partFacts';
import type { PlanCheck } from './plan';
import { taskPlatform } from './taskPlatform';

/** What was found out about one container's image and the place it goes to. */
export function imageChecks(
  part: PartFacts,
  facts: PlanFacts,
  accountId: string | undefined,
): readonly PlanCheck[] {
  return [
    ...engineChecks(part),
    ...fileChecks(part),
    ...featureChecks(part),
    ...platformChecks(part, facts),
    ...gitChecks(part),
    ...registryChecks(part, facts, accountId),
    ...(part.source.kind === 'build' ? destinationChecks(part, facts) : existingChecks(part)),
  ];
}

function engineChecks({ build }: PartFacts): readonly PlanCheck[] {
  if (build === undefined) return [];
  const { engine } = build;
  if (engine.ok) {
    const { builder, serverVersion, driver } = engine.value;
    if (driver !== undefined) {
      const text = message(
        'check.remoteBuilder',
        '{0} builds on a builder of its own ({1}), which pushes the image itself',
        builderName(builder),
        driver,
      );
      return [ok('engine', text)];
    }
    return [
      ok('engine', message('check.engine', '{0} answers, engine {1}', builderName(builder), serverVersion)),
    ];
  }
  return [
    engine.error.code === 'engineMissing'
      ? error(
          'engine',
          message('check.engineMissing', 'Docker was not found: install it, or name it in the settings'),
        )
      : error(
          'engine',
          message(
            'check.engineNotRunning',
            'The container engine does not answer: {0}',
            describeError(engine.error),
          ),
        ),
  ];
}

function fileChecks({ build, source }: PartFacts): readonly PlanCheck[] {
  if (build === undefined || source.kind !== 'build') return [];
  if (!build.contextExists) {
    return [error('context', message('check.contextMissing', 'There is no folder {0}', source.context))];
  }
  return build.dockerfileExists
    ? []
    : [
        error(
          'dockerfile',
          message('check.dockerfileMissing', 'There is no Dockerfile at {0}', source.dockerfile),
        ),
      ];
}

/** Secrets without a value, and wishes that the builder cannot fulfil. */
function featureChecks({ build, source }: PartFacts): readonly PlanCheck[] {
  if (build === undefined || source.kind !== 'build') return [];
  const missing = build.missingSecrets.map((id) =>
    error(
      `secret-${id}`,
      message(
        'check.secretMissing',
        'There is no value for the build secret {0}: {1}',
        id,
        source.secrets?.[id] ?? '',
      ),
    ),
  );
  const classic = build.engine.ok && build.engine.value.builder === 'classic';
  const wants = Object.keys(source.secrets ?? {}).length > 0 || source.cache !== undefined;
  return [
    ...missing,
    ...(classic && wants
      ? [
          error(
            'features',
            message(
              'check.needsBuildKit',
              'Build secrets and a cache at the registry need BuildKit: install the buildx component of docker',
            ),
          ),
        ]
      : []),
  ];
}

function platformChecks(
  { source, platforms }: PartFacts,
  { base, revision, instances }: PlanFacts,
): readonly PlanCheck[] {
  const needed = taskPlatform(base.body, instances);
  if (source.kind !== 'build') {
    const wanted = needed.kind === 'linux' ? needed.platform : 'windows/amd64';
    if (platforms === undefined || platforms.length === 0 || platforms.includes(wanted)) return [];
    return [
      error(
        'platform',
        message(
          'check.platformMissing',
          'The image is for {0}, but tasks of revision {1} run on {2}: they could not start',
          platforms.join(', '),
          revision.revision,
          wanted,
        ),
      ),
    ];
  }
  if (needed.kind === 'windows') {
    return [
      error(
        'platform',
        message(
          'check.windows',
          'Revision {0} runs on {1}, which a Linux engine cannot build for',
          revision.revision,
          needed.family,
        ),
      ),
    ];
  }
  const chosen = source.platform ?? needed.platform;
  if (needed.declared && chosen !== needed.platform) {
    return [
      warning(
        'platform',
        message(
          'check.platformDiffers',
          'Builds for {0}, but revision {1} runs on {2}',
          chosen,
          revision.revision,
          needed.platform,
        ),
      ),
    ];
  }
  return [
    needed.declared
      ? ok(
          'platform',
          message('check.platform', 'Builds for {0}, as revision {1} runs it', chosen, revision.revision),
        )
      : ok(
          'platform',
          needed.fromInstances === true
            ? message('check.platformInstances', 'Builds for {0}, as the container instances are', chosen)
            : message(
                'check.platformAssumed',
                'Builds for {0}: revision {1} names no platform',
                chosen,
                revision.revision,
              ),
        ),
  ];
}

function gitChecks({ build }: PartFacts): readonly PlanCheck[] {
  const commit = build?.git.commit?.slice(0, 7);
  if (commit === undefined) return [];
  return [
    build?.git.dirty === true
      ? warning(
          'git',
          message(
            'check.dirty',
            'Files differ from commit {0}: the image contains changes that are not committed',
            commit,
          ),
        )
      : ok('git', message('check.clean', 'Builds commit {0}', commit)),
  ];
}

function registryChecks(
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

function destinationChecks(
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

function existingChecks({ image, place, container }: PartFacts): readonly PlanCheck[] {
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
