import type { WorldClock } from '../../clock';
import { text } from '../../wire/input';
import { AwsError, type RestService } from '../../wire/service';
import { DEFAULT_ACCOUNT } from '../../world/world';
import { secretParts, type TemporaryKeys } from '../temporaryKeys';
import type { OauthTokens, SessionTokens } from './oauthTokens';

const KEYS_SECONDS = 900;

/** What `aws login` speaks to: keys for a quarter of an hour, for a code or a refresh token. Any code will do. */
export function createLoginService(options: {
  readonly clock: WorldClock;
  readonly keys: TemporaryKeys;
  readonly tokens: OauthTokens;
}): RestService {
  const { clock, keys, tokens } = options;

  const refused = (error: string, message: string): AwsError =>
    new AwsError('AccessDeniedException', message, { status: 403, members: { error } });
  const required = (value: string | undefined, name: string): string => {
    if (value !== undefined && value !== '') return value;
    throw new AwsError('ValidationException', `${name} is missing`, {
      members: { error: 'INVALID_REQUEST' },
    });
  };

  return {
    signingName: 'signin',
    protocol: 'restJson',
    routes: { 'POST /v1/token': 'CreateOAuth2Token' },
    operations: {
      CreateOAuth2Token: (input) => {
        required(text(input, 'clientId'), 'clientId');
        const grant = required(text(input, 'grantType'), 'grantType');
        let issued: SessionTokens | undefined;
        if (grant === 'refresh_token') {
          issued = tokens.refresh(required(text(input, 'refreshToken'), 'refreshToken'));
          if (issued === undefined) throw refused('TOKEN_EXPIRED', 'The refresh token has expired');
        } else {
          for (const name of ['code', 'codeVerifier', 'redirectUri']) required(text(input, name), name);
          issued = tokens.issue();
        }
        const person = { accountId: DEFAULT_ACCOUNT, role: 'console', session: 'person' };
        const key = keys.issue(person, clock.now() + KEYS_SECONDS * 1000);
        return {
          accessToken: secretParts(key),
          tokenType: 'aws_sigv4',
          expiresIn: KEYS_SECONDS,
          refreshToken: issued.refreshToken,
        };
      },
    },
  };
}
