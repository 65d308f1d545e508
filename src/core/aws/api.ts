import type { JsonObject } from '../lib/json';
import type { Cluster } from '../model/cluster';
import type { ServiceDeployment, ServiceRevision } from '../model/deploymentRecord';
import type { ScalingActivity, ScalingPolicy, ScalingTarget, ScheduledScaling } from '../model/scaling';
import type { CircuitBreaker, Service, Tag } from '../model/service';
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

/** An instance that tasks of the launch type EC2 run on, as far as placing one more task depends on it. */
export interface ContainerInstance {
  readonly arn: string;
  /** True when it is ACTIVE and its agent is connected: only then tasks are placed there. */
  readonly available: boolean;
  /** CPU units and MiB that no task has reserved. */
  readonly freeCpu: number;
  readonly freeMemory: number;
  /** Host ports that are taken, `8080/tcp` and `53/udp`. */
  readonly takenPorts: readonly string[];
  /** As the instance's attribute `ecs.cpu-architecture` names it: `x86_64` or `arm64`. */
  readonly architecture?: string;
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
  /** One service as it came over the wire, for people to read; undefined when it does not exist. */
  rawService(cluster: string, service: string, signal: AbortSignal): Promise<JsonObject | undefined>;
  /** Pages of task ARNs, 100 at a time; all at once where they are taken from an answer that is there. */
  listTasks(
    query: {
      readonly cluster: string;
      readonly service?: string;
      readonly desiredStatus: 'RUNNING' | 'STOPPED';
      /** What anybody was told of the service in the last so many milliseconds is new enough. */
      readonly withinMs?: number;
    },
    signal: AbortSignal,
  ): AsyncIterable<readonly string[]>;
  /** At most 100 tasks of one cluster a call. */
  describeTasks(
    cluster: string,
    tasks: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly tasks: readonly Task[]; readonly failures: readonly Failure[] }>;
  /** The first 300 of a cluster: beyond that nobody needs to know whether one more task fits. */
  containerInstances(cluster: string, signal: AbortSignal): Promise<readonly ContainerInstance[]>;
  describeTaskDefinition(arnOrName: string, signal: AbortSignal): Promise<RawTaskDefinition>;
  /** Pages of names of the families that have a revision which can be run, 100 at a time. */
  listTaskDefinitionFamilies(signal: AbortSignal): AsyncIterable<readonly string[]>;
  /**
   * Pages of ARNs of a family's revisions, newest first, 100 at a time: those that can still be run, or those that were
   * deregistered.
   */
  listTaskDefinitions(
    family: string,
    signal: AbortSignal,
    status?: 'ACTIVE' | 'INACTIVE',
  ): AsyncIterable<readonly string[]>;
  /** Sends the body as it is, raw JSON, so that members unknown to the SDK survive. */
  registerTaskDefinition(
    body: JsonObject,
    signal: AbortSignal,
  ): Promise<{ readonly arn: string; readonly revision: number }>;
  /** A revision that is deregistered goes on running where it runs, and cannot be deployed any more. */
  deregisterTaskDefinition(arn: string, signal: AbortSignal): Promise<void>;
  /** At most ten that were deregistered; answers those that AWS does not delete. What is deleted never comes back. */
  deleteTaskDefinitions(
    arns: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly { readonly arn: string; readonly reason: string }[]>;
  /** Sends only what is given: every other member of UpdateService would mean "change this setting". */
  updateService(
    change: {
      readonly cluster: string;
      readonly service: string;
      readonly taskDefinition?: string;
      readonly forceNewDeployment?: boolean;
      /** What stands beside it in the configuration is sent as it is, so that nothing of it changes. */
      readonly breaker?: CircuitBreaker & {
        readonly minimumHealthyPercent: number;
        readonly maximumPercent: number;
      };
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
  /** Patterns of tags, with `*`, for which the other of the two holds. */
  readonly tagExceptions?: readonly string[];
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
  /** What an image runs on, `linux/arm64` and the like; undefined when its manifest does not tell. */
  imagePlatforms(
    image: { readonly repository: string; readonly registryId?: string; readonly digest: string },
    signal: AbortSignal,
  ): Promise<readonly string[] | undefined>;
  /** Prefixes of repositories that are filled from other registries. */
  pullThroughPrefixes(signal: AbortSignal): Promise<readonly string[]>;
  login(signal: AbortSignal): Promise<RegistryLogin>;
}

export interface ElbApi {
  describeTargetGroups(arns: readonly string[], signal: AbortSignal): Promise<readonly TargetGroup[]>;
  /** Seconds that ELB waits before it drops a deregistered target; from the target group's attributes. */
  deregistrationDelay(targetGroupArn: string, signal: AbortSignal): Promise<number>;
  describeTargetHealth(targetGroupArn: string, signal: AbortSignal): Promise<readonly TargetHealth[]>;
}

/** Application Auto Scaling, which moves the desired count of services. Services are named by `scalingResourceId`. */
export interface ScalingApi {
  /** At most 50 services a call, also of several clusters; those that do not scale are left out. */
  targets(resourceIds: readonly string[], signal: AbortSignal): Promise<readonly ScalingTarget[]>;
  policies(resourceId: string, signal: AbortSignal): Promise<readonly ScalingPolicy[]>;
  schedules(resourceId: string, signal: AbortSignal): Promise<readonly ScheduledScaling[]>;
  /** The latest first, at most 50, with those for which the count was left alone. AWS keeps them for six weeks. */
  activities(resourceId: string, signal: AbortSignal): Promise<readonly ScalingActivity[]>;
}

export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
  readonly group: string;
  readonly stream: string;
  /** Only on events of `filterEvents`. */
  readonly eventId?: string;
}

export interface LogPage {
  readonly events: readonly LogEvent[];
  readonly nextToken?: string;
}

export type LiveTailUpdate =
  | { readonly kind: 'started' }
  | { readonly kind: 'events'; readonly events: readonly LogEvent[]; readonly sampled: boolean };

/** How far a query of Logs Insights is, and what it has found. */
export interface InsightsAnswer {
  readonly state: 'running' | 'complete' | 'failed' | 'cancelled' | 'timedOut';
  /** Each row its fields by name, in the order of the query; without CloudWatch's own pointer to the line. */
  readonly rows: readonly (readonly (readonly [field: string, value: string])[])[];
  readonly scannedBytes: number;
  readonly scannedRecords: number;
  readonly matchedRecords: number;
}

export interface LogsApi {
  /** One page; pages may be empty and still have a token. At most 100 stream names. */
  filterEvents(
    query: {
      readonly group: string;
      readonly streams: readonly string[];
      /** Instead of names: all streams whose names begin so. None of them need exist. */
      readonly prefix?: string;
      /** Not every endpoint knows it: some refuse it, some answer the oldest first all the same. */
      readonly newestFirst?: boolean;
      readonly from: number;
      readonly to?: number;
      readonly pattern?: string;
      readonly nextToken?: string;
      readonly limit?: number;
    },
    signal: AbortSignal,
  ): Promise<LogPage>;
  /**
   * One page of one stream, forward from a time. Without names of streams and ids its answers are half as long as
   * those of `filterEvents`, and AWS allows more of them; the end is known only by a call more.
   */
  streamEvents(
    query: {
      readonly group: string;
      readonly stream: string;
      readonly from: number;
      readonly nextToken?: string;
    },
    signal: AbortSignal,
  ): Promise<LogPage>;
  /** The newest events of one stream, oldest first; empty when group or stream does not exist (yet). */
  lastEvents(
    query: { readonly group: string; readonly stream: string; readonly limit: number },
    signal: AbortSignal,
  ): Promise<readonly LogEvent[]>;
  hasGroup(name: string, signal: AbortSignal): Promise<boolean>;
  createGroup(name: string, signal: AbortSignal): Promise<void>;
  /** Ends when the signal fires, and with an error when AWS ends the session (3 h) or the connection breaks. */
  liveTail(
    query: { readonly groupArn: string; readonly streams: readonly string[]; readonly pattern?: string },
    signal: AbortSignal,
  ): AsyncIterable<LiveTailUpdate>;
  /** Starts a query over at most 50 groups and answers its id; CloudWatch bills what it reads. Times in milliseconds. */
  startQuery(
    query: {
      readonly groups: readonly string[];
      readonly from: number;
      readonly to: number;
      /** In the language of Logs Insights. A mistake in it fails with `invalid` and AWS's own words. */
      readonly text: string;
    },
    signal: AbortSignal,
  ): Promise<string>;
  queryResults(id: string, signal: AbortSignal): Promise<InsightsAnswer>;
  /** What it has read so far is billed all the same. */
  stopQuery(id: string, signal: AbortSignal): Promise<void>;
}

export interface StsApi {
  callerIdentity(signal: AbortSignal): Promise<{ readonly accountId: string; readonly arn: string }>;
}
