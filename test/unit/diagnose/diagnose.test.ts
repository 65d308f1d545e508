import { describe, expect, it } from 'vitest';
import type { Cause } from '../../../src/core/diagnose/cause';
import { diagnose } from '../../../src/core/diagnose/diagnose';
import { NO_EVIDENCE, type Evidence } from '../../../src/core/diagnose/evidence';
import { formatMessage } from '../../../src/core/lib/message';
import {
  call,
  crash,
  definition,
  events,
  failedContainer,
  failedStart,
  image,
  joint,
  scheduled,
  secretArn,
  targetGroupArn,
  task,
  taskArn,
  WORDINGS,
} from './fixtures/make';

const [w] = WORDINGS as [(typeof WORDINGS)[0]];

function first(evidence: Evidence): Cause {
  const [cause] = diagnose(evidence).causes;
  if (cause === undefined) throw new Error('Nothing was found');
  return cause;
}

const ids = (evidence: Evidence): readonly string[] => diagnose(evidence).causes.map(({ id }) => id);

describe('the container that failed first', () => {
  it('is the one with an end of its own, not those that were asked to end', () => {
    const cause = first(
      crash(
        w,
        [],
        { name: 'proxy', exitCode: 143 },
        { name: 'app', exitCode: 3 },
        { name: 'agent', exitCode: 137 },
      ),
    );
    expect(cause).toMatchObject({ id: 'otherExit', container: 'app' });
  });

  it('is the one that others wait for', () => {
    const evidence = {
      ...crash(w, [], { name: 'app', exitCode: 1 }, { name: 'db', exitCode: 2 }),
      taskDefinition: definition(w, {
        containers: [
          { name: 'app', essential: true, dependsOn: [{ container: 'db', condition: 'HEALTHY' }] },
          { name: 'db', essential: true },
        ],
      }),
    };
    expect(first(evidence)).toMatchObject({ id: 'usageError', container: 'db' });
  });

  it('is the one that was seen to stop first, where that is known', () => {
    const evidence = crash(w, [], { name: 'app', exitCode: 1 }, { name: 'web', exitCode: 1 });
    expect(first(evidence).container).toBe('app');
    expect(first({ ...evidence, stopOrder: { [taskArn(w)]: ['web', 'app'] } }).container).toBe('web');
  });

  it('is the one for which AWS has a reason', () => {
    const evidence = crash(
      w,
      [],
      { name: 'app', exitCode: 1 },
      { name: 'cache', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
    );
    expect(first(evidence)).toMatchObject({ id: 'outOfMemory', container: 'cache' });
  });

  it('is an essential one rather than a helper', () => {
    const evidence = {
      ...crash(w, [], { name: 'helper', exitCode: 1 }, { name: 'app', exitCode: 1 }),
      taskDefinition: definition(w, {
        containers: [
          { name: 'helper', essential: false },
          { name: 'app', essential: true },
        ],
      }),
    };
    expect(first(evidence).container).toBe('app');
  });
});

describe('a cause', () => {
  it('counts tasks that died of the same, however their ids and numbers differ', () => {
    const reason = (n: number): string =>
      `CannotPullContainerError: pull image manifest has been retried ${n} time(s): failed to resolve ref ${image(w)}: ${image(w)}: not found`;
    const tasks = [1, 5, 7].map((n) => ({
      ...task(w, { stopCode: 'TaskFailedToStart', stoppedReason: reason(n) }),
      arn: taskArn(w, n),
    }));
    expect(first({ ...NO_EVIDENCE, tasks })).toMatchObject({ count: 3, tasks: tasks.map(({ arn }) => arn) });
  });

  it('keeps the exact words, and says where they came from', () => {
    const reason = 'CannotStartContainerError: exec: “/app/run”: executable file not found in $PATH';
    const [quote] = first(failedContainer(w, reason)).evidence;
    expect(quote?.text).toBe(reason);
    expect(quote === undefined ? '' : formatMessage(quote.source)).toBe(
      'Reason of container app, task 012345',
    );
  });

  it('points at the entry of the task definition', () => {
    const memory = crash(w, [], { name: 'app', exitCode: 137, reason: 'OutOfMemoryError: killed' });
    expect(first({ ...memory, taskDefinition: definition(w) })).toMatchObject({
      title: { args: ['app', '512'] },
      place: { kind: 'taskDefinition', path: 'containerDefinitions[1].memory' },
    });
    const secret = failedStart(
      w,
      `ResourceInitializationError: unable to retrieve secret from asm: ResourceNotFoundException: The task can’t retrieve the secret with ARN '${secretArn(w)}' from AWS Secrets Manager`,
    );
    expect(first({ ...secret, taskDefinition: definition(w) }).place).toEqual({
      kind: 'taskDefinition',
      path: 'containerDefinitions[1].secrets[0].valueFrom',
    });
    const parameter = failedStart(
      w,
      'fetching secret data from SSM Parameter Store in x: invalid parameters: /db/host',
    );
    expect(first({ ...parameter, taskDefinition: definition(w) }).place).toMatchObject({
      path: 'containerDefinitions[1].secrets[1].valueFrom',
    });
  });

  it('grants what the refusal names, wherever else “resource” stands in it', () => {
    const { place, remedies } = first(
      failedStart(
        w,
        `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: AccessDeniedException: User: x is not authorized to perform: secretsmanager:GetSecretValue on resource: ${secretArn(w)} because no identity-based policy allows it`,
      ),
    );
    expect(place).toMatchObject({ action: 'secretsmanager:GetSecretValue', resource: secretArn(w) });
    const copy = remedies.find(({ id }) => id === 'copyIam');
    expect(copy?.id === 'copyIam' ? JSON.parse(copy.statement) : undefined).toMatchObject({
      Resource: secretArn(w),
    });
  });

  it('offers no statement that could not help, as where a policy forbids', () => {
    const forbidden = first(
      call(
        'AccessDeniedException',
        'User: x is not authorized to perform: ecs:UpdateService on resource: y with an explicit deny in a service control policy',
      ),
    );
    expect(forbidden.id).toBe('policyForbids');
    expect(forbidden.remedies.map(({ id }) => id)).toEqual(['advice']);
  });

  it('points at the one of the two roles that AWS names', () => {
    const refused = (role: string): Evidence => ({
      ...events(w, `failed to launch a task with (error ECS was unable to assume the role '${role}'.).`),
      taskDefinition: definition(w, { executionRoleArn: 'arn:aws:iam::123456789012:role/exec' }),
    });
    expect(first(refused('arn:aws:iam::123456789012:role/exec')).place).toMatchObject({
      path: 'executionRoleArn',
    });
    expect(first(refused('arn:aws:iam::123456789012:role/app')).place).toMatchObject({ path: 'taskRoleArn' });
  });

  it('names no alarm where AWS names none', () => {
    const detected = events(w, '(deployment ecs-svc/1) deployment failed: alarm detected.');
    expect(formatMessage(first(detected).title)).toBe(
      'A CloudWatch alarm went off while the deployment ran.',
    );
    expect(formatMessage(first({ ...detected, alarms: ['api-5xx'] }).title)).toBe(
      'The alarm api-5xx went off while the deployment ran.',
    );
  });

  it('takes a program that was not found for the cause only when that was the end', () => {
    const early = ['exec: "git": executable file not found in $PATH, going on without', 'listening'];
    const lines = [...early, ...Array.from({ length: 30 }, (_, n) => `GET /${n} 200`), 'Error: bad'];
    expect(ids(crash(w, lines, { name: 'app', exitCode: 1 }))).toEqual(['appError']);
    expect(ids(crash(w, early.slice(0, 1), { name: 'app', exitCode: 1 }))).toEqual(['executableNotFound']);
  });

  it('names the missing action, and offers the statement that allows it', () => {
    const cause = first(
      failedStart(
        w,
        'AccessDeniedException: User: x is not authorized to perform: logs:CreateLogStream on resource: arn:aws:logs:us-east-1:1:log-group:/ecs/api:*',
      ),
    );
    expect(cause.place).toMatchObject({ kind: 'iam', action: 'logs:CreateLogStream', who: 'executionRole' });
    const copy = cause.remedies.find(({ id }) => id === 'copyIam');
    expect(copy?.id === 'copyIam' ? JSON.parse(copy.statement) : undefined).toEqual({
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: 'arn:aws:logs:us-east-1:1:log-group:/ecs/api:*',
    });
  });

  it('names the role that lacks it, where the task definition does', () => {
    const denied = failedStart(w, 'User: x is not authorized to perform: ecr:BatchGetImage');
    const evidence = {
      ...denied,
      taskDefinition: definition(w, { executionRoleArn: 'arn:aws:iam::1:role/exec' }),
    };
    expect(first(evidence).place).toMatchObject({ role: 'arn:aws:iam::1:role/exec' });
  });

  it('points at the line of the Dockerfile that the output names elsewhere', () => {
    const lines = [
      'Dockerfile:12',
      '>>> RUN make',
      'ERROR: failed to solve: process "make" did not complete',
    ];
    expect(first({ ...NO_EVIDENCE, output: [{ program: 'build', lines }] })).toMatchObject({
      place: { kind: 'dockerfile', line: 12 },
      title: { args: ['12'] },
      count: 1,
    });
  });

  it('shows the last lines of the container, with the one that decides or looks like an error marked', () => {
    const lines = [...Array.from({ length: 30 }, (_, n) => `line ${n}`), 'Error: no database', 'bye'];
    const exited = first(crash(w, lines, { name: 'app', exitCode: 1 }));
    expect(exited.log?.lines).toHaveLength(20);
    expect(exited.log?.lines[exited.log.errorLine ?? -1]).toBe('Error: no database');
    const early = ['FATAL ERROR: JavaScript heap out of memory', ...lines];
    const foreign = first(crash(w, early, { name: 'app', exitCode: 1 }));
    expect(foreign.log?.errorLine).toBe(0);
    expect(foreign.log?.lines[0]).toBe(early[0]);
    expect(first(crash(w, [], { name: 'app', exitCode: 1 })).log).toBeUndefined();
  });

  it('says how long a task lived that the load balancer called unhealthy', () => {
    const evidence = {
      ...scheduled(w, 'Task failed ELB health checks in (target-group x)'),
      service: { name: 'api', healthCheckGracePeriodSeconds: 5 },
    };
    expect(first(evidence).evidence.map(({ text }) => text)).toContain(
      'RUNNING: 20 s, healthCheckGracePeriodSeconds: 5',
    );
  });

  it('quotes exit codes and stop codes as AWS gives them', () => {
    expect(first(crash(w, [], { name: 'app', exitCode: 7 })).evidence.map(({ text }) => text)).toEqual([
      '7',
      'Essential container in task exited',
      'EssentialContainerExited',
    ]);
  });

  it('offers to rebuild for the platform that the task definition asks for', () => {
    const evidence = {
      ...crash(w, ['exec /app: exec format error'], { name: 'app', exitCode: 255 }),
      taskDefinition: definition(w, { runtimePlatform: { cpuArchitecture: 'ARM64' } }),
    };
    expect(first(evidence).remedies).toContainEqual(
      expect.objectContaining({ id: 'rebuild', platform: 'linux/arm64' }),
    );
  });
});

describe('several causes', () => {
  it('are ranked: fields of the API, lines of a log, exit codes, consequences', () => {
    const evidence = joint(
      events(w, 'is unable to consistently start tasks successfully.'),
      crash(w, [], { name: 'app', exitCode: 1 }),
      { ...NO_EVIDENCE, alarms: ['errors'] },
      failedStart(w, 'ResourceInitializationError: The specified log group does not exist.'),
    );
    expect(ids(evidence)).toEqual(['logGroupMissing', 'alarmWentOff', 'appError', 'cannotStartConsistently']);
  });

  it('of a breaker that rolls back start with why the tasks failed', () => {
    const real = events(
      w,
      `has started 1 tasks: (task ${w.id}).`,
      `(task ${w.id}) failed container health checks.`,
      `has stopped 1 running tasks: (task ${w.id}).`,
      `has started 1 tasks: (task ${w.id}). Amazon ECS replaced 1 tasks due to an unhealthy status.`,
      `(deployment ${w.rollout}) deployment failed: tasks failed to start.`,
      'rolling back to deployment ecs-svc/1111111111111111111.',
      '(deployment ecs-svc/1111111111111111111) deployment completed.',
      'has reached a steady state.',
    );
    expect(ids(real)).toEqual(['containerHealth', 'breakerRolledBack']);
  });

  it('are one when the load balancer says more exactly why ECS stopped the task', () => {
    const reason = `Task failed ELB health checks in (target-group ${targetGroupArn(w)})`;
    const evidence = joint(
      scheduled(w, reason),
      events(
        w,
        `(port 80) is unhealthy in (target-group ${targetGroupArn(w)}) due to (reason Health checks failed with these codes: [404]).`,
      ),
    );
    const { causes } = diagnose(evidence);
    expect(causes).toHaveLength(1);
    expect(causes[0]).toMatchObject({
      id: 'wrongStatusCode',
      title: { args: ['404'] },
      tasks: [taskArn(w)],
      count: 1,
      place: { kind: 'targetGroup', field: 'HealthCheckPath', arn: targetGroupArn(w) },
    });
    expect(causes[0]?.evidence.map(({ text }) => text)).toContain(reason);
  });

  it('are one when a program that crashed cannot be reached either', () => {
    const evidence = joint(
      crash(w, ['Error: no database'], { name: 'app', exitCode: 1 }),
      events(
        w,
        `(port 80) is unhealthy in (target-group ${targetGroupArn(w)}) due to (reason Health checks failed).`,
      ),
    );
    expect(ids(evidence)).toEqual(['appError']);
  });

  it('do not hide behind tasks that stopped normally', () => {
    const evidence = joint(
      scheduled(w, 'Scaling activity initiated by (deployment ecs-svc/2)'),
      crash(w, [], { name: 'app', exitCode: 139 }),
    );
    const { causes, noise } = diagnose(evidence);
    expect(causes.map(({ id }) => id)).toEqual(['segmentationFault']);
    expect(noise.map(({ id }) => id)).toEqual(['scaled']);
  });
});

describe('what no rule knows', () => {
  it('keeps AWS’s words, the exit code and the last lines with the error marked', () => {
    const stopped = task(
      w,
      { stopCode: 'EssentialContainerExited', stoppedReason: 'Task quiesced by flux regulator' },
      { name: 'app' },
    );
    const evidence: Evidence = {
      ...NO_EVIDENCE,
      tasks: [stopped],
      logs: [{ taskArn: stopped.arn, container: 'app', lines: ['up', 'Error: flux', 'bye'] }],
    };
    const { causes, unrecognised } = diagnose(evidence);
    expect(causes).toEqual([]);
    expect(unrecognised).toMatchObject({
      log: { lines: ['up', 'Error: flux', 'bye'], errorLine: 1 },
      container: 'app',
      count: 1,
    });
    expect(unrecognised?.evidence[0]?.text).toBe('Task quiesced by flux regulator');
    expect(unrecognised === undefined ? '' : formatMessage(unrecognised.title)).toContain('not recognised');
  });

  it('is said of events and calls too, when nothing else is found', () => {
    const event = diagnose(events(w, 'was unable to align the moons.')).unrecognised;
    expect(event?.evidence[0]?.text).toContain('unable to align the moons');
    const known = joint(
      events(w, 'was unable to align the moons.'),
      crash(w, [], { name: 'app', exitCode: 1 }),
    );
    expect(diagnose(known).unrecognised).toBeUndefined();
  });
});
