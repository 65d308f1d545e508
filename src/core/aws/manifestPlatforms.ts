import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json';

/**
 * What an image's manifest tells of its platforms: those of an index, without attestations, or the configuration's
 * digest, where a single image keeps its own (OCI image specification, image-index.md and config.md).
 */
export function parseManifest(text: string | undefined): {
  readonly platforms?: readonly string[];
  readonly config?: string;
} {
  const manifest = parse(text);
  const { manifests, config } = manifest ?? {};
  if (Array.isArray(manifests)) {
    const platforms = (manifests as readonly JsonValue[])
      .filter(isJsonObject)
      .flatMap(({ platform }) => (isJsonObject(platform) ? (named(platform) ?? []) : []));
    return { platforms: [...new Set(platforms)] };
  }
  const digest = isJsonObject(config) ? config['digest'] : undefined;
  return typeof digest === 'string' ? { config: digest } : {};
}

/** The platform that an image's configuration names. */
export function platformOf(text: string): string | undefined {
  const config = parse(text);
  return config === undefined ? undefined : named(config);
}

/** Attestations call theirs unknown. */
function named({ os, architecture }: JsonObject): string | undefined {
  if (typeof os !== 'string' || typeof architecture !== 'string' || os === 'unknown') return undefined;
  return `${os}/${architecture}`;
}

function parse(text: string | undefined): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
