import type { ScalingApi } from '../aws/api';
import { QuaysideError, type ErrorCode } from '../lib/errors';
import { arnName } from '../model/arn';
import {
  scalingResourceId,
  type ScalingActivity,
  type ScalingPolicy,
  type ScalingTarget,
  type ScheduledScaling,
} from '../model/scaling';
import type { Slot } from './cell';
import { Cells } from './cells';
import type { InventoryChange, InventoryScope } from './change';
import { OLD_MS } from './facts';

/** DescribeScalableTargets takes fifty. */
const ASK_AT_ONCE = 50;
/** Limits and policies are seldom changed: what was read so lately is not read again by itself. */
const FRESH_MS = 60_000;
/** What stands open is read again before it would be shown with its age. */
const KEPT_MS = OLD_MS - FRESH_MS;
/** A permission that is missing is asked for again after so long. */
const DENIED_MS = 5 * 60_000;

/** How an emulator says that it does not have this API. */
const UNKNOWN_TO_EMULATORS: ReadonlySet<ErrorCode> = new Set(['awsError', 'invalid', 'notFound']);

type Place = `${string} ${string}`;
type Answer = ReadonlyMap<string, ScalingTarget>;

interface Readable {
  readonly slot: Slot<unknown>;
  load(): Promise<void>;
}

interface Key {
  readonly clusterArn: string;
  readonly serviceArn: string;
}

export interface ScalingStoreOptions {
  readonly scaling: () => ScalingApi;
  readonly scope: InventoryScope;
  /** The services of a cluster as far as they are known: those beside one that is asked for ride along. */
  readonly names: (clusterArn: string) => readonly string[];
  /** An emulator may not have this API: its refusal then means that nothing scales. */
  readonly emulated: boolean;
}

/**
 * How services scale by themselves. Nothing is read until a service is opened: then one call answers for it and up to 49 of
 * its neighbours, a second one has the policies if it scales, and two more what stands under its row.
 */
export class ScalingStore {
  readonly #options: ScalingStoreOptions;
  /** `none`: it does not scale by itself. */
  readonly #targets: Cells<ScalingTarget | 'none', Place>;
  readonly #policies: Cells<readonly ScalingPolicy[], Place>;
  readonly #schedules: Cells<readonly ScheduledScaling[], Place>;
  readonly #activities: Cells<readonly ScalingActivity[], Place>;
  /** When each was read last, be it in vain. */
  readonly #tried = new WeakMap<Readable, { readonly at: number; readonly generation: number }>();
  #generation = 0;
  readonly #asked = new Map<Place, Promise<Answer>>();
  readonly #denied = new Map<string, { readonly error: QuaysideError; readonly at: number }>();

  constructor(options: ScalingStoreOptions) {
    this.#options = options;
    const cells = <T>(
      what: keyof ScalingApi,
      read: (api: ScalingApi, place: Place, signal: AbortSignal) => Promise<T>,
    ) =>
      new Cells<T, Place>((place) => ({
        scope: options.scope,
        change: changeOf(place),
        read: (signal) => this.#unlessDenied(what, () => read(options.scaling(), place, signal)),
      }));
    this.#targets = cells('targets', (api, place, signal) => this.#readTarget(api, place, signal));
    this.#policies = cells('policies', (api, place, signal) => api.policies(resourceOf(place), signal));
    this.#schedules = cells('schedules', (api, place, signal) => api.schedules(resourceOf(place), signal));
    this.#activities = cells('activities', (api, place, signal) => api.activities(resourceOf(place), signal));
  }

