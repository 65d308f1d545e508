import type { QueryService } from '../../wire/service';
import { balancerOperations } from './balancerOperations';
import { describeOperations } from './describeOperations';
import { groupOperations } from './groupOperations';
import { listenerOperations } from './listenerOperations';
import type { Elbv2Options } from './scope';

/** Load balancers as records: what ECS and people read and write of them. No traffic goes through. */
export function createElbv2Service(options: Elbv2Options): QueryService {
  return {
    signingName: 'elasticloadbalancing',
    protocol: 'awsQuery',
    version: '2015-12-01',
    xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    operations: {
      ...describeOperations(options),
      ...balancerOperations(options),
      ...listenerOperations(options),
      ...groupOperations(options),
    },
  };
}
