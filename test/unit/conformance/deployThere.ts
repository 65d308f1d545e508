import type { Connection } from '../../../src/core/aws/connection';
import { DEFAULT_DEPLOY_OPTIONS } from '../../../src/core/deploy/deps';
import { createProgramRunner } from '../../../src/core/docker/runner';
import { Inventory } from '../../../src/core/inventory/inventory';
import { AwsFiles, testConnections } from '../aws/setup';
import { deploy, type Played } from '../deploy/setup';

export interface Seen {
  readonly clusters: readonly string[];
  readonly services: readonly string[];
  readonly played: Played;
}

/**
 * What the extension does at an endpoint that is somebody else's: a profile of the shared config names it, its clusters
 * and services are listed, and an existing image is deployed to the service `web` of the cluster `shop`.
 */
export async function browseAndDeploy(
  endpoint: string,
  image: string,
  then: (connection: Connection, seen: Seen) => Promise<void>,
): Promise<void> {
  await using files = await AwsFiles.create({
    config: `[profile theirs]\nregion = us-east-1\nendpoint_url = ${endpoint}\n`,
    credentials: '[theirs]\naws_access_key_id = any\naws_secret_access_key = any\n',
  });
  const { connections, clock, logger } = testConnections({ environment: files.environment });
  await connections.use({ kind: 'profile', profile: 'theirs' });
  const connection = connections.current();
  const inventory = new Inventory({ connection, clock });
  try {
    await inventory.clusters.load();
    const clusters = inventory.clusters.slot.data ?? [];
    const [shop = ''] = clusters;
    await inventory.services.load(shop);
    const services = inventory.services.slot(shop).data ?? [];
    const played = await deploy(
      { cluster: shop, service: services[0] ?? '', source: { kind: 'image', image } },
      {
        connection,
        clock,
        logger,
        runner: createProgramRunner(),
        random: () => 0.5,
        options: DEFAULT_DEPLOY_OPTIONS,
      },
    );
    await then(connection, { clusters, services, played });
  } finally {
    inventory.dispose();
    connections.dispose();
  }
}
