import type { JsonObject } from '../../core/lib/json';
import type { World } from '../world/world';

/** RFC 4648, as AWS's ids of users and roles have it. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export interface AssumedRole {
  readonly accountId: string;
  readonly role: string;
  readonly session: string;
}

export interface TemporaryKey extends AssumedRole {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** `AROA…:session`. */
  readonly roleId: string;
}

/** Keys that name their account, so that every service knows whose they are. */
export class TemporaryKeys {
  readonly #world: World;
  readonly #issued = new Map<string, TemporaryKey>();

  constructor(world: World) {
    this.#world = world;
  }

  issue(role: AssumedRole, expiresAt: number): TemporaryKey {
    const { random } = this.#world;
    const key: TemporaryKey = {
      ...role,
      accessKeyId: `ASIA${role.accountId}${random.text(4, BASE32)}`,
      secretAccessKey: random.hex(40),
      sessionToken: random.hex(64),
      expiresAt,
      roleId: `AROA${random.text(17, BASE32)}:${role.session}`,
    };
    this.#issued.set(key.accessKeyId, key);
    return key;
  }

  find(accessKeyId: string): TemporaryKey | undefined {
    return this.#issued.get(accessKeyId);
  }
}

export function roleArn({ accountId, role, session }: AssumedRole): string {
  return `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`;
}

/** The three parts of a key that a client signs with. */
export function secretParts({ accessKeyId, secretAccessKey, sessionToken }: TemporaryKey): JsonObject {
  return { accessKeyId, secretAccessKey, sessionToken };
}
