import type { WorldClock } from '../../clock';
import type { Engine } from '../../engine/engine';
import type { CallContext } from '../../wire/service';
import type { Region } from '../../world/region';
import type { World } from '../../world/world';

export interface EcsDeps {
  readonly world: World;
  readonly clock: WorldClock;
  readonly engine: Engine;
}

export function regionOf({ world }: EcsDeps, context: CallContext): Region {
  return world.region(context.accountId, context.region);
}

/** Timestamps on the wire: epoch seconds with a fraction. */
export function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
