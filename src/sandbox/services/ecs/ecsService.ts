import type { JsonService } from '../../wire/service';
import { capacityProviderOperations } from './capacityProviders';
import { clusterOperations } from './clusters';
import { containerInstanceOperations } from './containerInstances';
import type { EcsDeps } from './deps';
import { execOperations } from './exec';
import { serviceDeploymentOperations } from './serviceDeployments';
import { serviceOperations } from './services';
import { tagOperations } from './tags';
import { taskDefinitionOperations } from './taskDefinitions';
import { protectionOperations } from './taskProtection';
import { taskOperations } from './tasks';
import { taskSetOperations } from './taskSets';

export function createEcsService(deps: EcsDeps): JsonService {
  return {
    signingName: 'ecs',
    protocol: 'awsJson1.1',
    targetPrefix: 'AmazonEC2ContainerServiceV20141113',
    operations: {
      ...clusterOperations(deps),
      ...serviceOperations(deps),
      ...serviceDeploymentOperations(deps),
      ...taskOperations(deps),
      ...taskDefinitionOperations(deps),
      ...containerInstanceOperations(deps),
      ...capacityProviderOperations(deps),
      ...taskSetOperations(deps),
      ...protectionOperations(deps),
      ...execOperations(deps),
      ...tagOperations(deps),
    },
  };
}
