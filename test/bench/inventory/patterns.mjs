// The same account read by others: by the fewest calls there are, and by the call patterns of two tools that people use
// today, as their sources have them. Each is a function of `send(command)` and resolves when all services are described.
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  ListClustersCommand,
  ListServicesCommand,
} from '@aws-sdk/client-ecs';

const batches = (items, size) =>
  Array.from({ length: Math.ceil(items.length / size) }, (_unused, index) =>
    items.slice(index * size, (index + 1) * size),
  );

async function listAll(page) {
  const arns = [];
  let nextToken;
  do {
    const answer = await page(nextToken);
    arns.push(...answer.arns);
    nextToken = answer.nextToken;
  } while (nextToken);
  return arns;
}

const servicesOf = (send, cluster, maxResults) =>
  listAll(async (nextToken) => {
    const answer = await send(new ListServicesCommand({ cluster, maxResults, nextToken }));
    return { arns: answer.serviceArns, nextToken: answer.nextToken };
  });

/** The floor: full pages, batches of ten, everything at once that can be. `describe` false: names alone. */
export async function fewestCalls(send, { describe = true } = {}) {
  const { clusterArns } = await send(new ListClustersCommand({ maxResults: 100 }));
  await Promise.all([
    send(new DescribeClustersCommand({ clusters: clusterArns })),
    ...clusterArns.map(async (cluster) => {
      const arns = await servicesOf(send, cluster, 100);
      if (!describe) return;
      await Promise.all(
        batches(arns, 10).map((services) => send(new DescribeServicesCommand({ cluster, services }))),
      );
    }),
  ]);
}

/** The AWS Toolkit: pages of ten, each described before the next is asked for ("load more"), in every opened cluster. */
export async function toolkit(send) {
  const { clusterArns } = await send(new ListClustersCommand({}));
  await send(new DescribeClustersCommand({ clusters: clusterArns }));
  await Promise.all(
    clusterArns.map(async (cluster) => {
      let nextToken;
      do {
        const page = await send(new ListServicesCommand({ cluster, nextToken }));
        await send(new DescribeServicesCommand({ cluster, services: page.serviceArns }));
        nextToken = page.nextToken;
      } while (nextToken);
    }),
  );
}

/** e1s: full pages one after the other, then all batches of ten at once, with nothing that limits them. */
export async function e1s(send) {
  const { clusterArns } = await send(new ListClustersCommand({ maxResults: 100 }));
  await send(new DescribeClustersCommand({ clusters: clusterArns, include: ['STATISTICS'] }));
  await Promise.all(
    clusterArns.map(async (cluster) => {
      const arns = await servicesOf(send, cluster, 100);
      const described = await Promise.allSettled(
        batches(arns, 10).map((services) =>
          send(new DescribeServicesCommand({ cluster, services, include: ['TAGS'] })),
        ),
      );
      const failed = described.find(({ status }) => status === 'rejected');
      if (failed) throw failed.reason;
    }),
  );
}
