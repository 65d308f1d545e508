import type { JsonService } from '../../wire/service';
import { clusterOperations } from './clusters';
import { containerInstanceOperations } from './containerInstances';
import type { EcsDeps } from './deps';
import { serviceDeploymentOperations } from './serviceDeployments';
import { serviceOperations } from './services';
import { tagOperations } from './tags';
import { taskDefinitionOperations } from './taskDefinitions';
import { taskOperations } from './tasks';

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
      ...tagOperations(deps),
    },
  };
}
