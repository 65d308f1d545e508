/**
 * The members of ECS's answers as they were recorded from the real service: `name` is in every answer, `name?` in some,
 * `[]` is a list and braces hold what is inside. What is not named was never seen.
 */
export const RECORDED_MEMBERS = {
  CreateCluster: `
    cluster{ activeServicesCount capacityProviders[] clusterArn clusterName configuration?
    defaultCapacityProviderStrategy[]{ base? capacityProvider? weight? } pendingTasksCount
    registeredContainerInstancesCount runningTasksCount settings[]{ name value } statistics[] status tags[]{
    key? value? } }`,
  DeleteCluster: `
    cluster{ activeServicesCount attachments?[] capacityProviders[] clusterArn clusterName configuration?{
    executeCommandConfiguration?{ logging? } } defaultCapacityProviderStrategy[]{ base? capacityProvider?
    weight? } pendingTasksCount registeredContainerInstancesCount runningTasksCount settings[]{ name value }
    statistics[] status tags[] }`,
  DeleteTaskDefinitions: `
    failures[]{ arn? reason? } taskDefinitions[]{ compatibilities[] containerDefinitions[]{ command?[] cpu
    dependsOn?[]{ condition? containerName? } entryPoint?[] environment[]{ name? value? } essential image
    logConfiguration?{ logDriver? options? } memory? memoryReservation? mountPoints[] name portMappings[]{
    containerPort? hostPort? protocol? } startTimeout? stopTimeout? systemControls[] volumesFrom[] } cpu?
    deregisteredAt executionRoleArn? family memory? networkMode? placementConstraints[] registeredAt
    registeredBy requiresAttributes?[]{ name? } requiresCompatibilities?[] revision runtimePlatform?{
    cpuArchitecture? operatingSystemFamily? } status taskDefinitionArn taskRoleArn? volumes[] }`,
  DescribeClusters: `
    clusters[]{ activeServicesCount attachments?[] capacityProviders[] clusterArn clusterName
    configuration?{ executeCommandConfiguration?{ logging? } } defaultCapacityProviderStrategy[]{ base?
    capacityProvider? weight? } pendingTasksCount registeredContainerInstancesCount runningTasksCount
    settings[]{ name? value? } statistics[]{ name? value? } status tags[]{ key? value? } } failures[]{ arn?
    reason? }`,
  DescribeServiceRevisions: `
    failures[]{ arn? reason? } serviceRevisions[]{ clusterArn containerImages?[]{ containerName? image? }
    createdAt guardDutyEnabled launchType loadBalancers?[] monitoring?{ metricConfigurations?[]{
    metricNames?[] resolutionSeconds? } } serviceArn serviceRegistries?[] serviceRevisionArn taskDefinition
    }`,
  DescribeTaskDefinition: `
    tags[]{ key? value? } taskDefinition{ compatibilities[] containerDefinitions[]{ command?[] cpu
    dependsOn?[]{ condition? containerName? } entryPoint?[] environment[]{ name? value? } essential image
    logConfiguration?{ logDriver? options? } memory? memoryReservation? mountPoints[] name portMappings[]{
    containerPort? hostPort? protocol? } startTimeout? stopTimeout? systemControls[] volumesFrom[] } cpu?
    deregisteredAt? executionRoleArn? family memory? networkMode? placementConstraints[] registeredAt
    registeredBy requiresAttributes?[]{ name? } requiresCompatibilities?[] revision runtimePlatform?{
    cpuArchitecture? operatingSystemFamily? } status taskDefinitionArn taskRoleArn? volumes[] }`,
  ListClusters: `
    clusterArns[]`,
  ListServices: `
    nextToken? serviceArns[]`,
  ListTaskDefinitionFamilies: `
    families[]`,
  ListTasks: `
    taskArns[]`,
  RunTask: `
    failures[] tasks[]{ attachments[]{ details[]{ name value? } id status type } attributes[]{ name value }
    availabilityZone capacityProviderName? clusterArn connectivity? connectivityAt? containers[]{
    containerArn cpu image lastStatus memory? memoryReservation? name networkInterfaces[]{ attachmentId?
    privateIpv4Address? } taskArn } cpu createdAt desiredStatus enableExecuteCommand ephemeralStorage{
    sizeInGiB } fargateEphemeralStorage{ sizeInGiB } group lastStatus launchType memory overrides{
    containerOverrides[]{ environment?[]{ name? value? } name } inferenceAcceleratorOverrides[] }
    platformFamily platformVersion startedBy? stopCode? stoppedAt? stoppedReason? stoppingAt? tags[]{ key?
    value? } taskArn taskDefinitionArn version }`,
  StopTask: `
    task{ attachments[]{ details[]{ name value? } id status type } attributes?[]{ name? value? }
    availabilityZone capacityProviderName? clusterArn connectivity? connectivityAt? containers[]{
    containerArn cpu exitCode? image imageDigest? lastStatus memory? memoryReservation? name
    networkBindings?[] networkInterfaces[]{ attachmentId? privateIpv4Address? } runtimeId? taskArn } cpu
    createdAt desiredStatus enableExecuteCommand ephemeralStorage{ sizeInGiB } executionStoppedAt?
    fargateEphemeralStorage{ sizeInGiB } group lastStatus launchType memory overrides{ containerOverrides[]{
    environment?[]{ name? value? } name } inferenceAcceleratorOverrides[] } platformFamily platformVersion
    pullStartedAt? pullStoppedAt? startedAt? startedBy? stopCode stoppedAt? stoppedReason stoppingAt tags[]
    taskArn taskDefinitionArn version }`,
  UpdateClusterSettings: `
    cluster{ activeServicesCount attachments[] capacityProviders[] clusterArn clusterName configuration?{
    executeCommandConfiguration?{ logging? } } defaultCapacityProviderStrategy[] pendingTasksCount
    registeredContainerInstancesCount runningTasksCount settings[]{ name value } statistics[] status tags[]
    }`,
} as const;
