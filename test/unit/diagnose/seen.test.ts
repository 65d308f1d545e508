import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/core/diagnose/diagnose';
import { call, crash, events, failedContainer, failedStart, output, WORDINGS } from './fixtures/make';
import {
  SEEN_AT_CALLS,
  SEEN_AT_TASKS,
  SEEN_CUT,
  SEEN_IN_BUILDS,
  SEEN_IN_EVENTS,
  SEEN_IN_LOGS,
  SEEN_IN_PUSHES,
} from './fixtures/seen';

const [w] = WORDINGS as [(typeof WORDINGS)[0]];
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:KEY-nAG4eC';

/** Shapes that people met, which no documentation lists. */
const AT_TASKS: readonly (readonly [cause: string, reason: string])[] = [
  [
    'secretDenied',
    `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${SECRET} from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: d45b, api error AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/x/y is not authorized to perform: secretsmanager:GetSecretValue on resource: ${SECRET}`,
  ],
  [
    'secretsUnreachable',
    `ResourceInitializationError: unable to pull secrets or registry auth: There is a connection issue between the task and AWS Secrets Manager. Check your task network configuration. failed to fetch secret ${SECRET} from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 0, RequestID: , canceled, context deadline exceeded`,
  ],
  [
    'secretEmpty',
    `ResourceInitializationError: unable to pull secrets or registry auth: failed to fetch secret ${SECRET}: ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSCURRENT.`,
  ],
  [
    'registryUnreachable',
    "CannotPullContainerError: The task cannot pull 'api:v2' from the Amazon ECR repository 'api'. There is a connection issue between the task and Amazon ECR. Check your task network configuration.",
  ],
  ['registryUnreachable', 'CannotPullContainerError: dial tcp 203.0.113.7:443: i/o timeout'],
  [
    'registryUnreachable',
    'CannotPullContainerError: Error response from daemon: Get "https://1.dkr.ecr.us-west-2.amazonaws.commm/v2/": dial tcp: lookup 1.dkr.ecr.us-west-2.amazonaws.commm on 10.0.0.2:53: no such host',
  ],
  [
    'repositoryDenied',
    'CannotPullContainerError: Error response from daemon: pull access denied for 123456.dkr.ecr.us-east-1.amazonaws.com/my-service',
  ],
  [
    'logGroupMissing',
    'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.',
  ],
  [
    'logOptionMissing',
    'ResourceInitializationError: failed to validate logger args: unable to get awslogs driver arguments: awslogs-region is required',
  ],
  ['dependencyFailed', 'CannotStartContainerError: dependent container migrate exited with non-zero status'],
  [
    'startFailed',
    'CannotStartContainerError: Error response from daemon: error gathering device information while adding custom device "/dev/dri/renderD130": no such file or directory',
  ],
  ['pullFailed', 'CannotPullContainerError: context canceled'],
  [
    'hostTooSlow',
    'ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m: busy',
  ],
];

const IN_EVENTS: readonly (readonly [cause: string, message: string])[] = [
  [
    'registryUnreachable',
    'was unable to place a task. Reason: ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR.',
  ],
  [
    'noPort',
    'was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 123456-1234) is already using a port required by your task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
  ],
  [
    'noCpu',
    "was unable to place a task because no container instance met all of its requirements. The closest matching container instance doesn't have enough CPU units available.",
  ],
  ['zoneUnsupported', 'was unable to place a task. Reason: Internal error.'],
  [
    'hookFailed',
    'deployment failed: Service deployment rolled back because PRE_SCALE_UP lifecycle hook(s) failed. ECS was unable to parse the response from x due to: HookStatus must not be null.',
  ],
  [
    'invalidNetwork',
    'deployment failed: Service deployment rolled back because of invalid networking configuration. One or more rules not found',
  ],
  [
    'connectionRefused',
    '(task d977478a) (port 8000) is unhealthy in (target-group web-blue) due to (reason Health checks failed)',
  ],
];

describe('shapes seen in the wild', () => {
  for (const [cause, reason] of AT_TASKS)
    it(`tell ${cause} from “${reason.slice(0, 60)}…”, wherever it stands`, () => {
      expect(diagnose(failedStart(w, reason)).causes[0]?.id).toBe(cause);
      expect(diagnose(failedContainer(w, reason)).causes[0]?.id).toBe(cause);
    });

  for (const [cause, message] of IN_EVENTS)
    it(`tell ${cause} from the event “${message.slice(0, 60)}…”`, () => {
      expect(diagnose(events(w, message)).causes[0]?.id).toBe(cause);
    });
});

describe('wordings that people met', () => {
  for (const [cause, reason = ''] of SEEN_CUT)
    it(`tell ${cause} from “…${reason.slice(-70)}”`, () => {
      expect(diagnose(failedStart(w, reason)).causes[0]?.id).toBe(cause);
    });

  for (const [cause, reason = ''] of SEEN_AT_TASKS)
    it(`tell ${cause} from “…${reason.slice(-70)}”`, () => {
      expect(diagnose(failedStart(w, reason)).causes[0]?.id).toBe(cause);
      expect(diagnose(failedContainer(w, reason)).causes[0]?.id).toBe(cause);
    });

  for (const [cause, message = ''] of SEEN_IN_EVENTS)
    it(`tell ${cause} from the event “…${message.slice(-70)}”`, () => {
      expect(diagnose(events(w, message)).causes[0]?.id).toBe(cause);
    });

  for (const [cause, code, message] of SEEN_AT_CALLS)
    it(`tell ${cause} from the error “${message.slice(0, 70)}”`, () => {
      expect(diagnose(call(code, message)).causes[0]?.id).toBe(cause);
    });

  for (const [cause, ...lines] of SEEN_IN_BUILDS)
    it(`tell ${cause} from the build’s “…${(lines[0] ?? '').slice(-70)}”`, () => {
      expect(diagnose(output('build', ...lines)).causes[0]?.id).toBe(cause);
    });

  for (const [cause, ...lines] of SEEN_IN_PUSHES)
    it(`tell ${cause} from the push’s “…${(lines[0] ?? '').slice(-70)}”`, () => {
      expect(diagnose(output('push', ...lines)).causes[0]?.id).toBe(cause);
    });

  for (const [cause, ...lines] of SEEN_IN_LOGS)
    it(`tell ${cause} from the last lines “${(lines.at(-1) ?? '').slice(0, 70)}”`, () => {
      const exited = crash(w, ['starting', ...lines], { name: w.container, exitCode: 1 });
      expect(diagnose(exited).causes[0]?.id).toBe(cause);
    });
});
