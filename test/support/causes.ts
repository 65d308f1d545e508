import type { CauseView } from '../../src/core/deploy/state';
import { viewCause } from '../../src/core/deploy/view/cause';
import { diagnose } from '../../src/core/diagnose/diagnose';
import { NO_EVIDENCE, type Evidence } from '../../src/core/diagnose/evidence';
import type { Container, Task } from '../../src/core/model/task';

/*
 * Why tasks of the story's revision 42 fail, told by the rules themselves from what ECS and the container would say.
 */

const ARN = 'arn:aws:ecs:eu-west-1:123456789012';

/** Tasks that all stopped like this, and what was read about them. */
function told(
  arns: readonly string[],
  task: Pick<Task, 'stopCode' | 'stoppedReason'>,
  container: Partial<Container>,
  lines: readonly string[] = [],
): CauseView {
  const tasks = arns.map((arn): Task => ({
    arn,
    clusterArn: `${ARN}:cluster/production`,
    taskDefinitionArn: `${ARN}:task-definition/shop-web:42`,
    lastStatus: 'STOPPED',
    desiredStatus: 'STOPPED',
    health: 'UNKNOWN',
    group: 'service:shop-web',
    createdAt: 0,
    containers: [
      {
        name: 'app',
        image: 'shop-web',
        lastStatus: 'STOPPED',
        health: 'UNKNOWN',
        hostPorts: [],
        ...container,
      },
    ],
    ...task,
  }));
  const [first] = arns;
  const evidence: Evidence = {
    ...NO_EVIDENCE,
    tasks,
    logs: first === undefined || lines.length === 0 ? [] : [{ taskArn: first, container: 'app', lines }],
  };
  return viewCause(diagnose(evidence));
}

const EXITED = { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' };

export const missingVariable = (tasks: readonly string[]): CauseView =>
  told(tasks, EXITED, { exitCode: 1 }, [
    'server starting, node v22.9.0',
    'Error: required environment variable DATABASE_URL is missing',
    '    at loadConfig (src/config.ts:18:11)',
    '    at main (src/main.ts:7:3)',
  ]);

export const deniedCause = (tasks: readonly string[]): CauseView =>
  told(
    tasks,
    {
      stopCode: 'TaskFailedToStart',
      stoppedReason:
        'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ' +
        'unable to retrieve ecr registry auth: service call has been retried 3 time(s): AccessDeniedException: User: ' +
        'arn:aws:sts::123456789012:assumed-role/shop-execution/4c1d09 is not authorized to perform: ' +
        'ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the action',
    },
    {},
  );

export const notRecognised = (tasks: readonly string[]): CauseView =>
  told(
    tasks,
    { stopCode: 'TaskFailedToStart', stoppedReason: 'The flux capacitor of this host is not charged' },
    {},
    ['warming up', 'waiting for 1.21 GW'],
  );
