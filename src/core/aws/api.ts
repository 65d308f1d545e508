import type { JsonObject } from '../lib/json';
import type { Cluster } from '../model/cluster';
import type { ServiceDeployment, ServiceRevision } from '../model/deploymentRecord';
import type { Service, Tag } from '../model/service';
import type { TargetGroup, TargetHealth } from '../model/targetGroup';
import type { Task } from '../model/task';

/*
 * What core needs of AWS, behind interfaces: adapters map the SDK's types to core's models once. Every call takes a
 * signal, is counted against the request budget, and fails with a QuaysideError (codes: accessDenied, throttled,
 * expiredCredentials, noCredentials, ssoLoginNeeded, unreachable, notFound, invalid, conflict, awsError) whose details
 * hold `operation`, `awsCode` and, for accessDenied, `action`.
 */

export interface Failure {
  readonly arn: string;
  /** `MISSING` for what does not exist. */
  readonly reason: string;
}

/** A task definition as it came over the wire: nothing dropped, nothing added. */
export interface RawTaskDefinition {
  /** The `taskDefinition` member of the answer, with members that no SDK knows. */
  readonly body: JsonObject;
  readonly tags: readonly Tag[];
}

export interface EcsApi {
  /** Pages of cluster ARNs, 100 at a time. */
  listClusters(signal: AbortSignal): AsyncIterable<readonly string[]>;
  /** At most 100 ARNs a call. */
  describeClusters(
    clusters: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly clusters: readonly Cluster[]; readonly failures: readonly Failure[] }>;
  /** Pages of service ARNs, 100 at a time. */
  listServices(cluster: string, signal: AbortSignal): AsyncIterable<readonly string[]>;
  /** At most 10 services of one cluster a call; tags are included. */
  describeServices(
    cluster: string,
    services: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly services: readonly Service[]; readonly failures: readonly Failure[] }>;
  /** Pages of task ARNs, 100 at a time. */
  listTasks(
    query: {
      readonly cluster: string;
      readonly service?: string;
      readonly desiredStatus: 'RUNNING' | 'STOPPED';
    },
    signal: AbortSignal,
  ): AsyncIterable<readonly string[]>;
  /** At most 100 tasks of one cluster a call. */
  describeTasks(
    cluster: string,
    tasks: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly tasks: readonly Task[]; readonly failures: readonly Failure[] }>;
  describeTaskDefinition(arnOrName: string, signal: AbortSignal): Promise<RawTaskDefinition>;
  /** Pages of ARNs of a family's revisions that can still be run, newest first, 100 at a time. */
  listTaskDefinitions(family: string, signal: AbortSignal): AsyncIterable<readonly string[]>;
  /** Sends the body as it is, raw JSON, so that members unknown to the SDK survive. */
  registerTaskDefinition(
    body: JsonObject,
    signal: AbortSignal,
  ): Promise<{ readonly arn: string; readonly revision: number }>;
  /** Sends only what is given: every other member of UpdateService would mean "change this setting". */
  updateService(
    change: {
      readonly cluster: string;
      readonly service: string;
      readonly taskDefinition?: string;
      readonly forceNewDeployment?: boolean;
    },
    signal: AbortSignal,
  ): Promise<Service>;
  /** Newest first. */
  listServiceDeployments(
    query: { readonly cluster: string; readonly service: string; readonly createdAfter?: number },
    signal: AbortSignal,
  ): Promise<readonly ServiceDeployment[]>;
  /** At most 20 ARNs a call. */
  describeServiceDeployments(
    arns: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly ServiceDeployment[]>;
  /** At most 20 ARNs a call; revisions that are not readable yet are left out. */
  describeServiceRevisions(arns: readonly string[], signal: AbortSignal): Promise<readonly ServiceRevision[]>;
  stopServiceDeployment(arn: string, signal: AbortSignal): Promise<void>;
  /** Answers a hook that waits for a person; fails with `conflict` or `invalid` when it no longer waits. */
  continueServiceDeployment(
    answer: {
      readonly deployment: string;
      readonly hookId: string;
      readonly action: 'CONTINUE' | 'ROLLBACK';
    },
    signal: AbortSignal,
  ): Promise<void>;
}

export interface Repository {
  readonly name: string;
  /** Host and path, without tag. */
  readonly uri: string;
  readonly registryId: string;
  /** MUTABLE, IMMUTABLE, or either `_WITH_EXCLUSION`. */
  readonly tagMutability: string;
}

export interface EcrImage {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly pushedAt?: number;
  readonly sizeBytes?: number;
  readonly mediaType?: string;
}

export interface RegistryLogin {
  readonly username: string;
  /** Secret: goes to standard input of a login, and nowhere else. */
  readonly password: string;
  /** Host and port, without scheme: docker keeps logins by it. */
  readonly server: string;
  readonly expiresAt: number;
}

export interface EcrApi {
  /** Undefined when there is none. */
  describeRepository(
    repository: { readonly name: string; readonly registryId?: string },
    signal: AbortSignal,
  ): Promise<Repository | undefined>;
  createRepository(name: string, signal: AbortSignal): Promise<Repository>;
  /** Undefined when the registry does not have it. `reference` is a tag or `sha256:…`. */
  describeImage(
    image: { readonly repository: string; readonly registryId?: string; readonly reference: string },
    signal: AbortSignal,
  ): Promise<EcrImage | undefined>;
  /** Newest first, as far as the API's order allows; at most `limit`. */
  listImages(
    query: { readonly repository: string; readonly registryId?: string; readonly limit: number },
    signal: AbortSignal,
  ): Promise<readonly EcrImage[]>;
  login(signal: AbortSignal): Promise<RegistryLogin>;
}

export interface ElbApi {
  describeTargetGroups(arns: readonly string[], signal: AbortSignal): Promise<readonly TargetGroup[]>;
  /** Seconds that ELB waits before it drops a deregistered target; from the target group's attributes. */
  deregistrationDelay(targetGroupArn: string, signal: AbortSignal): Promise<number>;
  describeTargetHealth(targetGroupArn: string, signal: AbortSignal): Promise<readonly TargetHealth[]>;
}

export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
  readonly group: string;
  readonly stream: string;
  /** Absent on events of a live tail. */
  readonly eventId?: string;
}

export interface LogPage {
  readonly events: readonly LogEvent[];
  readonly nextToken?: string;
}

export type LiveTailUpdate =
  | { readonly kind: 'started' }
  | { readonly kind: 'events'; readonly events: readonly LogEvent[]; readonly sampled: boolean };

export interface LogsApi {
  /** One page; pages may be empty and still have a token. At most 100 stream names. */
  filterEvents(
    query: {
      readonly group: string;
      readonly streams: readonly string[];
      readonly from: number;
      readonly to?: number;
      readonly nextToken?: string;
      readonly limit?: number;
    },
    signal: AbortSignal,
  ): Promise<LogPage>;
  /** The newest events of one stream, oldest first; empty when group or stream does not exist (yet). */
  lastEvents(
    query: { readonly group: string; readonly stream: string; readonly limit: number },
    signal: AbortSignal,
  ): Promise<readonly LogEvent[]>;
  /** Ends when the signal fires, and with an error when AWS ends the session (3 h) or the connection breaks. */
  liveTail(
    query: { readonly groupArn: string; readonly streams: readonly string[] },
    signal: AbortSignal,
  ): AsyncIterable<LiveTailUpdate>;
}

export interface StsApi {
  callerIdentity(signal: AbortSignal): Promise<{ readonly accountId: string; readonly arn: string }>;
}
