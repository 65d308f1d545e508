import type { SeededRandom } from '../random';
import type { Region } from '../region';

/** Two EC2 instances that have registered with the cluster. */
export function addDemoInstances(
  region: Region,
  random: SeededRandom,
  clusterName: string,
  now: number,
): void {
  for (const zone of ['a', 'b']) {
    const arn = region.arn('ecs', `container-instance/${clusterName}/${random.hex(32)}`);
    const resources = [
      { name: 'CPU', type: 'INTEGER', doubleValue: 0, longValue: 0, integerValue: 2048 },
      { name: 'MEMORY', type: 'INTEGER', doubleValue: 0, longValue: 0, integerValue: 3902 },
      {
        ...{ name: 'PORTS', type: 'STRINGSET', doubleValue: 0, longValue: 0, integerValue: 0 },
        stringSetValue: [],
      },
    ];
    region.containerInstances.set(arn, {
      containerInstanceArn: arn,
      ec2InstanceId: `i-${random.hex(17)}`,
      version: 3,
      versionInfo: {
        agentVersion: '1.98.0',
        agentHash: random.hex(8),
        dockerVersion: 'DockerVersion: 25.0.8',
      },
      remainingResources: resources,
      registeredResources: resources,
      status: 'ACTIVE',
      agentConnected: true,
      attributes: [
        { name: 'ecs.availability-zone', value: `${region.name}${zone}` },
        { name: 'ecs.instance-type', value: 't3.medium' },
        { name: 'ecs.os-type', value: 'linux' },
      ],
      registeredAt: now / 1000,
      attachments: [],
      tags: [],
    });
  }
}
