import type { ContainerInstance } from '../aws/api';
import { isJsonObject, type JsonObject } from '../lib/json';
import { textOf } from './taskDefinition';

/** The platform that tasks of a revision run on; `windows` cannot be built by a Linux engine. */
export type TaskPlatform =
  | {
      readonly kind: 'linux';
      readonly platform: 'linux/amd64' | 'linux/arm64';
      readonly declared: boolean;
      readonly fromInstances?: boolean;
    }
  | { readonly kind: 'windows'; readonly family: string };

/** Where the revision does not name one, the instances tell that its tasks run on; else what ECS takes for granted. */
export function taskPlatform(
  body: JsonObject,
  instances: readonly Pick<ContainerInstance, 'architecture'>[] = [],
): TaskPlatform {
  const runtime = isJsonObject(body['runtimePlatform']) ? body['runtimePlatform'] : undefined;
  const family = textOf(runtime, 'operatingSystemFamily') ?? 'LINUX';
  if (family.startsWith('WINDOWS')) return { kind: 'windows', family };
  const architecture = textOf(runtime, 'cpuArchitecture');
  const found = new Set(instances.map((instance) => instance.architecture));
  const [only] = found;
  if (architecture === undefined && found.size === 1 && only !== undefined) {
    const platform = only === 'arm64' ? 'linux/arm64' : 'linux/amd64';
    return { kind: 'linux', platform, declared: false, fromInstances: true };
  }
  return {
    kind: 'linux',
    platform: architecture === 'ARM64' ? 'linux/arm64' : 'linux/amd64',
    declared: architecture !== undefined,
  };
}
