import { access } from 'node:fs/promises';
import type { Repository } from '../aws/api';
import type { EngineFacts } from '../docker/engine';
import { probeEngine } from '../docker/engine';
import type { DeployDeps, GitFacts } from './deps';
import { readGitFacts } from './git';
import { ecrOf, findImage, placeOf, registryOf, type FoundImage, type ImagePlace } from './place';
import { soft, type Soft } from './soft';
import { renderTag } from './tag';
import type { BuildSource, ImageOrigin } from './target';
import type { RawContainer } from './taskDefinition';

/** What was found out about a build before it starts. */
export interface BuildFacts {
  readonly engine: Soft<EngineFacts>;
  readonly dockerfileExists: boolean;
  readonly contextExists: boolean;
  /** Ids of build secrets whose value is not there. */
  readonly missingSecrets: readonly string[];
  readonly git: GitFacts;
  readonly tag: string;
}

/** Everything that is known of one container's new image. */
export interface PartFacts {
  readonly container: RawContainer;
  readonly source: ImageOrigin;
  readonly place: ImagePlace | undefined;
  /** Builds only. */
  readonly build?: BuildFacts;
  /** Absent for registries that are not ECR's. */
  readonly repository?: Soft<Repository | undefined>;
  /** The image that the target's tag or digest names now; absent for builds that cannot be pushed anywhere. */
  readonly image?: Soft<FoundImage | undefined>;
  /** `linux/amd64` and the like of an image that exists; absent where the registry does not tell. */
  readonly platforms?: readonly string[];
}

/** What a build needs to know of this machine; nothing of it depends on the service. */
export async function readBuild(
  source: BuildSource,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<BuildFacts> {
  const { runner, options } = deps;
  const [engine, git, dockerfileExists, contextExists, missingSecrets] = await Promise.all([
    soft(probeEngine(runner, options, signal)),
    deps.git?.(source.context, signal) ?? readGitFacts(runner, source.context, signal),
    exists(source.dockerfile),
    exists(source.context),
    findMissingSecrets(source.secrets ?? {}, deps.env ?? process.env),
  ]);
  const tag = renderTag(options.tag, git, deps.clock.now());
  return { engine, git, dockerfileExists, contextExists, missingSecrets, tag };
}

/** Where a container's image is, or is to go: a build goes where the running one came from. */
export function placeOfPart(container: RawContainer, source: ImageOrigin): ImagePlace | undefined {
  return placeOf(source.kind === 'image' ? source.image : container.image);
}

/** Reads what one container's new image needs; what does not depend on each other is read at once. */
export async function readPart(
  part: Pick<PartFacts, 'container' | 'source' | 'place' | 'build'>,
  platform: string,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<PartFacts> {
  const { source, container, place, build } = part;
  const [repository, image] = await Promise.all([
    place?.private === true ? soft(readRepository(place, deps, signal)) : undefined,
    readImage(place, build?.tag, platform, deps, signal),
  ]);
  const platforms = source.kind === 'image' ? await readPlatforms(place, image, deps, signal) : undefined;
  return {
    ...{ container, source, place },
    ...(build === undefined ? {} : { build }),
    ...(repository === undefined ? {} : { repository }),
    ...(image === undefined ? {} : { image }),
    ...(platforms === undefined ? {} : { platforms }),
  };
}

function readRepository(
  place: ImagePlace,
  { connection }: DeployDeps,
  signal: AbortSignal,
): Promise<Repository | undefined> {
  return ecrOf(place, connection).describeRepository(
    { name: place.reference.repository, ...registryOf(place) },
    signal,
  );
}

async function readImage(
  place: ImagePlace | undefined,
  tag: string | undefined,
  platform: string,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<PartFacts['image']> {
  if (place === undefined || (tag !== undefined && !place.private)) return undefined;
  const reference = tag ?? place.reference.digest ?? place.reference.tag ?? 'latest';
  return soft(findImage(place, reference, deps, signal, platform));
}

/** Only what is in ECR is asked: docker has chosen by platform already. */
async function readPlatforms(
  place: ImagePlace | undefined,
  image: PartFacts['image'],
  { connection }: DeployDeps,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (place?.private !== true || image?.ok !== true || image.value === undefined) return undefined;
  const asked = { repository: place.reference.repository, digest: image.value.digest, ...registryOf(place) };
  const found = await soft(ecrOf(place, connection).imagePlatforms(asked, signal));
  return found.ok ? found.value : undefined;
}

/** Of secrets, only whether a value is there is looked at. */
async function findMissingSecrets(
  secrets: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const found = await Promise.all(
    Object.entries(secrets).map(async ([id, from]) => {
      const [, kind, value = ''] = /^(env|src)=(.+)$/s.exec(from) ?? [];
      const there = kind === 'env' ? env[value] !== undefined : kind === 'src' && (await exists(value));
      return there ? [] : [id];
    }),
  );
  return found.flat();
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
