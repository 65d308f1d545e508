import { parseImageReference, repositoryUri } from '../docker/imageReference';
import type { DeployState } from './state';
import type { DeployTarget } from './target';

/**
 * The deployments that come after one that names further services: each gets the very images that the registry has
 * confirmed, by digest, so that nothing is built or pushed again.
 */
export function followUps(
  target: DeployTarget,
  { plan, image, moreImages = [] }: Pick<DeployState, 'plan' | 'image' | 'moreImages'>,
): readonly DeployTarget[] {
  const { also = [], cluster } = target;
  if (plan === undefined || image === undefined) return [];
  const source = ({ reference, digest }: { readonly reference: string; readonly digest: string }) => {
    const parsed = parseImageReference(reference);
    const uri = parsed === undefined ? reference : repositoryUri(parsed);
    return { kind: 'image', image: `${uri}@${digest}` } as const;
  };
  const more = moreImages.map((one) => ({ container: one.container, source: source(one) }));
  return also.map((service) => ({
    cluster,
    service,
    // The other service may call its container otherwise: only a name that was given is held to.
    ...(target.container === undefined ? {} : { container: target.container }),
    source: source(image),
    ...(more.length === 0 ? {} : { more }),
  }));
}
