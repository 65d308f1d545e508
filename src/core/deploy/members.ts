/*
 * Members of task definitions as this version knows them. Nothing is dropped for not being here: what is unknown is
 * carried over as it is, and the plan names it.
 */

/** In answers of DescribeTaskDefinition only; RegisterTaskDefinition does not take them. */
export const ANSWER_ONLY: ReadonlySet<string> = new Set([
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
  'deleteRequestedAt',
]);

/** Top-level members of RegisterTaskDefinition, except tags. */
export const REQUEST_MEMBERS: ReadonlySet<string> = new Set([
  'family',
  'taskRoleArn',
  'executionRoleArn',
  'networkMode',
  'containerDefinitions',
  'volumes',
  'placementConstraints',
  'requiresCompatibilities',
  'cpu',
  'memory',
  'pidMode',
  'ipcMode',
  'proxyConfiguration',
  'inferenceAccelerators',
  'ephemeralStorage',
  'runtimePlatform',
  'enableFaultInjection',
]);

export const CONTAINER_MEMBERS: ReadonlySet<string> = new Set(
  (
    'name image repositoryCredentials cpu memory memoryReservation links portMappings essential restartPolicy ' +
    'entryPoint command environment environmentFiles mountPoints volumesFrom linuxParameters secrets dependsOn ' +
    'startTimeout stopTimeout versionConsistency hostname user workingDirectory disableNetworking privileged ' +
    'readonlyRootFilesystem dnsServers dnsSearchDomains extraHosts dockerSecurityOptions interactive pseudoTerminal ' +
    'dockerLabels ulimits logConfiguration healthCheck systemControls resourceRequirements firelensConfiguration ' +
    'credentialSpecs'
  ).split(' '),
);
