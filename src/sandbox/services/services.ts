import type { WorldClock } from '../clock';
import type { Engine } from '../engine/engine';
import type { Registry } from '../registry/registry';
import type { ServiceDefinition } from '../wire/service';
import type { Lag } from '../world/lag';
import type { World } from '../world/world';
import { createAutoScalingService } from './autoScaling/autoScalingService';
import { createCloudWatchServices } from './cloudwatch/cloudWatchServices';
import { createEcrService } from './ecr/ecrService';
import { createEcsService } from './ecs/ecsService';
import { createElbv2Service } from './elbv2/elbv2Service';
import type { LogsService } from './logs/logsService';
import { createSignInServices } from './signIn/signInServices';
import { createStsService } from './sts/stsService';
import { TemporaryKeys } from './temporaryKeys';

export interface ServiceDeps {
  readonly world: World;
  readonly clock: WorldClock;
  readonly engine: Engine;
  readonly registry: Registry;
  readonly logs: LogsService;
  /** Lets reads of a service lag, where AWS's do. */
  readonly lag: Lag;
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: () => string;
}

/** The services of AWS that the sandbox has: a folder and a line for each. */
export function createServices(deps: ServiceDeps): readonly ServiceDefinition[] {
  const { clock, engine, lag, logs } = deps;
  const keys = new TemporaryKeys(deps.world);
  return [
    lag.of((world) => createEcsService({ world, clock, engine })),
    lag.of((world) => createElbv2Service({ world, clock })),
    lag.of((world) => createAutoScalingService({ world })),
    createEcrService(deps),
    logs,
    createStsService({ clock, keys }),
    ...createCloudWatchServices(deps),
    ...createSignInServices({ ...deps, keys }),
  ];
}
