import { QuaysideError } from '../lib/errors';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json';
import type { ProgramRunner } from './command';
import { manifestCommand, type DockerTool } from './dockerCli';

/**
 * Asks a registry for an image through docker, with the logins that the person has: for registries that the connection
 * does not reach. Answers the digest of what a task of `platform` (`linux/amd64`) would pull, or undefined when the
 * registry has no such image. Fails with `engineMissing`, or with `imageNotConfirmed` (details.quote: docker's words)
 * when it does not tell. The output is that of `docker manifest inspect --verbose` (docker/cli, cli/manifest/types).
 */
export async function inspectManifest(
  image: string,
  platform: string | undefined,
  { runner, tool, signal }: { runner: ProgramRunner; tool: DockerTool; signal: AbortSignal },
): Promise<string | undefined> {
  const { exitCode, stdout, stderr } = await runner.run(manifestCommand(tool, image), { signal });
  if (exitCode !== 0) {
    const quote = stderr.trim();
    if (/no such manifest|manifest unknown/i.test(quote)) return undefined;
    throw notTold(image, quote);
  }
  const manifests = parse(stdout);
  const [only, ...others] = manifests;
  const chosen =
    platform === undefined || others.length === 0 ? only : manifests.find((one) => fits(one, platform));
  const digest = digestOf(chosen);
  if (digest === undefined) throw notTold(image, `${image} has nothing for ${platform ?? 'any platform'}`);
  return digest;
}

function parse(text: string): readonly JsonObject[] {
  try {
    const value = JSON.parse(text) as JsonValue;
    return (Array.isArray(value) ? (value as readonly JsonValue[]) : [value]).filter(isJsonObject);
  } catch {
    return [];
  }
}

function descriptor(manifest: JsonObject | undefined): JsonObject | undefined {
  const found = manifest?.['Descriptor'];
  return isJsonObject(found) ? found : undefined;
}

function digestOf(manifest: JsonObject | undefined): string | undefined {
  const digest = descriptor(manifest)?.['digest'];
  return typeof digest === 'string' && /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : undefined;
}

function fits(manifest: JsonObject, platform: string): boolean {
  const found = descriptor(manifest)?.['platform'];
  if (!isJsonObject(found)) return false;
  const [os, architecture] = platform.split('/');
  return found['os'] === os && found['architecture'] === architecture;
}

function notTold(image: string, quote: string): QuaysideError {
  return new QuaysideError('imageNotConfirmed', quote === '' ? 'docker did not say why' : quote, {
    details: { image, quote },
  });
}
