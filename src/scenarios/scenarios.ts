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

/** Rows of the list of failures that the sandbox does not play, and why. The rules know them all the same. */
export const UNPLAYED: readonly { readonly rows: readonly number[]; readonly why: string }[] = [
  {
    rows: [27],
    why: 'What every container that ends brings about; the scenarios with an exit code show it.',
  },
  {
    rows: [39],
    why: 'About the HEALTHCHECK of a Dockerfile: a real one is built for it.',
  },
  {
    rows: [44],
    why: 'Acted programs answer from the start or never, so none is only too slow.',
  },
  { rows: [45], why: 'There are no Classic Load Balancers in the sandbox.' },
  { rows: [70], why: 'Somebody else has to deploy meanwhile.' },
  { rows: [73], why: 'Found before the deployment, from the digests of the registry.' },
  {
    rows: [79, 80, 82, 83, 89],
    why: 'On this side of the wire: sign-in, credentials, clock and network of the computer.',
  },
  {
    rows: [90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100],
    why: 'Build and push: a real Dockerfile, container engine and registry bring them about.',
  },
];
