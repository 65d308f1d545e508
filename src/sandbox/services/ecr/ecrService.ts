import type { JsonService } from '../../wire/service';
import { imageOperations } from './imageOperations';
import { policyOperations } from './policyOperations';
import { pullThroughOperations } from './pullThroughOperations';
import { pushOperations } from './pushOperations';
import { repositoryOperations } from './repositoryOperations';
import { scanOperations } from './scanOperations';
import { tagOperations } from './tagOperations';
import type { EcrOptions } from './types';

/** Amazon ECR's API over the sandbox's registry. */
export function createEcrService(options: EcrOptions): JsonService {
  const { registry, clock } = options;
  return {
    protocol: 'awsJson1.1',
    signingName: 'ecr',
    targetPrefix: 'AmazonEC2ContainerRegistry_V20150921',
    operations: {
      GetAuthorizationToken: (_input, { accountId }) => {
        const { password, expiresAt } = registry.tokens.issue(accountId, clock.now());
        return {
          authorizationData: [
            {
              authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
              expiresAt: expiresAt / 1000,
              proxyEndpoint: `http://${registry.repositories.addressing.host()}`,
            },
          ],
        };
      },
      ...repositoryOperations(options),
      ...tagOperations(options),
      ...policyOperations(options),
      ...pullThroughOperations(options),
      ...imageOperations(options),
      ...scanOperations(options),
      ...pushOperations(options),
    },
  };
}
