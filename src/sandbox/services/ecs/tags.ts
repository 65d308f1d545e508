import { text, texts } from '../../wire/input';
import type { Operation } from '../../wire/service';
import type { Tag } from '../../world/records';
import type { Region } from '../../world/region';
import { mergeByKey } from '../../world/tagLists';
import { regionOf, type EcsDeps } from './deps';
import { invalidParameter } from './errors';
import { readTags, tagAnswer } from './tagLists';

/** Something that can carry tags, and which error class a bad tag gets there. */
interface Tagged {
  tags: readonly Tag[];
}

/** An instance is kept as its answer's members; its tags are written back into them. */
function taggedInstance(region: Region, arn: string): Tagged {
  const instance = region.containerInstances.get(arn);
  if (instance === undefined) {
    throw invalidParameter(
      'The specified container instance was not found. Specify a valid one and try again.',
    );
  }
  return {
    get tags() {
      return readTags(instance) ?? [];
    },
    set tags(tags) {
      region.containerInstances.set(arn, { ...instance, tags: tagAnswer(tags) });
    },
  };
}

function findTagged(region: Region, arn: string): { readonly resource: Tagged; readonly code: string } {
  const [kind = '', first = '', second = ''] = arn.split(':').slice(5).join(':').split('/');
  const code = kind === 'task-definition' ? 'ClientException' : 'InvalidParameterException';
  if (kind === 'cluster') {
    const cluster = region.clusters.get(first);
    if (cluster?.status === 'INACTIVE') {
      throw invalidParameter('The specified cluster is inactive. Specify an active cluster and try again.');
    }
    if (cluster !== undefined) return { resource: cluster, code };
  }
  if (kind === 'container-instance') return { resource: taggedInstance(region, arn), code };
  const task = kind === 'task' ? region.tasks(first).get(second) : undefined;
  if (task?.lastStatus === 'STOPPED') {
    throw invalidParameter('The specified task is stopped. Specify a running task and try again.');
  }
  const resource =
    task ??
    (kind === 'service' ? region.services(first).get(second) : undefined) ??
    (kind === 'capacity-provider' ? region.capacityProviders.get(first) : undefined) ??
    (kind === 'task-set'
      ? region
          .services(first)
          .get(second)
          ?.taskSets?.find((one) => one.arn === arn)
      : undefined) ??
    (kind === 'task-definition' ? region.taskDefinition(arn) : undefined);
  if (resource === undefined) {
    throw invalidParameter(
      `The specified ${kind.replace('-', ' ')} was not found. Specify a valid one and try again.`,
    );
  }
  return { resource, code };
}

export function tagOperations(deps: EcsDeps): Record<string, Operation> {
  return {
    ListTagsForResource(input, context) {
      const { resource } = findTagged(regionOf(deps, context), text(input, 'resourceArn') ?? '');
      return { tags: tagAnswer([...resource.tags].sort((a, b) => a.key.localeCompare(b.key))) };
    },

    TagResource(input, context) {
      const { resource, code } = findTagged(regionOf(deps, context), text(input, 'resourceArn') ?? '');
      resource.tags = mergeByKey(resource.tags, readTags(input, code) ?? []);
      return {};
    },

    UntagResource(input, context) {
      const { resource } = findTagged(regionOf(deps, context), text(input, 'resourceArn') ?? '');
      const keys = texts(input, 'tagKeys') ?? [];
      resource.tags = resource.tags.filter(({ key }) => !keys.includes(key));
      return {};
    },
  };
}
