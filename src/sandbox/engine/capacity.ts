import type { JsonObject } from '../../core/lib/json';
import { integer, records, text } from '../wire/input';
import type { TaskDefinitionRecord } from '../world/records';
import type { Region } from '../world/region';
import { place, type Placement } from './placement';

export interface SeatWanted {
  readonly clusterName: string;
  readonly definition: TaskDefinitionRecord;
  readonly launchType: string | undefined;
  readonly strategy: readonly JsonObject[] | undefined;
  /** Tasks that a provider has already of those that the strategy is about. */
  readonly countOf: (provider: string) => number;
  /** Instances that may be taken; all that are ACTIVE when left out. */
  readonly isAllowed?: (instanceArn: string, instance: JsonObject) => boolean;
}

/** Where a task goes. */
export type Seat =
  | {
      readonly kind: 'seat';
      readonly launchType: string;
      readonly capacityProviderName?: string;
      readonly containerInstanceArn?: string;
    }
  | Exclude<Placement, { readonly kind: 'placed' }>;

export function isFargate(provider: string): boolean {
  return provider === 'FARGATE' || provider === 'FARGATE_SPOT';
}

/** What a service or a RunTask uses: its own launch type or strategy, else its cluster's strategy, else EC2. */
export function strategyFor(
  region: Region,
  clusterName: string,
  wanted: { readonly launchType?: string | undefined; readonly strategy?: readonly JsonObject[] | undefined },
): readonly JsonObject[] | undefined {
  if (wanted.launchType !== undefined) return undefined;
  if (wanted.strategy !== undefined && wanted.strategy.length > 0) return wanted.strategy;
  const byDefault = records(region.clusters.get(clusterName)?.given ?? {}, 'defaultCapacityProviderStrategy');
  return byDefault !== undefined && byDefault.length > 0 ? byDefault : undefined;
}

export function takeSeat(region: Region, wanted: SeatWanted): Seat {
  const { clusterName, definition, strategy, countOf, isAllowed } = wanted;
  const provider = strategy === undefined ? undefined : nextProvider(strategy, countOf);
  const launchType = wanted.launchType ?? (provider !== undefined && isFargate(provider) ? 'FARGATE' : 'EC2');
  const named = provider === undefined ? {} : { capacityProviderName: provider };
  if (launchType !== 'EC2') return { kind: 'seat', launchType, ...named };
  const found = place(
    region,
    clusterName,
    definition,
    (arn, instance) =>
      (provider === undefined || instance['capacityProviderName'] === provider) &&
      (isAllowed?.(arn, instance) ?? true),
  );
  if (found.kind !== 'placed') return found;
  return { kind: 'seat', launchType, containerInstanceArn: found.instanceArn, ...named };
}

/** Documented: the base first, then in the ratio of the weights; a weight of 0 gets no more than its base. */
function nextProvider(
  strategy: readonly JsonObject[],
  countOf: (provider: string) => number,
): string | undefined {
  const items = strategy.map((item) => {
    const name = text(item, 'capacityProvider') ?? '';
    const provider = name.slice(name.lastIndexOf('/') + 1);
    return {
      provider,
      base: integer(item, 'base') ?? 0,
      weight: integer(item, 'weight') ?? 0,
      count: countOf(provider),
    };
  });
  const based = items.find(({ base, count }) => count < base);
  if (based !== undefined) return based.provider;
  let best: { readonly provider: string; readonly load: number } | undefined;
  for (const { provider, base, weight, count } of items) {
    // Without any weight at all the only provider gets everything.
    const share = weight === 0 && items.length === 1 ? 1 : weight;
    if (share === 0) continue;
    const load = (count - base + 1) / share;
    if (best === undefined || load < best.load) best = { provider, load };
  }
  return best?.provider ?? items[0]?.provider;
}
