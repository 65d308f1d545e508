import { randomBytes } from 'node:crypto';
import type { WorldClock } from '../../clock';

const SESSION_MS = 8 * 60 * 60 * 1000;

export interface SessionTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Sessions of people who signed in: an access token for a while, and a refresh token that works once. */
export class OauthTokens {
  readonly #clock: WorldClock;
  readonly #lifetimeMs: number;
  /** Access token -> when it ends; milliseconds since the epoch. */
  readonly #access = new Map<string, number>();
  readonly #refresh = new Set<string>();

  constructor(clock: WorldClock, lifetimeMs = SESSION_MS) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
  }

  issue(): SessionTokens {
    const accessToken = randomBytes(32).toString('base64url');
    const refreshToken = randomBytes(32).toString('base64url');
    this.#access.set(accessToken, this.#clock.now() + this.#lifetimeMs);
    this.#refresh.add(refreshToken);
    return { accessToken, refreshToken, expiresIn: this.#lifetimeMs / 1000 };
  }

  isValid(accessToken: string): boolean {
    return (this.#access.get(accessToken) ?? 0) > this.#clock.now();
  }

  /** New tokens for a refresh token, which ends with it; undefined when it is unknown or used. */
  refresh(refreshToken: string): SessionTokens | undefined {
    return this.#refresh.delete(refreshToken) ? this.issue() : undefined;
  }

  end(accessToken: string): void {
    this.#access.delete(accessToken);
  }
}
