import type { ContainerInstance } from '../aws/api';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json';
import type { Service } from '../model/service';
import type { ImageOrigin } from './target';
import { textOf } from './taskDefinition';

/** The platform that tasks of a revision run on; `windows` cannot be built by a Linux engine. */
export type TaskPlatform =
  | {
      readonly kind: 'linux';
      readonly platform: 'linux/amd64' | 'linux/arm64';
      readonly declared: boolean;
      readonly fromInstances?: boolean;
      /** True where instances of both kinds take tasks, and nothing says which ones are meant. */
      readonly mixed?: boolean;
    }
  | { readonly kind: 'windows'; readonly family: string };

type Instances = readonly Pick<ContainerInstance, 'architecture'>[];

/** Where the revision does not name one, the instances tell that its tasks run on; else what ECS takes for granted. */
export function taskPlatform(body: JsonObject, instances: Instances = []): TaskPlatform {
  const runtime = isJsonObject(body['runtimePlatform']) ? body['runtimePlatform'] : undefined;
  const family = textOf(runtime, 'operatingSystemFamily') ?? 'LINUX';
  if (family.startsWith('WINDOWS')) return { kind: 'windows', family };
  const architecture = textOf(runtime, 'cpuArchitecture');
  const found = new Set(instances.flatMap((instance) => instance.architecture ?? []));
  const [only] = found;
  if (architecture === undefined && found.size === 1 && only !== undefined) {
    const platform = only === 'arm64' ? 'linux/arm64' : 'linux/amd64';
    return { kind: 'linux', platform, declared: false, fromInstances: true };
  }
  return {
    kind: 'linux',
    platform: architecture === 'ARM64' ? 'linux/arm64' : 'linux/amd64',
    declared: architecture !== undefined,
    ...(architecture === undefined && found.size > 1 ? { mixed: true } : {}),
  };
}

/**
 * True where tasks run on instances of the cluster, so that these tell what fits. Capacity providers hide which kind they
 * are: their instances are asked only for what the revision leaves open, and only where it cannot run on Fargate.
 */
export function runsOnInstances({ launchType }: Pick<Service, 'launchType'>, body: JsonObject): boolean {
  if (launchType !== undefined) return launchType === 'EC2' || launchType === 'EXTERNAL';
  const needed = taskPlatform(body);
  return needed.kind === 'linux' && !needed.declared && !isForFargate(body);
}

/** The platform that an image must have for its tasks to start; undefined where it is only assumed. */
export function requiredPlatform(
  source: ImageOrigin,
  service: Pick<Service, 'launchType'>,
  body: JsonObject,
  instances?: Instances,
): string | undefined {
  if (source.kind === 'build' && source.platform !== undefined) return source.platform;
  const needed = taskPlatform(body, instances);
  if (needed.kind === 'windows') return undefined;
  const certain = needed.declared || needed.fromInstances === true || service.launchType === 'FARGATE';
  return certain ? needed.platform : undefined;
}

function isForFargate(body: JsonObject): boolean {
  const compatibilities = body['requiresCompatibilities'];
  return (
    Array.isArray(compatibilities) &&
    (compatibilities as readonly JsonValue[]).some((one) => one === 'FARGATE')
  );
}
