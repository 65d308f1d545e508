import type { WorldClock } from '../../clock';
import type { ServiceDefinition } from '../../wire/service';
import type { World } from '../../world/world';
import type { TemporaryKeys } from '../temporaryKeys';
import { createLoginService } from './loginService';
import { OauthTokens } from './oauthTokens';
import { createOidcService } from './oidcService';
import { createPortalService } from './portalService';

/** Where `aws sso login` and `aws login` get their tokens, for tests of clients that sign in. */
export function createSignInServices(options: {
  readonly clock: WorldClock;
  readonly world: World;
  readonly keys: TemporaryKeys;
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: () => string;
}): readonly ServiceDefinition[] {
  const { clock } = options;
  const tokens = new OauthTokens(clock);
  return [
    createOidcService({ ...options, tokens }),
    createPortalService({ ...options, tokens }),
    createLoginService({ ...options, tokens: new OauthTokens(clock) }),
  ];
}
