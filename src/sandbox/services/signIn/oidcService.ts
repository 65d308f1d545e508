import { randomBytes, randomUUID } from 'node:crypto';
import type { WorldClock } from '../../clock';
import { text } from '../../wire/input';
import { AwsError, type RestService } from '../../wire/service';
import type { OauthTokens, SessionTokens } from './oauthTokens';

const CLIENT_MS = 90 * 24 * 60 * 60 * 1000;
const DEVICE_MS = 10 * 60 * 1000;
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

interface Device {
  readonly userCode: string;
  readonly endsAt: number;
  approved: boolean;
}

/** An error as OAuth has it: its name in the body, AWS's in the header. */
function refused(code: string, error: string, description: string, status = 400): AwsError {
  return new AwsError(code, description, { status, members: { error, error_description: description } });
}

function session({ accessToken, refreshToken, expiresIn }: SessionTokens) {
  return { accessToken, tokenType: 'Bearer', expiresIn, refreshToken };
}

/**
 * IAM Identity Center's OIDC: a program registers, shows a code, and gets a token once somebody opened the address
 * with it. Opening it is all that there is to approving.
 */
export function createOidcService(options: {
  readonly clock: WorldClock;
  readonly tokens: OauthTokens;
  readonly endpoint: () => string;
}): RestService {
  const { clock, tokens, endpoint } = options;
  /** Id -> secret. */
  const clients = new Map<string, string>();
  const devices = new Map<string, Device>();

  const requireClient = (id: string | undefined, secret: string | undefined): void => {
    if (id !== undefined && secret !== undefined && clients.get(id) === secret) return;
    throw refused('InvalidClientException', 'invalid_client', 'Invalid client provided', 401);
  };

  return {
    signingName: 'sso-oauth',
    protocol: 'restJson',
    routes: {
      'POST /client/register': 'RegisterClient',
      'POST /device_authorization': 'StartDeviceAuthorization',
      'POST /token': 'CreateToken',
      'GET /device': 'ApproveDevice',
    },
    operations: {
      RegisterClient: (input) => {
        if (text(input, 'clientName') === undefined || text(input, 'clientType') !== 'public') {
          throw refused(
            'InvalidClientMetadataException',
            'invalid_client_metadata',
            'Invalid client metadata',
          );
        }
        const clientId = randomUUID();
        const clientSecret = randomBytes(24).toString('base64url');
        clients.set(clientId, clientSecret);
        const now = clock.now();
        return {
          clientId,
          clientSecret,
          clientIdIssuedAt: Math.floor(now / 1000),
          clientSecretExpiresAt: Math.floor((now + CLIENT_MS) / 1000),
        };
      },

      StartDeviceAuthorization: (input) => {
        requireClient(text(input, 'clientId'), text(input, 'clientSecret'));
        if (text(input, 'startUrl') === undefined) {
          throw refused('InvalidRequestException', 'invalid_request', 'startUrl is missing');
        }
        const deviceCode = randomBytes(32).toString('base64url');
        const letters = randomBytes(4).toString('hex').toUpperCase();
        const userCode = `${letters.slice(0, 4)}-${letters.slice(4)}`;
        devices.set(deviceCode, { userCode, endsAt: clock.now() + DEVICE_MS, approved: false });
        const verificationUri = `${endpoint()}/device`;
        return {
          deviceCode,
          userCode,
          verificationUri,
          verificationUriComplete: `${verificationUri}?user_code=${userCode}`,
          expiresIn: DEVICE_MS / 1000,
          interval: 1,
        };
      },

      ApproveDevice: (input) => {
        const code = text(input, 'user_code');
        const device = [...devices.values()].find(({ userCode }) => userCode === code);
        if (device === undefined) throw refused('InvalidRequestException', 'invalid_request', 'Unknown code');
        device.approved = true;
        return { approved: true };
      },

      CreateToken: (input) => {
        requireClient(text(input, 'clientId'), text(input, 'clientSecret'));
        const grant = text(input, 'grantType');
        if (grant === 'refresh_token') {
          const renewed = tokens.refresh(text(input, 'refreshToken') ?? '');
          if (renewed === undefined) {
            throw refused('InvalidGrantException', 'invalid_grant', 'Invalid refresh token provided');
          }
          return session(renewed);
        }
        if (grant !== DEVICE_GRANT) {
          throw refused('UnsupportedGrantTypeException', 'unsupported_grant_type', 'Unsupported grant type');
        }
        const deviceCode = text(input, 'deviceCode') ?? '';
        const device = devices.get(deviceCode);
        if (device === undefined) {
          throw refused('InvalidGrantException', 'invalid_grant', 'Invalid device code provided');
        }
        if (clock.now() >= device.endsAt) {
          throw refused('ExpiredTokenException', 'expired_token', 'Device code has expired');
        }
        if (!device.approved) {
          throw refused('AuthorizationPendingException', 'authorization_pending', 'Authorization is pending');
        }
        devices.delete(deviceCode);
        return session(tokens.issue());
      },
    },
  };
}
