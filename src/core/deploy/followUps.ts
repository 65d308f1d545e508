import { parseImageReference, repositoryUri } from '../docker/imageReference';
import type { DeployState } from './state';
import type { DeployTarget, ImageOrigin } from './target';

/** What brings one image to several services of a cluster; undefined without any. */
export function targetOfServices(
  services: readonly { readonly clusterArn: string; readonly serviceArn: string }[],
  source: ImageOrigin,
): DeployTarget | undefined {
  const [first, ...more] = services;
  if (first === undefined) return undefined;
  const also = [...new Set(more.map(({ serviceArn }) => serviceArn))].filter(
    (arn) => arn !== first.serviceArn,
  );
  return {
    cluster: first.clusterArn,
    service: first.serviceArn,
    source,
    ...(also.length === 0 ? {} : { also }),
  };
}

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
