import { CALL_SCENARIOS } from './calls';
import { DEPLOYMENT_SCENARIOS } from './deployment';
import { IMAGE_SCENARIOS } from './image';
import { LOAD_BALANCER_SCENARIOS } from './loadBalancer';
import { PLACEMENT_SCENARIOS } from './placement';
import { RESOURCE_SCENARIOS } from './resources';
import type { Scenario } from './scenario';
import { START_SCENARIOS } from './start';

export type { Evidence, Scenario } from './scenario';

/** Every failure that the sandbox can play, family by family. */
export const SCENARIOS: readonly Scenario[] = [
  ...IMAGE_SCENARIOS,
  ...RESOURCE_SCENARIOS,
  ...START_SCENARIOS,
  ...LOAD_BALANCER_SCENARIOS,
  ...PLACEMENT_SCENARIOS,
  ...DEPLOYMENT_SCENARIOS,
  ...CALL_SCENARIOS,
];
