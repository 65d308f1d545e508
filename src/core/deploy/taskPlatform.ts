import { isJsonObject, type JsonObject } from '../lib/json';
import { textOf } from './taskDefinition';

/** The platform that tasks of a revision run on; `windows` cannot be built by a Linux engine. */
export type TaskPlatform =
  | { readonly kind: 'linux'; readonly platform: 'linux/amd64' | 'linux/arm64'; readonly declared: boolean }
  | { readonly kind: 'windows'; readonly family: string };

export function taskPlatform(body: JsonObject): TaskPlatform {
  const runtime = isJsonObject(body['runtimePlatform']) ? body['runtimePlatform'] : undefined;
  const family = textOf(runtime, 'operatingSystemFamily') ?? 'LINUX';
  if (family.startsWith('WINDOWS')) return { kind: 'windows', family };
  const architecture = textOf(runtime, 'cpuArchitecture');
  return {
    kind: 'linux',
    platform: architecture === 'ARM64' ? 'linux/arm64' : 'linux/amd64',
    declared: architecture !== undefined,
  };
}
