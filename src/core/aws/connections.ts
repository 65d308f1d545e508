import type { Disposable } from '../lib/disposable';
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

/** Asks for the code of an MFA device; undefined when the person closes the prompt. */
export type MfaPrompt = (request: {
  readonly profile: string;
  readonly serial: string;
}) => Promise<string | undefined>;

/** Where the last choice outlives the window. */
export interface ConnectionStore {
  read(): ConnectionChoice | undefined;
  write(choice: ConnectionChoice): void;
}

/** Where the connections that stand beside the current one outlive the window. */
export interface MoreConnections {
  read(): readonly ConnectionChoice[];
  write(choices: readonly ConnectionChoice[]): void;
}

/** The connections of this window: the one that is looked at, and those that are opened to watch something. */
export interface Connections extends Disposable {
  readonly state: ConnectionState;
  readonly onDidChange: Event<ConnectionState>;
  /** The connection that is looked at; throws `noCredentials` (or what stands in the way) when there is none. */
  current(): Connection;
  /**
   * Looks at another connection. Resolves when it is ready or has a problem (the state tells), or when a later `use` took
   * its place; rejects only as cancelled.
   */
  use(choice: ConnectionChoice, signal?: AbortSignal): Promise<void>;
  /**
   * At the start of a window: the wanted choice, else what was used last, else the profile of the environment or `default`;
   * a wanted region stands in for the profile's. Stays at `none` where nothing suggests that this machine has credentials.
   */
  restore(
    wanted?: { readonly choice?: ConnectionChoice; readonly region?: string },
    signal?: AbortSignal,
  ): Promise<void>;
  /**
   * A connection that is not the one looked at, for watching and for deploys that were started before a switch; one and
   * the same object for the same profile, region and endpoint. It belongs to the service: do not dispose it. Asks AWS only
   * where `identify` wants the account to be known, and then rejects where there is no access.
   */
  open(choice: ConnectionChoice, identify?: AbortSignal): Promise<Connection>;
  /** Drops cached credentials and tries again, after the person signed in. */
  retry(signal?: AbortSignal): Promise<void>;
  profiles(): Promise<readonly ProfileSummary[]>;
}
