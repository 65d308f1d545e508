import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { StsApi } from './api';
import type { Caller } from './caller';

export function createSts(client: STSClient, caller: Caller): StsApi {
  return {
    async callerIdentity(signal) {
      const answer = await caller.call(
        'GetCallerIdentity',
        () => client.send(new GetCallerIdentityCommand({}), { abortSignal: signal }),
        signal,
      );
      return { accountId: answer.Account ?? '', arn: answer.Arn ?? '' };
    },
  };
}
