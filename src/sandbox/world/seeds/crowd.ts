import { newTask } from '../../engine/newTask';
import { primaryOf } from '../../engine/rollout';
import { addEvent, taskList } from '../../engine/serviceEvents';
import type { JsonObject } from '../../../core/lib/json';
import type { TargetGroupRecord } from '../elbRecords';
import type { ServiceRecord, TaskRecord } from '../records';
import { addListener, addLoadBalancer, addTargetGroup, SECURITY_GROUP, SUBNETS } from './demoBalancer';
import type { Seed, Stage } from './stage';

interface Crowd {
  readonly clusters: number;
  /** In each cluster. */
  readonly services: number;
  /** Of each service. */
  readonly tasks: number;
}

const TEAMS = ['orders', 'payments', 'catalogue', 'search', 'mail', 'billing', 'stock', 'users'] as const;
const KINDS = ['api', 'web', 'worker', 'jobs'] as const;
/** One service of four is a web page and has a target group; a listener has a hundred rules at most. */
const GROUPS_OF_A_BALANCER = 90;
const SERVICES_A_MINUTE = 50;
const NETWORK = { awsvpcConfiguration: { subnets: SUBNETS, securityGroups: [SECURITY_GROUP] } };

/**
 * A world of many: everything runs and is steady. Services are created by the same call as ever, but their tasks are
 * written down as they would be after hours of running: nothing runs behind them, and they write nothing.
 */
export function crowdSeed(crowd: Crowd): Seed {
  const services = crowd.clusters * crowd.services;
  return {
    title: `Clusters: ${crowd.clusters}, services: ${services}, tasks: ${services * crowd.tasks}; all steady`,
    pace: 'aws',
    pastMs: 6 * 3_600_000,
    failures: [],
    async play(stage) {
      for (let cluster = 0; cluster < crowd.clusters; cluster += 1) {
        const name = crowd.clusters === 1 ? 'main' : `team-${String(cluster + 1).padStart(2, '0')}`;
        await stage.ecs('CreateCluster', { clusterName: name });
        await fillCluster(stage, name, crowd);
      }
    },
  };
}

async function fillCluster(stage: Stage, cluster: string, { services, tasks }: Crowd): Promise<void> {
  let groups: TargetGroupRecord[] = [];
  for (let index = 0; index < services; index += 1) {
    const kind = KINDS[index % KINDS.length] ?? 'api';
    const team = TEAMS[Math.floor(index / KINDS.length) % TEAMS.length] ?? 'orders';
    const name = `${team}-${kind}-${String(index + 1).padStart(4, '0')}`;
    const group = kind === 'web' ? addGroup(stage, cluster, index) : undefined;
    await addService(stage, cluster, name, tasks, group);
    if (group !== undefined) groups.push(group);
    if (groups.length === GROUPS_OF_A_BALANCER || index === services - 1) {
      balance(stage, cluster, groups);
      groups = [];
    }
    if (index % SERVICES_A_MINUTE === SERVICES_A_MINUTE - 1) await stage.pass(60_000);
  }
}

function addGroup({ region, world }: Stage, cluster: string, index: number): TargetGroupRecord {
  const name = `${cluster}-${index + 1}`;
  return addTargetGroup(region, world.random, { name, port: 8080, path: '/', balancers: [] });
}

function balance({ region, world, now }: Stage, cluster: string, groups: readonly TargetGroupRecord[]): void {
  const [first] = groups;
  if (first === undefined) return;
  const balancer = addLoadBalancer(region, world.random, `${cluster}-${region.loadBalancers.size}`, now());
  for (const group of groups) {
    region.targetGroups.set(group.arn, {
      ...group,
      body: { ...group.body, LoadBalancerArns: [balancer.arn] },
    });
  }
  addListener(
    region,
    world.random,
    balancer,
    first,
    groups.map((group) => [`/${group.name}/*`, group]),
  );
}

async function addService(
  stage: Stage,
  cluster: string,
  name: string,
  tasks: number,
  group: TargetGroupRecord | undefined,
): Promise<void> {
  const { ecs, region, logs } = stage;
  logs.createGroup(region.accountId, region.name, `/ecs/${name}`);
  const family = region.families.has(name) ? `${cluster}-${name}` : name;
  await ecs('RegisterTaskDefinition', definition(stage, family, name));
  await ecs('CreateService', {
    cluster,
    serviceName: name,
    taskDefinition: family,
    desiredCount: 0,
    launchType: 'FARGATE',
    networkConfiguration: NETWORK,
    ...(group && {
      loadBalancers: [{ targetGroupArn: group.arn, containerName: 'app', containerPort: 8080 }],
    }),
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
  });
  const service = region.services(cluster).get(name);
  if (service !== undefined) settle(stage, service, tasks, group);
}

/** The service as it is when its first deployment has completed. */
function settle(stage: Stage, service: ServiceRecord, count: number, group?: TargetGroupRecord): void {
  const { world, rollouts, now } = stage;
  const primary = primaryOf(service);
  if (primary === undefined) return;
  service.desiredCount = count;
  const tasks = Array.from({ length: count }, () => addTask(stage, service, primary.id, group));
  const say = (text: string): void => addEvent(service, world.random, now(), text);
  say(`has started ${count} tasks: ${taskList(tasks)}.`);
  if (group !== undefined) say(`registered ${count} targets in (target-group ${group.arn})`);
  rollouts.complete(service, primary);
  say('has reached a steady state.');
  service.steady = true;
}

function addTask(
  { region, world, now }: Stage,
  service: ServiceRecord,
  deploymentId: string,
  group: TargetGroupRecord | undefined,
): TaskRecord {
  const { random } = world;
  const definition = region.taskDefinition(service.taskDefinition);
  if (definition === undefined) throw new Error(`${service.name} has no task definition`);
  const task = newTask(region, random, now(), {
    clusterName: service.clusterName,
    definition,
    group: `service:${service.name}`,
    serviceName: service.name,
    startedBy: deploymentId,
    launchType: 'FARGATE',
    networkConfiguration: NETWORK,
  });
  const at = now();
  Object.assign(task, {
    standIn: true,
    lastStatus: 'RUNNING',
    version: 5,
    healthy: true,
    counted: true,
    connectivityAt: at,
    pullStartedAt: at,
    pullStoppedAt: at,
    startedAt: at,
  } satisfies Partial<TaskRecord>);
  for (const container of task.containers) {
    container.lastStatus = 'RUNNING';
    container.runtimeId = `${task.id}-${random.digits(10)}`;
  }
  if (task.attachment !== undefined) {
    task.attachment.status = 'ATTACHED';
    const id = task.attachment.privateIPv4Address;
    if (group !== undefined) {
      task.targets = [
        { targetGroupArn: group.arn, containerName: 'app', containerPort: 8080, id, port: 8080 },
      ];
      group.targets.push({ id, port: 8080, availabilityZone: task.availabilityZone, state: 'healthy' });
    }
  }
  region.addTask(task);
  return task;
}

function definition({ region }: Stage, family: string, name: string): JsonObject {
  return {
    family,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    executionRoleArn: `arn:aws:iam::${region.accountId}:role/ecsTaskExecutionRole`,
    containerDefinitions: [
      {
        name: 'app',
        image: `public.ecr.aws/example/${name}:1.0.0`,
        essential: true,
        portMappings: [{ containerPort: 8080, protocol: 'tcp' }],
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': `/ecs/${name}`,
            'awslogs-region': region.name,
            'awslogs-stream-prefix': 'ecs',
          },
        },
      },
    ],
  };
}
