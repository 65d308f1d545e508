import type { Event } from '../lib/events';
import type { QuaysideError } from '../lib/errors';
import type { ConnectionInfo } from '../model/connection';
import type { Connection } from './connection';

/** A profile of the shared AWS config and credentials files, as a list shows it. */
export interface ProfileSummary {
  readonly name: string;
  readonly region?: string;
  /** How it gets its credentials; decides which step helps when they are missing. */
  readonly source:
    'static' | 'sso' | 'assumeRole' | 'process' | 'login' | 'webIdentity' | 'default' | 'unknown';
  readonly endpoint?: string;
  readonly ssoAccountId?: string;
  readonly roleArn?: string;
}

export type ConnectionChoice =
  | { readonly kind: 'profile'; readonly profile: string; readonly region?: string }
  | { readonly kind: 'sandbox'; readonly endpoint: string; readonly region: string };

/** Where the current connection stands. A switch passes through `connecting` at once, so nothing old stays on screen. */
export type ConnectionState =
  | { readonly kind: 'none' }
  | { readonly kind: 'connecting'; readonly info: ConnectionInfo }
  | { readonly kind: 'ready'; readonly connection: Connection }
  | { readonly kind: 'problem'; readonly info: ConnectionInfo; readonly error: QuaysideError };

/** The connections of this window: the one that is looked at, and those that are opened to watch something. */
export interface Connections {
  readonly state: ConnectionState;
  readonly onDidChange: Event<ConnectionState>;
  /** The connection that is looked at; throws `noCredentials` (or what stands in the way) when there is none. */
  current(): Connection;
  use(choice: ConnectionChoice, signal?: AbortSignal): Promise<void>;
  /** A connection that is not the one looked at, for watching and for deploys that were started before a switch. */
  open(choice: ConnectionChoice): Promise<Connection>;
  /** Drops cached credentials and tries again, after the person signed in. */
  retry(signal?: AbortSignal): Promise<void>;
  profiles(): Promise<readonly ProfileSummary[]>;
}
