import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/core/lib/json';
import { toTaskSpec } from '../../../../src/sandbox/engine/taskSpec';
import type { TaskSpec } from '../../../../src/sandbox/runtime/runtime';

function specOf(body: JsonObject, overrides: JsonObject = {}): TaskSpec {
  return toTaskSpec(
    { accountId: '123456789012', name: 'us-east-1' },
    { id: 'task', clusterName: 'demo', launchType: 'EC2', overrides },
    { family: 'shop', revision: 1, body },
  );
}

const app = (over: JsonObject): JsonObject => ({ name: 'app', image: 'busybox', ...over });

describe('what a runtime is told of a task', () => {
  it.each([
    ['awsvpc', 80, undefined],
    ['bridge', 8080, 8080],
    ['bridge', 0, undefined],
    [undefined, 8080, 8080],
    ['host', 0, 80],
  ])('with network mode %s, host port %s of port 80 means %s', (networkMode, hostPort, wanted) => {
    const portMappings = [{ containerPort: 80, hostPort, protocol: 'tcp' }];
    const spec = specOf({
      ...(networkMode !== undefined && { networkMode }),
      containerDefinitions: [app({ portMappings })],
    });
    expect(spec.networkMode).toBe(networkMode ?? 'bridge');
    expect(spec.containers[0]?.portMappings).toEqual([
      { containerPort: 80, protocol: 'tcp', ...(wanted !== undefined && { hostPort: wanted }) },
    ]);
  });

  it('has the sizes and the command of the overrides where there are any', () => {
    const body = { cpu: '256', memory: '512', containerDefinitions: [app({ memory: 64, command: ['a'] })] };
    expect(specOf(body)).toMatchObject({ cpu: 256, memory: 512, containers: [{ memory: 64, cpu: 0 }] });
    const overrides = {
      memory: '1024',
      containerOverrides: [{ name: 'app', memory: 128, cpu: 10, command: ['b'] }],
    };
    expect(specOf(body, overrides)).toMatchObject({
      cpu: 256,
      memory: 1024,
      containers: [{ memory: 128, cpu: 10, command: ['b'] }],
    });
  });

  it('tells what a container reserved from what it is held to', () => {
    const [spec] = specOf({ containerDefinitions: [app({ memoryReservation: 64 })] }).containers;
    expect(spec?.memoryReservation).toBe(64);
    expect(spec).not.toHaveProperty('memory');
  });
});
