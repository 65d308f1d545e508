import { l10n, QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import type { EcrImage } from '../../core/aws/api';
import type { Connection } from '../../core/aws/connection';
import { ecrRegistry, parseImageReference, repositoryUri } from '../../core/docker/imageReference';
import { QuaysideError } from '../../core/lib/errors';
import { ago, facts } from '../words';
import { titleAt } from './pickCluster';

/** As many as anybody looks through. */
const MOST_IMAGES = 200;

interface ImageItem extends QuickPickItem {
  readonly image?: string;
}

/**
 * Asks for an image that exists: from the repositories that the service's containers use, newest first, or typed.
 * Rejects as cancelled when the person leaves.
 */
export async function pickImage(
  connection: Connection,
  current: readonly string[],
  title: string,
  signal: AbortSignal,
): Promise<string> {
  const type: ImageItem = { label: `$(edit) ${l10n.t('Type a reference…')}`, alwaysShow: true };
  const items = async (): Promise<ImageItem[]> => [...(await imageItems(connection, current, signal)), type];
  const picked = await window.showQuickPick(items(), {
    title: titleAt(title, connection),
    placeHolder: l10n.t('Which image?'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined) throw new QuaysideError('cancelled', 'No image was chosen');
  return picked.image ?? (await typeReference(titleAt(title, connection), current[0] ?? ''));
}

async function imageItems(
  connection: Connection,
  current: readonly string[],
  signal: AbortSignal,
): Promise<ImageItem[]> {
  const repositories = new Map(
    current.flatMap((image) => {
      const reference = parseImageReference(image);
      return reference?.registry === undefined ? [] : [[repositoryUri(reference), reference] as const];
    }),
  );
  const items: ImageItem[] = [];
  for (const [uri, { registry, repository }] of repositories) {
    items.push({ label: uri, kind: QuickPickItemKind.Separator });
    const place = ecrRegistry(registry);
    // Another region may have a repository of the same name, with other images in it.
    const ecr =
      place === undefined || place.region === connection.info.region
        ? connection.ecr
        : connection.ecrIn(place.region);
    try {
      const images = await ecr.listImages(
        { repository, limit: MOST_IMAGES, ...(place === undefined ? {} : { registryId: place.accountId }) },
        signal,
      );
      items.push(...images.map((image) => imageItem(uri, image, current)));
    } catch (error) {
      // A registry that is not ECR, or not ours to read: a reference can still be typed.
      if (!QuaysideError.is(error)) throw error;
      if (!['notFound', 'accessDenied', 'invalid', 'awsError'].includes(error.code)) throw error;
    }
  }
  return items;
}

function imageItem(
  uri: string,
  { tags, digest, pushedAt, sizeBytes }: EcrImage,
  current: readonly string[],
): ImageItem {
  const [tag] = tags;
  const references = [`${uri}@${digest}`, ...tags.map((name) => `${uri}:${name}`)];
  return {
    label: tag === undefined ? shortDigest(digest) : tags.join(', '),
    description: facts(
      current.some((image) => references.includes(image)) ? l10n.t('running now') : undefined,
      pushedAt === undefined ? undefined : l10n.t('pushed {0}', ago(Date.now() - pushedAt)),
      sizeBytes === undefined ? undefined : l10n.t('{0} MB', Math.max(1, Math.round(sizeBytes / 1e6))),
      tag === undefined ? undefined : shortDigest(digest),
    ),
    image: tag === undefined ? `${uri}@${digest}` : `${uri}:${tag}`,
  };
}

function shortDigest(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}

async function typeReference(title: string, proposal: string): Promise<string> {
  const image = await window.showInputBox({
    title,
    prompt: l10n.t('The image as a registry names it, by tag or digest'),
    value: proposal,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const reference = parseImageReference(text.trim());
      if (reference === undefined) return l10n.t('That is no image reference.');
      return (reference.tag ?? reference.digest) === undefined
        ? l10n.t('Name a tag or a digest: "latest" would be a guess.')
        : undefined;
    },
  });
  if (image === undefined) throw new QuaysideError('cancelled', 'No image was given');
  return image.trim();
}
