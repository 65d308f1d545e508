import type { JsonObject } from '../../../core/lib/json';
import type { WorldClock } from '../../clock';
import { text } from '../../wire/input';
import { AwsError, type RestService } from '../../wire/service';
import type { World } from '../../world/world';
import { secretParts, type TemporaryKeys } from '../temporaryKeys';
import type { OauthTokens } from './oauthTokens';

const ROLES = ['AdministratorAccess', 'ReadOnlyAccess'];
const KEYS_MS = 60 * 60 * 1000;
const PERSON = 'person@example.com';

/** IAM Identity Center's portal: the accounts and roles of somebody who signed in, and keys for them. */
export function createPortalService(options: {
  readonly clock: WorldClock;
  readonly world: World;
  readonly keys: TemporaryKeys;
  readonly tokens: OauthTokens;
}): RestService {
  const { clock, world, keys, tokens } = options;

  const requireSession = (input: JsonObject): string => {
    const accessToken = text(input, 'accessToken') ?? '';
    if (tokens.isValid(accessToken)) return accessToken;
    throw new AwsError('UnauthorizedException', 'Session token not found or invalid', { status: 401 });
  };
  const requireAccount = (input: JsonObject): string => {
    const accountId = text(input, 'account_id') ?? '';
    if (world.accounts().includes(accountId)) return accountId;
    throw new AwsError('ForbiddenException', 'No access', { status: 403 });
  };

  return {
    signingName: 'awsssoportal',
    protocol: 'restJson',
    routes: {
      'GET /assignment/accounts': 'ListAccounts',
      'GET /assignment/roles': 'ListAccountRoles',
      'GET /federation/credentials': 'GetRoleCredentials',
      'POST /logout': 'Logout',
    },
    operations: {
      ListAccounts: (input) => {
        requireSession(input);
        const accounts = world.accounts().map((accountId) => ({
          accountId,
          accountName: `sandbox-${accountId.slice(-4)}`,
          emailAddress: PERSON,
        }));
        const { items, nextToken } = page(input, accounts);
        return { accountList: items, ...nextToken };
      },

      ListAccountRoles: (input) => {
        requireSession(input);
        const accountId = requireAccount(input);
        const { items, nextToken } = page(
          input,
          ROLES.map((roleName) => ({ roleName, accountId })),
        );
        return { roleList: items, ...nextToken };
      },

      GetRoleCredentials: (input) => {
        requireSession(input);
        const accountId = requireAccount(input);
        const role = text(input, 'role_name') ?? '';
        if (!ROLES.includes(role)) throw new AwsError('ForbiddenException', 'No access', { status: 403 });
        const assumed = { accountId, role: `AWSReservedSSO_${role}_0123456789abcdef`, session: PERSON };
        const key = keys.issue(assumed, clock.now() + KEYS_MS);
        return { roleCredentials: { ...secretParts(key), expiration: key.expiresAt } };
      },

      Logout: (input) => {
        tokens.end(requireSession(input));
        return {};
      },
    },
  };
}

function page<T>(
  input: JsonObject,
  all: readonly T[],
): { readonly items: readonly T[]; readonly nextToken: { readonly nextToken?: string } } {
  const size = Number(text(input, 'max_result') ?? '100');
  const from = Number(text(input, 'next_token') ?? '0');
  if (!(size >= 1) || !(from >= 0)) throw new AwsError('InvalidRequestException', 'Invalid request');
  const to = from + size;
  return { items: all.slice(from, to), nextToken: to < all.length ? { nextToken: String(to) } : {} };
}
