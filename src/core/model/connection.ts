/** Which account and region a person is looking at, in words; holds no secret. */
export interface ConnectionInfo {
  /** Unique per profile, region and endpoint: caches and nodes are keyed by it. */
  readonly id: string;
  readonly kind: 'profile' | 'sandbox';
  /** The profile's name as it stands in the shared config; `default` for the default chain. */
  readonly profile: string;
  readonly region: string;
  /** Set when the profile or the sandbox names an endpoint of its own. */
  readonly endpoint?: string;
  /** Known after the first successful call. */
  readonly accountId?: string;
  readonly callerArn?: string;
}
