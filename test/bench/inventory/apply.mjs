// What a refresh costs the extension host once the answers are there: 5,000 services, of which one in a hundred changed.
import v8 from 'node:v8';
import vm from 'node:vm';

const SERVICES = 5_000;
const RUNS = 15;
const CLUSTER = 'arn:aws:ecs:us-east-1:123456789012:cluster/main';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc');

export async function applyRefresh(core) {
  let generation = 0;
  const models = (arns) => arns.map((arn) => service(arn, generation));
  const arns = Array.from(
    { length: SERVICES },
    (_unused, index) => `${CLUSTER.replace('cluster', 'service')}/s${index}`,
  );
  const ecs = {
    async *listServices() {
      yield arns;
    },
    describeServices: (_cluster, wanted) => Promise.resolve({ services: models(wanted), failures: [] }),
  };
  const connection = { info: {}, ecs, elb: {}, as: () => connection };
  const inventory = new core.Inventory({ connection, clock: core.systemClock });
  const times = [];
  let nodes = 0;
  await inventory.services.describe(CLUSTER, arns);
  inventory.onDidChange((changes) => (nodes += changes.length));
  for (let run = 0; run < RUNS; run += 1) {
    generation += 1;
    // Making the models is the adapters' work, before anything is applied.
    const ready = new Map(models(arns).map((model) => [model.arn, model]));
    ecs.describeServices = (_cluster, wanted) =>
      Promise.resolve({ services: wanted.map((arn) => ready.get(arn)), failures: [] });
    nodes = 0;
    // What making them left behind is not collected on the refresh's account.
    collectGarbage({ type: 'minor' });
    const begun = performance.now();
    await inventory.services.describe(CLUSTER, arns);
    times.push(performance.now() - begun);
  }
  inventory.dispose();
  const sorted = times.toSorted((a, b) => a - b);
  return { 'refresh.ms': Math.round(sorted[RUNS >> 1] * 100) / 100, 'refresh.nodes': nodes };
}

/** As the adapter of ECS makes it. From generation to generation one in a hundred changes. */
function service(arn, generation) {
  const index = Number(arn.slice(arn.lastIndexOf('/s') + 2));
  const running = index % 100 === 0 ? generation % 3 : 2;
  return {
    arn,
    name: `s${index}`,
    clusterArn: CLUSTER,
    status: 'ACTIVE',
    desired: 2,
    running,
    pending: 0,
    taskDefinitionArn: `arn:aws:ecs:us-east-1:123456789012:task-definition/s${index}:7`,
    scheduling: 'REPLICA',
    controller: 'ECS',
    strategy: 'ROLLING',
    express: false,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    circuitBreaker: { enabled: true, rollback: true },
    healthCheckGracePeriodSeconds: 0,
    loadBalancers: [],
    rollouts: [
      {
        id: `ecs-svc/${index}`,
        status: 'PRIMARY',
        taskDefinitionArn: `arn:aws:ecs:us-east-1:123456789012:task-definition/s${index}:7`,
        desired: 2,
        running,
        pending: 0,
        failedTasks: 0,
        rolloutState: 'COMPLETED',
        createdAt: 1,
        updatedAt: 2,
      },
    ],
    events: Array.from({ length: 10 }, (_unused, event) => ({
      id: `${event}`,
      at: event,
      message: 'steady',
    })),
    createdAt: 1,
    tags: [{ key: 'team', value: 'orders' }],
    execEnabled: false,
    launchType: 'FARGATE',
  };
}
