import { Region, type RegionData } from './region';
import { SeededRandom } from './random';

/** The account of every access key that the seed does not name. */
export const DEFAULT_ACCOUNT = '123456789012';
/** Keys of an assumed role name its account: `ASIA`, twelve digits, and something random. */
export const ROLE_KEY = /^ASIA(\d{12})/;
export const DEFAULT_REGION = 'us-east-1';

/** How long things take that nobody but the sandbox decides; see engine/pace.ts. */
export type PaceName = 'aws' | 'brisk';

/** A world as it is saved. */
export interface WorldData {
  readonly seed: string;
  readonly pace: PaceName;
  readonly random: number;
  /** The world's time when it was saved. */
  readonly now: number;
  readonly keys: Readonly<Record<string, string>>;
  readonly regions: readonly RegionData[];
}

/** Everything there is, by account and region. */
export class World {
  readonly seed: string;
  readonly pace: PaceName;
  readonly random: SeededRandom;
  readonly #keys: ReadonlyMap<string, string>;
  readonly #regions = new Map<string, Region>();

  constructor(
    seed: string,
    options: { pace: PaceName; random?: number; keys?: Readonly<Record<string, string>> },
  ) {
    this.seed = seed;
    this.pace = options.pace;
    this.random = new SeededRandom(options.random ?? seed);
    this.#keys = new Map(Object.entries(options.keys ?? {}));
  }

  accountOf(accessKeyId: string): string {
    return this.#keys.get(accessKeyId) ?? ROLE_KEY.exec(accessKeyId)?.[1] ?? DEFAULT_ACCOUNT;
  }

  /** The accounts that have a key of their own, and the default one. */
  accounts(): readonly string[] {
    return [...new Set([DEFAULT_ACCOUNT, ...this.#keys.values()])];
  }

  /** Every region works, empty until something is made in it. */
  region(accountId: string, name: string): Region {
    const key = `${accountId}/${name}`;
    const known = this.#regions.get(key);
    if (known !== undefined) return known;
    const region = new Region(accountId, name);
    this.#regions.set(key, region);
    return region;
  }

  regions(): Iterable<Region> {
    return this.#regions.values();
  }

  toJSON(now: number): WorldData {
    return {
      seed: this.seed,
      pace: this.pace,
      random: this.random.state,
      now,
      keys: Object.fromEntries(this.#keys),
      regions: [...this.#regions.values()].map((region) => region.toJSON()),
    };
  }

  static from(data: WorldData): World {
    const world = new World(data.seed, data);
    for (const region of data.regions) {
      world.#regions.set(`${region.accountId}/${region.region}`, Region.from(region));
    }
    return world;
  }
}
