import type { JsonObject } from '../../../core/lib/json';
import type { WorldClock } from '../../clock';
import { text } from '../../wire/input';
import { AwsError, type QueryService } from '../../wire/service';
import { ROLE_KEY } from '../../world/world';
import { roleArn, type AssumedRole, type TemporaryKeys } from '../temporaryKeys';

export interface StsOptions {
  readonly clock: WorldClock;
  readonly keys: TemporaryKeys;
}

export function createStsService({ clock, keys }: StsOptions): QueryService {
  const assume = (input: JsonObject): JsonObject => {
    const role = roleIn(input);
    const duration = Number(text(input, 'DurationSeconds') ?? '3600');
    if (!(duration >= 900 && duration <= 43_200)) {
      throw new AwsError('ValidationError', 'The requested DurationSeconds is not valid.');
    }
    const key = keys.issue(role, clock.now() + duration * 1000);
    return {
      Credentials: {
        AccessKeyId: key.accessKeyId,
        SecretAccessKey: key.secretAccessKey,
        SessionToken: key.sessionToken,
        Expiration: new Date(key.expiresAt).toISOString(),
      },
      AssumedRoleUser: { AssumedRoleId: key.roleId, Arn: roleArn(key) },
    };
  };

  return {
    signingName: 'sts',
    protocol: 'awsQuery',
    version: '2011-06-15',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    operations: {
      GetCallerIdentity(_input, { accountId, accessKeyId }) {
        const key = keys.find(accessKeyId);
        if (key !== undefined) return { Arn: roleArn(key), UserId: key.roleId, Account: accountId };
        if (ROLE_KEY.test(accessKeyId)) {
          const role = { accountId, role: 'sandbox', session: 'session' };
          return { Arn: roleArn(role), UserId: 'AROASANDBOXSANDBOX000:session', Account: accountId };
        }
        return {
          Arn: `arn:aws:iam::${accountId}:user/sandbox`,
          UserId: 'AIDASANDBOXSANDBOX000',
          Account: accountId,
        };
      },

      AssumeRole: assume,

      /** The token's signature is not checked, but it has to be one. */
      AssumeRoleWithWebIdentity(input) {
        const claims = claimsOf(text(input, 'WebIdentityToken') ?? '');
        if (claims === undefined) {
          throw new AwsError(
            'InvalidIdentityToken',
            'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
          );
        }
        return {
          ...assume(input),
          SubjectFromWebIdentityToken: text(claims, 'sub') ?? '',
          Provider: text(claims, 'iss') ?? '',
          Audience: text(claims, 'aud') ?? '',
        };
      },
    },
  };
}

function roleIn(input: JsonObject): AssumedRole {
  const arn = text(input, 'RoleArn') ?? '';
  const session = text(input, 'RoleSessionName') ?? '';
  const [, accountId, role] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (accountId === undefined || role === undefined) {
    throw new AwsError('ValidationError', `${arn} is invalid`);
  }
  if (!/^[\w+=,.@-]{2,64}$/.test(session)) {
    throw new AwsError('ValidationError', 'The specified value for roleSessionName is invalid.');
  }
  return { accountId, role, session };
}

function claimsOf(token: string): JsonObject | undefined {
  const [, body, signature] = token.split('.');
  if (body === undefined || signature === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString()) as JsonObject;
  } catch {
    return undefined;
  }
}
