import { describe, expect, it } from 'vitest';
import { toTask } from '../../../src/core/aws/ecsModels';
import { diagnose } from '../../../src/core/diagnose/diagnose';
import { NO_EVIDENCE } from '../../../src/core/diagnose/evidence';
import type { ConnectionInfo } from '../../../src/core/model/connection';
import { execArguments, execTrouble } from '../../../src/core/model/execShell';

const shop: ConnectionInfo = { id: 'shop', kind: 'profile', profile: 'shop; rm', region: 'eu-west-1' };
const place = { clusterArn: 'arn:cluster', taskArn: 'arn:task', container: 'app' };
const cause = (message: string): string | undefined =>
  diagnose({ ...NO_EVIDENCE, errors: [{ code: 'invalid', operation: 'DescribeTasks', message }] }).causes[0]
    ?.id;

function trouble(enableExecuteCommand: boolean, agent: string | undefined, lastStatus = 'RUNNING') {
  const managedAgents =
    agent === undefined ? [] : [{ name: 'ExecuteCommandAgent' as const, lastStatus: agent }];
  const task = toTask({ lastStatus, enableExecuteCommand, containers: [{ name: 'app', managedAgents }] });
  const [container] = task.containers;
  if (container === undefined) throw new Error('There is no container');
  return execTrouble(task, container);
}

describe('a shell in a container', () => {
  it('can be opened where ECS Exec is on and its agent runs', () => {
    expect(trouble(true, 'RUNNING')).toBeUndefined();
  });

  it.each([
    ['was started without ECS Exec', trouble(false, undefined)],
    ['has an agent that does not run yet', trouble(true, 'PENDING')],
    ['has no agent', trouble(true, undefined)],
    ['has stopped', trouble(true, 'STOPPED', 'STOPPED')],
  ])('cannot be opened in a task that %s, and the rules know why', (_what, message) => {
    expect(cause(message ?? '')).toBe('execNotReady');
  });

  it('cannot be opened without the plugin of the Session Manager', () => {
    expect(cause('session-manager-plugin was not found on the PATH')).toBe('execPluginMissing');
  });

  it('is asked for in words that no shell reads', () => {
    const words = execArguments(shop, place);
    expect(words.slice(0, 6)).toEqual([
      'ecs',
      'execute-command',
      '--region',
      'eu-west-1',
      '--profile',
      'shop; rm',
    ]);
    expect(words.slice(-3)).toEqual(['--interactive', '--command', '/bin/sh']);
    expect(execArguments({ ...shop, profile: 'default' }, place)).not.toContain('--profile');
    const sandbox: ConnectionInfo = { ...shop, kind: 'sandbox', endpoint: 'http://127.0.0.1:1' };
    expect(execArguments(sandbox, place)).toContain('http://127.0.0.1:1');
  });
});
