import { message } from '../lib/message';
import { describeError, type QuaysideError } from '../lib/errors';
import { repositoryUri } from '../docker/imageReference';
import { builderName } from '../docker/engine';
import { error, ok, warning } from './check';
import type { PlanFacts } from './facts';
import type { PlanCheck } from './plan';
import { taskPlatform } from './taskPlatform';

/** What was found out about the image and the place it goes to. */
export function imageChecks(facts: PlanFacts, accountId: string | undefined): readonly PlanCheck[] {
  return [
    ...engineChecks(facts),
    ...fileChecks(facts),
    ...platformChecks(facts),
    ...gitChecks(facts),
    ...registryChecks(facts, accountId),
    ...(facts.target.source.kind === 'build' ? destinationChecks(facts) : existingChecks(facts)),
  ];
}

function engineChecks({ build }: PlanFacts): readonly PlanCheck[] {
  if (build === undefined) return [];
  const { engine } = build;
  if (engine.ok) {
    return [
      ok(
        'engine',
        message(
          'check.engine',
          '{0} answers, engine {1}',
          builderName(engine.value.builder),
          engine.value.serverVersion,
        ),
      ),
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

function fileChecks({ build, target: { source } }: PlanFacts): readonly PlanCheck[] {
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

function platformChecks({ target: { source }, base, revision }: PlanFacts): readonly PlanCheck[] {
  if (source.kind !== 'build') return [];
  const needed = taskPlatform(base.body);
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
          message(
            'check.platformAssumed',
            'Builds for {0}: revision {1} names no platform',
            chosen,
            revision.revision,
          ),
        ),
  ];
}

function gitChecks({ build }: PlanFacts): readonly PlanCheck[] {
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
  { place, container, service, target }: PlanFacts,
  accountId: string | undefined,
): readonly PlanCheck[] {
  if (place === undefined) {
    return [error('reference', message('check.reference', '{0} is no image reference', container.image))];
  }
  if (!place.private) {
    // An image that exists there can be asked for; see existingChecks.
    if (target.source.kind === 'image') return [];
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
  if (place.region !== undefined && region !== undefined && place.region !== region) {
    return [
      error(
        'registryRegion',
        message(
          'check.registryRegion',
          'The image is in {0}: a connection to that region is needed',
          place.region,
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

function destinationChecks(facts: PlanFacts): readonly PlanCheck[] {
  const { repository, image, place, build } = facts;
  if (repository === undefined || place === undefined || build === undefined) return [];
  const name = place.reference.repository;
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
  if (taken && repository.value.tagMutability.startsWith('IMMUTABLE')) {
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
  return [
    ok('repository', message('check.repository', 'Repository {0} is there', name)),
    ...(taken
      ? [warning('tag', message('check.tagMoves', 'Tag {0} exists and will be moved', build.tag))]
      : []),
  ];
}

function existingChecks({ image, place, container }: PlanFacts): readonly PlanCheck[] {
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
  const running = container.image === `${repositoryUri(place.reference)}@${image.value.digest}`;
  return [
    ok('image', message('check.image', 'The registry has it as {0}', image.value.digest.slice(0, 19))),
    ...(running ? [warning('sameImage', message('check.sameImage', 'This very image runs already'))] : []),
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
