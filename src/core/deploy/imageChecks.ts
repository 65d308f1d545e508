import { message } from '../lib/message';
import { describeError } from '../lib/errors';
import { builderName } from '../docker/engine';
import { error, ok, warning } from './check';
import type { PlanFacts } from './facts';
import type { PartFacts } from './partFacts';
import type { PlanCheck } from './plan';
import { destinationChecks, existingChecks, registryChecks } from './registryChecks';
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
          message(
            'check.engineMissing',
            '{0} was not found: install it, or name what builds in the settings',
            String(engine.error.details['file'] ?? 'docker'),
          ),
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
  { base, revision, instances, pending }: PlanFacts,
): readonly PlanCheck[] {
  if (pending?.has('instances') === true) return [];
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
  if (needed.mixed === true && source.platform === undefined) {
    return [
      warning(
        'platform',
        message(
          'check.platformMixed',
          'The container instances are of two kinds and revision {1} names no platform: builds for {0}, which fails on the others',
          chosen,
          revision.revision,
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
