import type { Scenario } from './scenario';

const FAMILY = 'Load balancer';
const SERVICE = { behindLoadBalancer: true } as const;

/** What the load balancer finds wrong with the tasks: rows 40 to 47. */
export const LOAD_BALANCER_SCENARIOS: readonly Scenario[] = [
  {
    id: 'wrong-status-code',
    row: 40,
    family: FAMILY,
    title: 'The health check gets another status code',
    description: 'The path of the health check is gone from the new version: it answers 404 there.',
    cause: 'wrongStatusCode',
    source: 'd.4, service event messages',
    play: { do: 'deploy', tag: '2.0.0-http404' },
    service: SERVICE,
    shows: [
      { in: 'event', text: 'due to (reason Health checks failed with these codes: [404])' },
      { in: 'stopped task', text: 'Task failed ELB health checks in (target-group' },
      { in: 'target', text: 'Target.ResponseCodeMismatch' },
    ],
  },
  {
    id: 'health-check-timeout',
    row: 41,
    family: FAMILY,
    title: 'The health check gets no answer in time',
    description: 'The security group keeps the load balancer out, or the program listens on localhost only.',
    cause: 'healthCheckTimeout',
    source: 'd.4, service event messages',
    play: { do: 'deploy', tag: '2.0.0-hangs' },
    service: SERVICE,
    shows: [
      { in: 'event', text: 'due to (reason Request timed out)' },
      { in: 'target', text: 'Target.Timeout' },
    ],
  },
  {
    id: 'connection-refused',
    row: 42,
    family: FAMILY,
    title: 'Nothing listens on the port',
    description: 'The new version listens on another port than the target group asks.',
    cause: 'connectionRefused',
    source: 'd.4, service event messages',
    play: { do: 'deploy', tag: '2.0.0-deaf' },
    service: SERVICE,
    shows: [
      { in: 'event', text: 'due to (reason Health checks failed)' },
      { in: 'target', text: 'Target.FailedHealthChecks' },
    ],
  },
  {
    id: 'zone-not-enabled',
    row: 43,
    family: FAMILY,
    title: 'The load balancer does not serve the zone',
    description: 'A subnet of the service is in an Availability Zone in which the load balancer has none.',
    cause: 'zoneNotEnabled',
    source: 'd.4, service event messages',
    play: { do: 'deploy', tag: '2.0.0-elsewhere' },
    service: SERVICE,
    shows: [
      {
        in: 'event',
        text: '(reason Target is in an Availability Zone that is not enabled for the load balancer)',
      },
    ],
  },
  {
    id: 'target-group-missing',
    row: 46,
    family: FAMILY,
    title: 'The target group was deleted',
    description: 'Somebody removed it while the tasks ran on; new ones cannot be registered.',
    cause: 'targetGroupMissing',
    source: 'd.4, service event messages',
    play: { do: 'force' },
    service: SERVICE,
    mishap: {
      kind: 'place',
      event:
        'failed to register targets in (target-group {group}) with (error TargetGroupNotFound: One or more target groups not found)',
    },
    shows: [{ in: 'event', text: 'failed to register targets in' }],
  },
  {
    id: 'container-not-in-revision',
    row: 47,
    family: FAMILY,
    title: 'The new revision lacks the container behind the load balancer',
    description: 'AWS refuses the update: the service would send requests to nobody.',
    cause: 'loadBalancedContainerMissing',
    source: 'd.4',
    play: { do: 'deploy', tag: '2.0.0' },
    refused: {
      errors: [
        {
          operation: 'ecs:UpdateService',
          code: 'InvalidParameterException',
          message: 'The container web does not exist in the task definition.',
        },
      ],
    },
  },
];