  target(key: Key): Slot<ScalingTarget | 'none'> {
    return slotIn(this.#targets, key);
  }

  policies(key: Key): Slot<readonly ScalingPolicy[]> {
    return slotIn(this.#policies, key);
  }

  schedules(key: Key): Slot<readonly ScheduledScaling[]> {
    return slotIn(this.#schedules, key);
  }

  /** The latest first. */
  activities(key: Key): Slot<readonly ScalingActivity[]> {
    return slotIn(this.#activities, key);
  }

  /** Whether and how it scales: what its row shows. Never rejects. */
  async look(key: Key, maxAgeMs = FRESH_MS): Promise<void> {
    const place = placeOf(key);
    await this.#renew(this.#targets.get(place), maxAgeMs);
    if (this.#scales(place)) await this.#renew(this.#policies.get(place), maxAgeMs);
  }

  /** All of it: what stands under its row. */
  async open(key: Key): Promise<void> {
    const place = placeOf(key);
    await this.look(key);
    if (!this.#scales(place)) return;
    await Promise.all([this.#renew(this.#schedules.get(place)), this.#renew(this.#activities.get(place))]);
  }

  /** Keeps the row of a service that stands open from becoming old. */
  async keep(key: Key): Promise<void> {
    if (this.#targets.known(placeOf(key)) !== undefined) await this.look(key, KEPT_MS);
  }

  /** What was read until now is read again when it is looked at next: somebody wants to see it as it is. */
  expire(): void {
    this.#generation += 1;
    this.#denied.clear();
  }

  #scales(place: Place): boolean {
    const { data } = this.#targets.get(place).slot;
    return data !== undefined && data !== 'none';
  }

  async #renew(cell: Readable, maxAgeMs = FRESH_MS): Promise<void> {
    const { data, error } = cell.slot;
    if ((data !== undefined || error !== undefined) && this.#isFresh(cell, maxAgeMs)) return;
    this.#touch(cell);
    await cell.load();
  }

  #isFresh(cell: Readable, maxAgeMs: number): boolean {
    const tried = this.#tried.get(cell);
    return tried?.generation === this.#generation && this.#options.scope.now() - tried.at < maxAgeMs;
  }

  #touch(cell: Readable): void {
    this.#tried.set(cell, { at: this.#options.scope.now(), generation: this.#generation });
  }

  async #readTarget(api: ScalingApi, place: Place, signal: AbortSignal): Promise<ScalingTarget | 'none'> {
    try {
      return (await this.#ask(api, place, signal)).get(resourceOf(place)) ?? 'none';
    } catch (error) {
      if (this.#options.emulated && QuaysideError.is(error) && UNKNOWN_TO_EMULATORS.has(error.code))
        return 'none';
      throw error;
    }
  }

  /** One call for it and its neighbours; who is asked about already waits for that answer. */
  #ask(api: ScalingApi, place: Place, signal: AbortSignal): Promise<Answer> {
    const asked = this.#asked.get(place);
    if (asked !== undefined) return asked;
    const neighbours = this.#neighbours(place);
    const places = [place, ...neighbours];
    const answer = api.targets(places.map(resourceOf), signal).then((found) => {
      const byId = new Map(found.map((target) => [target.resourceId, target]));
      for (const one of neighbours) {
        const cell = this.#targets.get(one);
        cell.replace(byId.get(resourceOf(one)) ?? 'none', true);
        this.#touch(cell);
      }
      return byId;
    });
    for (const one of places) this.#asked.set(one, answer);
    return answer.finally(() => {
      for (const one of places) this.#asked.delete(one);
    });
  }

  /** A permission that is missing is missing for every service: AWS is not asked for each of them. */
  async #unlessDenied<T>(what: string, read: () => Promise<T>): Promise<T> {
    const { scope } = this.#options;
    const denied = this.#denied.get(what);
    if (denied !== undefined && scope.now() - denied.at < DENIED_MS) throw denied.error;
    this.#denied.delete(what);
    try {
      return await read();
    } catch (error) {
      if (QuaysideError.is(error, 'accessDenied')) this.#denied.set(what, { error, at: scope.now() });
      throw error;
    }
  }

  /** The nearest ones in the list that were not asked about lately: what is opened next is likely among them. */
  #neighbours(place: Place): readonly Place[] {
    const { clusterArn, serviceArn } = keyOf(place);
    const all = this.#options.names(clusterArn);
    const own = all.indexOf(serviceArn);
    return all
      .map((arn, index) => ({ place: placeOf({ clusterArn, serviceArn: arn }), far: Math.abs(index - own) }))
      .filter(({ far, place: one }) => far > 0 && !this.#asked.has(one) && !this.#isKnown(one))
      .sort((a, b) => a.far - b.far)
      .slice(0, ASK_AT_ONCE - 1)
      .map(({ place: one }) => one);
  }

  #isKnown(place: Place): boolean {
    const cell = this.#targets.known(place);
    return cell !== undefined && this.#isFresh(cell, FRESH_MS);
  }
}

/** Asking what is known of a service does not make it one that is kept fresh. */
function slotIn<T>(cells: Cells<T, Place>, key: Key): Slot<T> {
  return cells.known(placeOf(key))?.slot ?? {};
}

function placeOf({ clusterArn, serviceArn }: Key): Place {
  return `${clusterArn} ${serviceArn}`;
}

function keyOf(place: Place): Key {
  const [clusterArn = '', serviceArn = ''] = place.split(' ');
  return { clusterArn, serviceArn };
}

function changeOf(place: Place): InventoryChange {
  return { kind: 'scaling', ...keyOf(place) };
}

function resourceOf(place: Place): string {
  const { clusterArn, serviceArn } = keyOf(place);
  return scalingResourceId(arnName(clusterArn), arnName(serviceArn));
}
