import { isJsonObject, type JsonObject, type JsonValue } from '../../core/lib/json';
import { isDigest } from './blobs';

export const MANIFEST_TYPES = {
  dockerImage: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  ociImage: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
} as const;

export interface ParsedManifest {
  readonly mediaType: string;
  /** Config and layers of an image. */
  readonly blobs: readonly string[];
  /** Manifests of an index. */
  readonly manifests: readonly string[];
  /** Compressed bytes: config and layers. */
  readonly size: number;
  readonly artifactMediaType?: string;
}

const KNOWN: ReadonlySet<string> = new Set(Object.values(MANIFEST_TYPES));

/** Undefined for everything that is not a manifest of one of the four known types. */
export function parseManifest(text: string, contentType: string | undefined): ParsedManifest | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isJsonObject(json) || json['schemaVersion'] !== 2) return undefined;
  const declared = typeof json['mediaType'] === 'string' ? json['mediaType'] : undefined;
  const mediaType = declared ?? contentType?.split(';')[0]?.trim();
  if (mediaType === undefined || !KNOWN.has(mediaType)) return undefined;
  if (mediaType === MANIFEST_TYPES.dockerList || mediaType === MANIFEST_TYPES.ociIndex) {
    const manifests = descriptors(json['manifests']);
    if (manifests === undefined) return undefined;
    return { mediaType, blobs: [], manifests: manifests.map(({ digest }) => digest), size: 0 };
  }
  const layers = descriptors(json['layers']);
  const config = descriptors([json['config'] ?? null]);
  if (layers === undefined || config === undefined) return undefined;
  const all = [...config, ...layers];
  const artifactMediaType = config[0]?.mediaType;
  return {
    mediaType,
    // Layers with addresses of their own live elsewhere (Windows base layers) and are not pushed.
    blobs: [...new Set(all.filter(({ foreign }) => !foreign).map(({ digest }) => digest))],
    manifests: [],
    size: all.reduce((sum, { size }) => sum + size, 0),
    ...(artifactMediaType === undefined ? {} : { artifactMediaType }),
  };
}

interface Descriptor {
  readonly digest: string;
  readonly size: number;
  readonly mediaType: string | undefined;
  readonly foreign: boolean;
}

function descriptors(value: JsonValue | undefined): readonly Descriptor[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const parsed = (value as readonly JsonValue[]).map(descriptor);
  return parsed.every((entry) => entry !== undefined) ? parsed : undefined;
}

function descriptor(value: JsonValue): Descriptor | undefined {
  if (!isJsonObject(value)) return undefined;
  const { digest, size, mediaType, urls } = value as JsonObject & Readonly<Record<string, JsonValue>>;
  if (typeof digest !== 'string' || !isDigest(digest) || typeof size !== 'number') return undefined;
  return {
    digest,
    size,
    mediaType: typeof mediaType === 'string' ? mediaType : undefined,
    foreign: Array.isArray(urls) && urls.length > 0,
  };
}
