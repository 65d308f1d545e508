import { arnName } from '../model/arn';
import { serviceHealth, type ServiceHealth } from '../model/health';
import { primaryRollout, type Service } from '../model/service';

/** What decides the order of services. */
export const SORT_ORDERS = ['name', 'status', 'deployed'] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

/** What a person should see first stands first. */
const WORST_FIRST: readonly ServiceHealth[] = [
  'failing',
  'degraded',
  'rolling',
  'healthy',
  'idle',
  'inactive',
];

/** Sorts ARNs, which stand in the order of their names; what is not described goes last, in that order. */
export function sortServices(
  arns: readonly string[],
  order: SortOrder,
  describe: (arn: string) => Service | undefined,
): readonly string[] {
  if (order === 'name') return arns;
  const rank = order === 'status' ? byStatus : byDeployment;
  return arns
    .map((arn) => ({ arn, rank: rank(describe(arn)) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ arn }) => arn);
}

function byStatus(service: Service | undefined): number {
  return service === undefined ? WORST_FIRST.length : WORST_FIRST.indexOf(serviceHealth(service));
}

/** The latest deployment first. */
function byDeployment(service: Service | undefined): number {
  return service === undefined ? 0 : -(primaryRollout(service)?.createdAt ?? service.createdAt);
}

/** Services by the value of a tag, values in order; without the tag last, under the empty text. */
export function groupByTag(
  services: readonly Service[],
  key: string,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  const ordered = [...services].sort((a, b) =>
    arnName(a.arn).localeCompare(arnName(b.arn), 'en', { numeric: true }),
  );
  for (const { arn, tags } of ordered) {
    const value = tags.find((tag) => tag.key === key)?.value ?? '';
    groups.set(value, [...(groups.get(value) ?? []), arn]);
  }
  return new Map(
    [...groups].sort(
      ([a], [b]) => Number(a === '') - Number(b === '') || a.localeCompare(b, 'en', { numeric: true }),
    ),
  );
}

/** The keys of tags in use, without AWS's own, the most common first. */
export function tagKeys(services: readonly Service[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { tags } of services)
    for (const { key } of tags) if (!key.startsWith('aws:')) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([key]) => key);
}
