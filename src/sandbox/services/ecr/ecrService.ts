import type { JsonService } from '../../wire/service';
import { imageOperations } from './imageOperations';
import { repositoryOperations } from './repositoryOperations';
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
      ...imageOperations(options),
    },
  };
}
