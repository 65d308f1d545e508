import { expect, test } from 'vitest';
import { definitionFacts } from '../../../../src/core/deploy/cause/definitionFacts';

const definition = {
  family: 'web',
  memory: '1024',
  executionRoleArn: 'arn:aws:iam::1:role/execution',
  runtimePlatform: { cpuArchitecture: 'ARM64' },
  containerDefinitions: [
    {
      name: 'app',
      image: 'app:1',
      memory: 512,
      environment: [{ name: 'PASSWORD', value: 'hunter2' }],
      command: ['--password=hunter2'],
      secrets: [{ name: 'KEY', valueFrom: 'arn:aws:ssm:eu-west-1:1:parameter/key' }],
      dependsOn: [{ containerName: 'init', condition: 'SUCCESS' }],
      healthCheck: { command: ['CMD', 'hunter2'] },
      logConfiguration: {
        logDriver: 'splunk',
        options: { 'splunk-token': 'hunter2', 'awslogs-group': '/ecs/web' },
      },
    },
    { name: 'init', image: 'init:1', essential: false },
  ],
};

test('the facts of a task definition are names, sizes and addresses', () => {
  expect(definitionFacts(definition)).toEqual({
    memory: '1024',
    executionRoleArn: 'arn:aws:iam::1:role/execution',
    runtimePlatform: { cpuArchitecture: 'ARM64' },
    containers: [
      {
        name: 'app',
        essential: true,
        memory: 512,
        secrets: [{ name: 'KEY', valueFrom: 'arn:aws:ssm:eu-west-1:1:parameter/key' }],
        dependsOn: [{ container: 'init', condition: 'SUCCESS' }],
        logConfiguration: { driver: 'splunk', options: { 'awslogs-group': '/ecs/web' } },
        hasHealthCheck: true,
      },
      { name: 'init', essential: false, secrets: [], dependsOn: [], hasHealthCheck: false },
    ],
  });
});

test('no value of the environment, a command or an option that may hold a token is among them', () => {
  expect(JSON.stringify(definitionFacts(definition))).not.toContain('hunter2');
});
