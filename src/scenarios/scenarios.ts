/*
 * Deployments that fail, as plain data: the sandbox plays each as the world `scenario:ID`, and tests hold it to `shows`.
 * In each a service `app` runs its first revision well, and a second one has just been deployed.
 */

/** Where somebody who looks for the cause finds it. */
export type Evidence = 'stopped task' | 'container' | 'exit code' | 'event' | 'log' | 'target' | 'deployment';

export interface Scenario {
  readonly id: string;
  /** What went wrong, in a few words. */
  readonly title: string;
  readonly service: {
    readonly desiredCount: number;
    readonly minimumHealthyPercent?: number;
    readonly maximumPercent?: number;
    /** `none` where left out. */
    readonly circuitBreaker?: 'rollback' | 'stop';
    readonly behindLoadBalancer?: true;
    /** Runs on an instance that is gone when the second revision is deployed. */
    readonly onInstance?: true;
  };
  /** What is different about the second revision. */
  readonly revision: {
    /** A word in it decides how a container fares; see docs/sandbox.md. */
    readonly tag: string;
    readonly neverPushed?: true;
    readonly secret?: string;
    readonly logGroup?: string;
    readonly containerHealthCheck?: true;
  };
  readonly shows: readonly { readonly in: Evidence; readonly text: string }[];
}

export const SCENARIOS: readonly Scenario[] = [
  {
    id: 'image-not-found',
    title: 'The image was never pushed',
    service: { desiredCount: 2, circuitBreaker: 'rollback' },
    revision: { tag: '2.0.0', neverPushed: true },
    shows: [
      {
        in: 'stopped task',
        text: 'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref',
      },
      { in: 'container', text: ': not found' },
    ],
  },
  {
    id: 'wrong-architecture',
    title: 'The image is for another processor',
    service: { desiredCount: 2, circuitBreaker: 'rollback' },
    revision: { tag: '2.0.0-exec' },
    shows: [
      { in: 'log', text: 'exec format error' },
      { in: 'stopped task', text: 'Essential container in task exited' },
      { in: 'exit code', text: '255' },
    ],
  },
  {
    id: 'missing-secret',
    title: 'A secret does not exist',
    service: { desiredCount: 2, circuitBreaker: 'rollback' },
    revision: { tag: '2.0.0', secret: 'shop/missing-key-AbCdEf' },
    shows: [
      {
        in: 'stopped task',
        text: "ResourceNotFoundException: The task can't retrieve the secret with ARN 'arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/missing-key-AbCdEf'",
      },
    ],
  },
  {
    id: 'missing-log-group',
    title: 'The log group does not exist',
    service: { desiredCount: 2, circuitBreaker: 'rollback' },
    revision: { tag: '2.0.0', logGroup: '/ecs/absent' },
    shows: [{ in: 'stopped task', text: 'The specified log group does not exist.' }],
  },
  {
    id: 'out-of-memory',
    title: 'A container needs more memory than it has',
    service: { desiredCount: 2, circuitBreaker: 'rollback' },
    revision: { tag: '2.0.0-oom' },
    shows: [
      { in: 'container', text: 'OutOfMemoryError: Container killed due to memory usage' },
      { in: 'exit code', text: '137' },
    ],
  },
  {
    id: 'missing-variable',
    title: 'A variable of the environment is missing',
    service: { desiredCount: 2, circuitBreaker: 'rollback' },
    revision: { tag: '2.0.0-unset' },
    shows: [
      { in: 'log', text: 'DATABASE_URL is not set' },
      { in: 'exit code', text: '1' },
    ],
  },
  {
    id: 'ends-at-once',
    title: 'The program ends normally, as a service never should',
    service: { desiredCount: 1, circuitBreaker: 'rollback' },
    revision: { tag: '2.0.0-finished' },
    shows: [{ in: 'exit code', text: '0' }],
  },
  {
    id: 'wrong-status-code',
    title: 'The health check gets another status code',
    service: { desiredCount: 2, circuitBreaker: 'rollback', behindLoadBalancer: true },
    revision: { tag: '2.0.0-http404' },
    shows: [
      { in: 'event', text: 'due to (reason Health checks failed with these codes: [404])' },
      { in: 'stopped task', text: 'Task failed ELB health checks in (target-group' },
      { in: 'target', text: 'Target.ResponseCodeMismatch' },
    ],
  },
  {
    id: 'health-check-timeout',
    title: 'The health check gets no answer in time',
    service: { desiredCount: 2, circuitBreaker: 'rollback', behindLoadBalancer: true },
    revision: { tag: '2.0.0-hangs' },
    shows: [
      { in: 'event', text: 'due to (reason Request timed out)' },
      { in: 'target', text: 'Target.Timeout' },
    ],
  },
  {
    id: 'container-unhealthy',
    title: "The container's own health check fails",
    service: { desiredCount: 2, circuitBreaker: 'rollback' },
    revision: { tag: '2.0.0-unhealthy', containerHealthCheck: true },
    shows: [
      { in: 'event', text: 'failed container health checks.' },
      { in: 'stopped task', text: 'Task failed container health checks' },
    ],
  },
  {
    id: 'no-capacity',
    title: 'The cluster has no instance left',
    service: { desiredCount: 1, onInstance: true },
    revision: { tag: '2.0.0' },
    shows: [
      {
        in: 'event',
        text: 'was unable to place a task because no container instance met all of its requirements.',
      },
    ],
  },
  {
    id: 'deadlock',
    title: 'Minimum and maximum leave no room for a single step',
    service: { desiredCount: 1, minimumHealthyPercent: 100, maximumPercent: 100 },
    revision: { tag: '2.0.0' },
    shows: [
      {
        in: 'event',
        text: 'was unable to stop or start tasks during a deployment because of the service deployment configuration.',
      },
    ],
  },
  {
    id: 'rolled-back',
    title: 'The circuit breaker opens and rolls back',
    service: { desiredCount: 2, circuitBreaker: 'rollback' },
    revision: { tag: '2.0.0-broken' },
    shows: [
      { in: 'event', text: 'deployment failed: tasks failed to start.' },
      { in: 'event', text: 'rolling back to deployment' },
      { in: 'deployment', text: 'ROLLBACK_SUCCESSFUL' },
    ],
  },
  {
    id: 'breaker-open',
    title: 'The circuit breaker opens, and nothing is rolled back',
    service: { desiredCount: 2, circuitBreaker: 'stop' },
    revision: { tag: '2.0.0-broken' },
    shows: [
      { in: 'event', text: 'deployment failed: tasks failed to start.' },
      { in: 'deployment', text: 'STOPPED' },
    ],
  },
  {
    id: 'slower-and-slower',
    title: 'Without a circuit breaker the starts only get rarer',
    service: { desiredCount: 2 },
    revision: { tag: '2.0.0-broken' },
    shows: [{ in: 'event', text: 'is unable to consistently start tasks successfully.' }],
  },
];
