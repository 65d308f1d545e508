import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});

afterAll(() => sandbox.dispose());

async function account(accessKeyId: string): Promise<string | undefined> {
  const sts = new STSClient(sdkOptions(sandbox, accessKeyId));
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  sts.destroy();
  return Account;
}

test('any key is the default account, unless the seed names it', async () => {
  expect(await account('whatever')).toBe('123456789012');
  expect(await account('AKIAQUAYSIDESECOND00')).toBe('210987654321');
});

test('the keys of an assumed role belong to its account', async () => {
  const sts = new STSClient(sdkOptions(sandbox));
  const { Credentials, AssumedRoleUser } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: 'arn:aws:iam::555566667777:role/path/deployer',
      RoleSessionName: 'test',
    }),
  );
  sts.destroy();
  expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::555566667777:assumed-role/deployer/test');
  expect(Credentials?.Expiration?.getTime()).toBe(sandbox.clock.now() + 3_600_000);
  expect(await account(Credentials?.AccessKeyId ?? '')).toBe('555566667777');
});

test.each([
  [{ RoleArn: 'nonsense', RoleSessionName: 'test' }],
  [{ RoleArn: 'arn:aws:iam::555566667777:role/a', RoleSessionName: '!' }],
  [{ RoleArn: 'arn:aws:iam::555566667777:role/a', RoleSessionName: 'test', DurationSeconds: 1 }],
])('a role that cannot be assumed is a validation error: %j', async (input) => {
  const sts = new STSClient(sdkOptions(sandbox));
  await expect(sts.send(new AssumeRoleCommand(input))).rejects.toMatchObject({ Code: 'ValidationError' });
  sts.destroy();
});
