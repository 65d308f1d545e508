import type { JsonObject } from '../../../core/lib/json';
import type { Region } from '../region';

const ARCHITECTURE = process.arch === 'arm64' ? 'ARM64' : 'X86_64';

function logs(region: Region, group: string): JsonObject {
  return {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': group,
      'awslogs-region': region.name,
      'awslogs-stream-prefix': 'ecs',
    },
  };
}

function environment(values: Readonly<Record<string, string>>): JsonObject[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** What all task definitions of the demo have in common. */
function fargate(region: Region, family: string, size: readonly [cpu: string, memory: string]): JsonObject {
  return {
    family,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: size[0],
    memory: size[1],
    executionRoleArn: `arn:aws:iam::${region.accountId}:role/ecsTaskExecutionRole`,
    taskRoleArn: `arn:aws:iam::${region.accountId}:role/${family}`,
    runtimePlatform: { cpuArchitecture: ARCHITECTURE, operatingSystemFamily: 'LINUX' },
    // No SDK knows this member: a client that copies revisions must not lose it.
    workloadProfile: { tier: 'standard', hints: ['latency'] },
  };
}

/** One container `app` on 8080 that a `docker build` of a small httpd can replace. */
export function webDefinition(
  region: Region,
  options: { family: string; image: string; group: string; stage: string },
): JsonObject {
  return {
    ...fargate(region, options.family, ['256', '512']),
    containerDefinitions: [
      {
        name: 'app',
        image: options.image,
        essential: true,
        portMappings: [{ name: 'http', containerPort: 8080, protocol: 'tcp', appProtocol: 'http' }],
        environment: environment({ STAGE: options.stage, LOG_LEVEL: 'info' }),
        secrets: [
          {
            name: 'SESSION_KEY',
            valueFrom: region.arn('ssm', `parameter/shop/${options.stage}/session-key`),
          },
        ],
        readonlyRootFilesystem: false,
        stopTimeout: 5,
        logConfiguration: logs(region, options.group),
      },
    ],
  };
}

export function workerDefinition(region: Region, image: string): JsonObject {
  return {
    ...fargate(region, 'shop-worker', ['512', '1024']),
    containerDefinitions: [
      {
        name: 'worker',
        image,
        essential: true,
        command: ['worker', '--queue', 'orders'],
        environment: environment({ QUEUE: 'orders', CONCURRENCY: '4' }),
        secrets: [
          {
            name: 'DATABASE_URL',
            valueFrom: region.arn('secretsmanager', 'secret:shop/database-AbCdEf'),
          },
        ],
        stopTimeout: 10,
        logConfiguration: logs(region, '/ecs/shop-worker'),
      },
    ],
  };
}

export function mailDefinition(region: Region, image: string): JsonObject {
  return {
    ...fargate(region, 'shop-mail', ['256', '512']),
    containerDefinitions: [
      {
        name: 'mailer',
        image,
        essential: true,
        environment: environment({ SMTP_HOST: 'smtp.internal', FROM: 'shop@example.com' }),
        stopTimeout: 5,
        logConfiguration: logs(region, '/ecs/shop-mail'),
      },
    ],
  };
}

/** An API with a proxy in front and a short-lived container that prepares the database. */
export function apiDefinition(region: Region, images: { api: string; proxy: string }): JsonObject {
  return {
    ...fargate(region, 'shop-api', ['512', '1024']),
    volumes: [{ name: 'cache', host: {} }],
    containerDefinitions: [
      {
        name: 'api',
        image: images.api,
        essential: true,
        cpu: 384,
        memoryReservation: 768,
        portMappings: [{ containerPort: 3000, protocol: 'tcp' }],
        environment: environment({ PORT: '3000', FEATURE_SEARCH: 'on' }),
        mountPoints: [{ sourceVolume: 'cache', containerPath: '/var/cache/shop', readOnly: false }],
        healthCheck: {
          command: ['CMD-SHELL', 'wget -q -O - http://localhost:3000/healthz || exit 1'],
          interval: 5,
          timeout: 2,
          retries: 3,
          startPeriod: 5,
        },
        stopTimeout: 5,
        logConfiguration: logs(region, '/ecs/shop-api'),
      },
      {
        name: 'envoy',
        image: images.proxy,
        essential: true,
        cpu: 128,
        memoryReservation: 128,
        portMappings: [{ containerPort: 9901, protocol: 'tcp' }],
        dependsOn: [{ containerName: 'api', condition: 'START' }],
        // Known to no SDK, this time within a container.
        drainPolicy: { mode: 'graceful', seconds: 5 },
        stopTimeout: 5,
        logConfiguration: logs(region, '/ecs/shop-api'),
      },
    ],
  };
}
