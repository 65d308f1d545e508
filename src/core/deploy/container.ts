import { QuaysideError } from '../lib/errors';
import {
  ecrRegistry,
  parseImageReference,
  repositoryUri,
  type ImageReference,
} from '../docker/imageReference';
import type { RawContainer } from './taskDefinition';
import type { DeployTarget, ImageOrigin } from './target';

/**
 * The container whose image changes: the named one, else the only one whose image is in the repository that the target
 * names (or, for a build, in a registry that can be pushed to), else the only one there is. Text is never matched
 * loosely. Fails with `containerNotFound`; details.candidates are the names to choose from.
 */
export function chooseContainer(
  containers: readonly RawContainer[],
  target: Pick<DeployTarget, 'container' | 'source'>,
): RawContainer {
  const named = containers.find(({ name }) => name === target.container);
  if (named !== undefined) return named;
  if (target.container === undefined) {
    const fitting = containers.filter(({ image }) => fits(parseImageReference(image), target));
    const [only, ...others] = fitting.length > 0 ? fitting : containers;
    if (only !== undefined && others.length === 0) return only;
    throw notFound(fitting.length > 0 ? fitting : containers, 'More than one container could be meant');
  }
  throw notFound(containers, `There is no container ${target.container}`);
}

/** Every container that gets a new image, the target's own first. Fails with `containerNotFound` as above. */
export function chooseContainers(
  containers: readonly RawContainer[],
  target: Pick<DeployTarget, 'container' | 'source' | 'more'>,
): readonly { readonly container: RawContainer; readonly source: ImageOrigin }[] {
  const more = (target.more ?? []).map(({ container, source }) => ({
    container: chooseContainer(containers, { container, source }),
    source,
  }));
  const taken = more.map(({ container }) => container.name);
  // Where the first is not named, it is none of those that are.
  const free = containers.filter(({ name }) => !taken.includes(name));
  const first = chooseContainer(target.container === undefined ? free : containers, target);
  const names = [first.name, ...taken];
  if (new Set(names).size < names.length) {
    throw new QuaysideError('invalid', `A container is named twice: ${names.join(', ')}`, {
      details: { containers: names },
    });
  }
  return [{ container: first, source: target.source }, ...more];
}

function fits(current: ImageReference | undefined, { source }: Pick<DeployTarget, 'source'>): boolean {
  if (current === undefined) return false;
  if (source.kind === 'build') return isPrivate(current.registry);
  const wanted = parseImageReference(source.image);
  return wanted !== undefined && repositoryUri(current) === repositoryUri(wanted);
}

/** ECR's own hosts, and hosts of this machine, which is where emulators keep their registry. */
export function isPrivate(registry: string | undefined): boolean {
  if (registry === undefined) return false;
  return (
    ecrRegistry(registry) !== undefined ||
    /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(registry)
  );
}

function notFound(containers: readonly RawContainer[], text: string): QuaysideError {
  const candidates = containers.map(({ name }) => name);
  return new QuaysideError('containerNotFound', text, { details: { candidates } });
}
