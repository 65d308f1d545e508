import type { JsonObject } from '../../../core/lib/json';
import { text } from '../../wire/input';
import { AwsError } from '../../wire/service';
import type { ClusterRecord, ServiceRecord, TaskDefinitionRecord } from '../../world/records';
import type { Region } from '../../world/region';
import { clientError, invalidParameter } from './errors';

/** The last part of an ARN, or the name itself. */
export function nameOf(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}

/** The cluster that a request names, `default` without a name. */
export function clusterName(input: JsonObject): string {
  return nameOf(text(input, 'cluster') ?? 'default');
}

/** An ACTIVE cluster; AWS's error when there is none of that name. */
export function requireCluster(region: Region, input: JsonObject): ClusterRecord {
  const cluster = region.clusters.get(clusterName(input));
  if (cluster === undefined) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  if (cluster.status !== 'ACTIVE') {
    throw new AwsError('ClusterNotFoundException', 'The referenced cluster was inactive.');
  }
  return cluster;
}

export function requireService(region: Region, input: JsonObject): ServiceRecord {
  const cluster = requireCluster(region, input);
  const name = text(input, 'service');
  if (name === undefined) throw invalidParameter('Service cannot be empty.');
  const service = region.services(cluster.name).get(nameOf(name));
  if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  return service;
}

/** The latest ACTIVE revision of a family. */
function latestActive(region: Region, family: string): TaskDefinitionRecord | undefined {
  return region.families.get(family)?.findLast(({ status }) => status === 'ACTIVE');
}

/** What `family`, `family:revision` or a full ARN names; undefined when there is nothing. */
export function findTaskDefinition(region: Region, name: string): TaskDefinitionRecord | undefined {
  const [family = '', revision] = nameOf(name).split(':');
  if (revision === undefined) return latestActive(region, family);
  if (!/^\d+$/.test(revision)) {
    throw invalidParameter('Invalid task definition: Invalid revision number.');
  }
  return region.families.get(family)?.find((candidate) => candidate.revision === Number(revision));
}

/** A definition that tasks can be started from. */
export function requireActiveTaskDefinition(region: Region, name: string | undefined): TaskDefinitionRecord {
  if (name === undefined) throw clientError('TaskDefinition can not be blank.');
  const definition = findTaskDefinition(region, name);
  if (definition === undefined) throw clientError('TaskDefinition not found.');
  if (definition.status === 'INACTIVE') throw invalidParameter('TaskDefinition is inactive');
  if (definition.status === 'DELETE_IN_PROGRESS') throw invalidParameter('TaskDefinition is being deleted');
  return definition;
}

/** `include` may name these only. */
export function includes(input: JsonObject, allowed: readonly string[]): ReadonlySet<string> {
  const wanted = Array.isArray(input['include']) ? input['include'].map(String) : [];
  for (const value of wanted) {
    if (!allowed.includes(value)) throw invalidParameter(`include should be one of [${allowed.join(',')}]`);
  }
  return new Set(wanted);
}
