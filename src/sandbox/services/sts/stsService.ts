import type { WorldClock } from '../../clock';
import { text } from '../../wire/input';
import { AwsError, type QueryService } from '../../wire/service';
import { ROLE_KEY, type World } from '../../world/world';

export function createStsService({ clock, world }: { clock: WorldClock; world: World }): QueryService {
  return {
    signingName: 'sts',
    protocol: 'awsQuery',
    version: '2011-06-15',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    operations: {
      GetCallerIdentity(_input, context) {
        const { accountId } = context;
        if (ROLE_KEY.test(context.accessKeyId)) {
          return {
            Arn: `arn:aws:sts::${accountId}:assumed-role/sandbox/session`,
            UserId: 'AROASANDBOXSANDBOX000:session',
            Account: accountId,
          };
        }
        return {
          Arn: `arn:aws:iam::${accountId}:user/sandbox`,
          UserId: 'AIDASANDBOXSANDBOX000',
          Account: accountId,
        };
      },

      AssumeRole(input) {
        const roleArn = text(input, 'RoleArn') ?? '';
        const session = text(input, 'RoleSessionName') ?? '';
        const [, accountId, role] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? [];
        if (accountId === undefined || role === undefined) {
          throw new AwsError('ValidationError', `${roleArn} is invalid`);
        }
        if (!/^[\w+=,.@-]{2,64}$/.test(session)) {
          throw new AwsError('ValidationError', 'The specified value for roleSessionName is invalid.');
        }
        const duration = Number(text(input, 'DurationSeconds') ?? '3600');
        if (!(duration >= 900 && duration <= 43_200)) {
          throw new AwsError('ValidationError', 'The requested DurationSeconds is not valid.');
        }
        const roleId = `AROA${world.random.text(17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`;
        return {
          Credentials: {
            AccessKeyId: `ASIA${accountId}${world.random.text(4, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
            SecretAccessKey: world.random.hex(40),
            SessionToken: world.random.hex(64),
            Expiration: new Date(clock.now() + duration * 1000).toISOString(),
          },
          AssumedRoleUser: {
            AssumedRoleId: `${roleId}:${session}`,
            Arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`,
          },
        };
      },
    },
  };
}
