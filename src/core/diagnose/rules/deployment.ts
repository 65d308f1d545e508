import { message } from '../../lib/message';
import { CONSEQUENCE, fact, type Rule } from '../rule';

/** Rows 61 to 73: what the deployment as a whole went through. */
export const DEPLOYMENT_RULES: readonly Rule[] = [
  {
    id: 'breakerRolledBack', // 61
    in: ['deployment', 'event'],
    match: [
      'circuit breaker threshold was exceeded',
      'circuit breaker: rolling back',
      'rolling back to deployment',
      'rolled back because the circuit breaker',
    ],
    title: message('cause.breakerRolledBack', 'Too many tasks failed, so ECS put the former revision back.'),
    advice: message(
      'advice.breakerRolledBack',
      'The service runs on; why the tasks failed is the thing to find.',
    ),
    blame: 'nobody',
    weight: CONSEQUENCE + 2,
  },
  {
    id: 'breakerGaveUp', // 62
    in: ['deployment', 'event'],
    match: ['circuit breaker: task', 'deployment failed: task'],
    title: message(
      'cause.breakerGaveUp',
      'Too many tasks failed, so ECS gave up this deployment and put nothing back.',
    ),
    advice: message('advice.breakerGaveUp', 'Roll back, or mend what made the tasks fail and deploy again.'),
    place: { kind: 'service', field: 'deploymentConfiguration.deploymentCircuitBreaker.rollback' },
    actions: ['rollBack'],
    blame: 'nobody',
    weight: CONSEQUENCE,
    yieldsTo: ['breakerRolledBack'],
  },
  {
    id: 'alarmWentOff', // 63
    in: ['alarm', 'deployment', 'event'],
    match: [
      'went off',
      'alarm detected',
      'alarm(s) detected',
      'rolled back because…alarm',
      'deployment failed: alarm',
    ],
    title: message('cause.alarmWentOff', 'The alarm {0} went off while the deployment ran.', fact('alarm')),
    plain: message('cause.alarmWentOffPlain', 'A CloudWatch alarm went off while the deployment ran.'),
    advice: message(
      'advice.alarmWentOff',
      'Look at what the alarm measures; the new revision may have made it worse.',
    ),
    place: { kind: 'service', field: 'deploymentConfiguration.alarms' },
    blame: 'image',
    confidence: 'likely',
    weight: 57,
  },
  {
    id: 'percentDeadlock', // 64
    in: ['event'],
    match: [
      'unable to stop or start tasks during a deployment because of the service deployment configuration',
    ],
    title: message(
      'cause.percentDeadlock',
      'The service may neither stop an old task nor start a new one: its percentages leave no room.',
    ),
    advice: message(
      'advice.percentDeadlock',
      'Lower minimumHealthyPercent or raise maximumPercent: the minimum is rounded up, the maximum down.',
    ),
    place: { kind: 'service', field: 'deploymentConfiguration.minimumHealthyPercent' },
    blame: 'service',
    weight: 80,
  },
  {
    id: 'cannotStartConsistently', // 65
    in: ['event'],
    match: ['unable to consistently start tasks successfully'],
    title: message(
      'cause.cannotStartConsistently',
      'Tasks of the service fail again and again, so ECS waits longer between attempts.',
    ),
    advice: message(
      'advice.cannotStartConsistently',
      'Roll back, or mend what makes them fail; a circuit breaker would end this by itself.',
    ),
    place: { kind: 'service', field: 'deploymentConfiguration.deploymentCircuitBreaker' },
    actions: ['rollBack'],
    blame: 'nobody',
    weight: CONSEQUENCE + 1,
  },
  {
    id: 'schedulerThrottled', // 66
    in: ['event'],
    match: ['operations are being throttled'],
    title: message(
      'cause.schedulerThrottled',
      'AWS slows the service down because it asks for too much at once.',
    ),
    advice: message('advice.schedulerThrottled', 'Wait: ECS goes on by itself.'),
    blame: 'infrastructure',
    weight: 30,
  },
  {
    id: 'protectedTasks', // 67
    in: ['event', 'deployment'],
    match: [
      'unable to scale in…protected',
      'unable to scale in…under protection',
      'protected tasks are more than the desired count',
    ],
    title: message(
      'cause.protectedTasks',
      'Old tasks are protected from being stopped, so the deployment waits for them.',
    ),
    advice: message('advice.protectedTasks', 'Wait until the protection expires, or take it from the tasks.'),
    blame: 'service',
  },
  {
    id: 'draining', // 68
    in: ['fact'],
    match: ['still draining:'],
    title: message('cause.draining', 'Old tasks finish the requests they still have. That is normal.'),
    advice: message(
      'advice.draining',
      'It takes up to the deregistration delay of the target group, 300 s unless it was changed.',
    ),
    place: { kind: 'targetGroup', field: 'deregistration_delay.timeout_seconds' },
    blame: 'nobody',
    noise: true,
  },
  {
    id: 'hookFailed', // 69
    in: ['deployment', 'event'],
    match: [
      'hook execution failure',
      'lifecycle hook(s) failed',
      'lifecycle hook…failed',
      'lifecycle hook…timed_out',
      'lifecycle hook…timed out',
      'hookstatus must not be null',
      'unable to parse the response…hook',
      'lifecycle hook…unable to assume role',
      'lifecycle hook…awaiting_action',
    ],
    title: message(
      'cause.hookFailed',
      'The lifecycle hook {0} did not let the deployment go on.',
      fact('hook'),
    ),
    plain: message('cause.hookFailedPlain', 'A lifecycle hook did not let the deployment go on.'),
    advice: message(
      'advice.hookFailed',
      'Look at the log of its function; a hook that waits needs somebody’s decision.',
    ),
    place: { kind: 'service', field: 'deploymentConfiguration.lifecycleHooks' },
    blame: 'service',
    weight: 85,
  },
  {
    id: 'superseded', // 70
    in: ['fact', 'deployment'],
    match: ['superseded by', 'stopped because a newer', 'replaced by a newer deployment'],
    title: message(
      'cause.superseded',
      'A newer deployment ({0}) took over. That is normal.',
      fact('revision'),
    ),
    plain: message('cause.supersededPlain', 'A newer deployment took over. That is normal.'),
    advice: message('advice.superseded', 'Watch the newer one.'),
    blame: 'people',
    noise: true,
  },
  {
    id: 'nothingWanted', // 71
    in: ['fact'],
    match: ['the desired count is 0'],
    title: message('cause.nothingWanted', 'No task was started, because the service wants none.'),
    advice: message('advice.nothingWanted', 'Raise the desired count to run it.'),
    place: { kind: 'service', field: 'desiredCount' },
    blame: 'nobody',
    noise: true,
  },
  {
    id: 'sameImage', // 73
    in: ['fact'],
    match: ['same digest'],
    title: message(
      'cause.sameImage',
      'The image {0} is the same as before: the tag was not moved to a new one.',
      fact('image'),
    ),
    advice: message('advice.sameImage', 'Push the new image, or deploy under a tag of its own.'),
    place: { kind: 'taskDefinition', path: 'container.image' },
    actions: ['deployAgain'],
    blame: 'nobody',
    noise: true,
  },
];
