import assert from 'node:assert/strict';
import type { Connection } from '../../../src/core/aws/connection';
import { createConnections } from '../../../src/core/aws/connectionService';
import type { Connections } from '../../../src/core/aws/connections';
import { systemClock } from '../../../src/core/lib/clock';
import { silentLogger } from '../../../src/core/lib/logger';
import type { Service } from '../../../src/core/model/service';

/** Connections of the suite's own, apart from those of the product under test. */
export function sandboxConnections(): Connections {
  return createConnections({
    logger: silentLogger,
    clock: systemClock,
    environment: process.env,
    store: { read: () => undefined, write: () => {} },
    mfaPrompt: () => Promise.resolve(undefined),
    version: '0.0.0',
  });
}

/** Another tag of the image that the first container of a service runs. */
export async function imageOf(
  { ecs }: Connection,
  { taskDefinitionArn }: Pick<Service, 'taskDefinitionArn'>,
  tag: string,
): Promise<{ readonly container: string; readonly image: string }> {
  const { body } = await ecs.describeTaskDefinition(taskDefinitionArn, new AbortController().signal);
  const [container] = body['containerDefinitions'] as readonly { name: string; image: string }[];
  assert.ok(container, 'the task definition has a container');
  const [repository = ''] = container.image.split(/@|:(?=[^/]*$)/);
  return { container: container.name, image: `${repository}:${tag}` };
}
