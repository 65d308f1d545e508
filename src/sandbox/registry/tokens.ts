import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isJsonObject } from '../../core/lib/json';

/** As long as ECR's are valid. */
const TOKEN_LIFETIME_MS = 12 * 60 * 60 * 1000;

export type TokenCheck =
  | { readonly kind: 'valid'; readonly accountId: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'invalid' };

/** Passwords that carry their account and end, signed with a key of this sandbox, so that none has to be remembered. */
export class RegistryTokens {
  readonly #key: Buffer;

  constructor(key?: string) {
    this.#key = key === undefined ? randomBytes(32) : Buffer.from(key, 'base64');
  }

  /** Part of the saved world, so that a docker login outlives a restart as it does with ECR. */
  get key(): string {
    return this.#key.toString('base64');
  }

  issue(accountId: string, now: number): { readonly password: string; readonly expiresAt: number } {
    const expiresAt = now + TOKEN_LIFETIME_MS;
    const payload = Buffer.from(JSON.stringify({ accountId, expiresAt })).toString('base64url');
    return { password: `${payload}.${this.#sign(payload)}`, expiresAt };
  }

  check(password: string, now: number): TokenCheck {
    const [payload = '', signature = ''] = password.split('.');
    const expected = Buffer.from(this.#sign(payload));
    const given = Buffer.from(signature);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) return { kind: 'invalid' };
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    if (!isJsonObject(claims)) return { kind: 'invalid' };
    const { accountId, expiresAt } = claims as Readonly<Record<string, unknown>>;
    if (typeof accountId !== 'string' || typeof expiresAt !== 'number') return { kind: 'invalid' };
    return now >= expiresAt ? { kind: 'expired' } : { kind: 'valid', accountId };
  }

  #sign(payload: string): string {
    return createHmac('sha256', this.#key).update(payload).digest('base64url');
  }
}
