import { message } from '../../lib/message';
import { fact, type Rule } from '../rule';

/** A program that ends by itself cannot be reached either: its own end is the cause. */
const OWN_ENDS = [
  'outOfMemory',
  'wrongArchitecture',
  'executableNotFound',
  'heapFull',
  'exitedNormally',
  'dependencyUnreachable',
  'appError',
  'usageError',
  'notExecutable',
  'commandNotFound',
  'aborted',
  'segmentationFault',
  'otherExit',
  'partMissing',
  'addressInUse',
  'taskRoleDenied',
  'executableForbidden',
];

/** Rows 40 to 47: the load balancer's view of a task. */
export const LOAD_BALANCER_RULES: readonly Rule[] = [
  {
    id: 'wrongStatusCode', // 40
    in: ['event', 'target'],
    match: ['health checks failed with these codes', 'target.responsecodemismatch'],
    title: message(
      'cause.wrongStatusCode',
      'The health check of the load balancer gets status {0} instead of a good one.',
      fact('codes'),
    ),
    plain: message(
      'cause.wrongStatusCodePlain',
      'The health check of the load balancer gets a status that does not count as healthy.',
    ),
    advice: message(
      'advice.wrongStatusCode',
      'Compare the path and the codes of the target group with what the program answers there.',
    ),
    place: { kind: 'targetGroup', field: 'HealthCheckPath' },
    actions: ['tailTask', 'rollBack'],
    blame: 'loadBalancer',
    weight: 78,
  },
  {
    id: 'healthCheckTimeout', // 41
    in: ['event', 'target'],
    match: [
      'unhealthy in…request timed out',
      'target.timeout',
      'unhealthy in…connection to target timed out',
    ],
    title: message('cause.healthCheckTimeout', 'The load balancer gets no answer from the task.'),
    advice: message(
      'advice.healthCheckTimeout',
      'The security group of the task must let the load balancer in on the container port, and the program must listen on 0.0.0.0, not on localhost.',
    ),
    place: { kind: 'service', field: 'networkConfiguration.awsvpcConfiguration.securityGroups' },
    actions: ['tailTask', 'rollBack'],
    blame: 'network',
    confidence: 'likely',
    weight: 77,
    yieldsTo: OWN_ENDS,
  },
  {
    id: 'connectionRefused', // 42
    in: ['event', 'target'],
    match: [
      'unhealthy in…reason health checks failed)',
      'target.failedhealthchecks',
      'unhealthy in…reason health checks failed.',
    ],
    not: ['these codes'],
    title: message(
      'cause.connectionRefused',
      'The load balancer could not connect to the program in the task.',
    ),
    advice: message(
      'advice.connectionRefused',
      'Compare the port that the program listens on with containerPort; and the program may have ended: see its log.',
    ),
    place: { kind: 'taskDefinition', path: 'container.portMappings' },
    actions: ['tailTask', 'rollBack'],
    blame: 'image',
    confidence: 'likely',
    weight: 76,
    yieldsTo: OWN_ENDS,
  },
  {
    id: 'zoneNotEnabled', // 43
    in: ['event', 'target'],
    match: [
      'availability zone that is not enabled for the load balancer',
      'zone…not enabled for the load balancer',
      'target.notinuse…zone',
    ],
    title: message(
      'cause.zoneNotEnabled',
      'The task runs in an Availability Zone that the load balancer does not serve.',
    ),
    advice: message(
      'advice.zoneNotEnabled',
      'Add a subnet of that zone to the load balancer, or take that zone from the subnets of the service.',
    ),
    place: { kind: 'service', field: 'networkConfiguration.awsvpcConfiguration.subnets' },
    blame: 'loadBalancer',
    weight: 80,
  },
  {
    id: 'failedLoadBalancerChecks', // 44
    in: ['stop', 'event'],
    match: ['failed elb health checks'],
    title: message(
      'cause.failedLoadBalancerChecks',
      'ECS stopped the task because the load balancer called it unhealthy.',
    ),
    advice: message(
      'advice.failedLoadBalancerChecks',
      'When the program needs longer to start than the checks wait, raise healthCheckGracePeriodSeconds.',
    ),
    place: { kind: 'service', field: 'healthCheckGracePeriodSeconds' },
    actions: ['tailTask', 'rollBack'],
    blame: 'service',
    confidence: 'possible',
    weight: 50,
    yieldsTo: [
      'wrongStatusCode',
      'healthCheckTimeout',
      'connectionRefused',
      'zoneNotEnabled',
      'classicLoadBalancer',
      'targetGroupMissing',
    ],
  },
  {
    id: 'classicLoadBalancer', // 45
    in: ['event', 'target'],
    match: ['failed at least the unhealthythreshold number of health checks'],
    title: message(
      'cause.classicLoadBalancer',
      'The instance failed the health checks of the Classic Load Balancer too often.',
    ),
    advice: message(
      'advice.classicLoadBalancer',
      'Compare the port and the path of its health check with what the program serves.',
    ),
    place: { kind: 'service', field: 'loadBalancers' },
    actions: ['tailTask', 'rollBack'],
    blame: 'loadBalancer',
    confidence: 'likely',
  },
  {
    id: 'targetsDenied',
    in: ['event', 'stop'],
    match: [
      'failed to register targets…not authorized to perform',
      'failed to deregister targets…not authorized to perform',
    ],
    title: message(
      'cause.targetsDenied',
      'ECS may not enter tasks in the target group: the permission {0} is missing.',
      fact('action'),
    ),
    plain: message('cause.targetsDeniedPlain', 'ECS may not enter tasks in the target group.'),
    advice: message(
      'advice.targetsDenied',
      'ECS uses the role of the service for it: AWSServiceRoleForECS, or the one that the service names.',
    ),
    place: { kind: 'service', field: 'roleArn' },
    blame: 'permissions',
    weight: 95,
  },
  {
    id: 'targetGroupMissing', // 46
    in: ['event', 'call', 'deployment'],
    match: [
      'target group is not found',
      'failed to register targets in',
      'targetgroupnotfound',
      'target group does not exist',
      'target groups…not found',
    ],
    title: message(
      'cause.targetGroupMissing',
      'The target group {0} of the service is gone, or takes no targets.',
      fact('targetGroup'),
    ),
    plain: message(
      'cause.targetGroupMissingPlain',
      'The target group of the service is gone, or takes no targets.',
    ),
    advice: message('advice.targetGroupMissing', 'Give the service a target group that exists.'),
    place: { kind: 'service', field: 'loadBalancers' },
    blame: 'service',
    weight: 82,
  },
  {
    id: 'loadBalancedContainerMissing', // 47
    in: ['call', 'event'],
    match: ['the container…does not exist in the task definition', 'did not have a container port…defined'],
    title: message(
      'cause.loadBalancedContainerMissing',
      'The load balancer sends to container {0}, which this revision lacks or which has no such port.',
      fact('container'),
    ),
    plain: message(
      'cause.loadBalancedContainerMissingPlain',
      'The load balancer sends to a container or a port that this revision lacks.',
    ),
    advice: message(
      'advice.loadBalancedContainerMissing',
      'Compare containers and ports of the task definition with the load balancer of the service.',
    ),
    place: { kind: 'taskDefinition', path: 'containerDefinitions' },
    blame: 'taskDefinition',
  },
];
