import { arnName, parseArn, parseTaskDefinition } from './arn';

/** Console hosts by partition; each region has a host of its own under them. */
const HOSTS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
};

/**
 * The AWS console's page of a cluster, service, task, task definition or target group; undefined for other things and
 * for partitions whose console is not public. Short ARNs do not name their cluster: it is given beside them.
 */
export function consoleUrl(arn: string, clusterArn?: string): string | undefined {
  const parts = parseArn(arn);
  const host = parts === undefined ? undefined : HOSTS[parts.partition];
  if (parts === undefined || host === undefined) return undefined;
  const { region, resource } = parts;
  const [kind = '', ...path] = resource.split('/');
  const base = `https://${region}.${host}`;
  const cluster = clusterArn === undefined ? path.at(-2) : arnName(clusterArn);
  const ecs = (page: string): string => `${base}/ecs/v2/${page}?region=${region}`;
  switch (kind) {
    case 'cluster':
      return ecs(`clusters/${arnName(arn)}/services`);
    case 'service':
      return cluster === undefined ? undefined : ecs(`clusters/${cluster}/services/${arnName(arn)}/health`);
    case 'task':
      return cluster === undefined
        ? undefined
        : ecs(`clusters/${cluster}/tasks/${arnName(arn)}/configuration`);
    case 'task-definition': {
      const { family, revision } = parseTaskDefinition(arn);
      return ecs(`task-definitions/${family}/${revision}/containers`);
    }
    case 'targetgroup':
      return `${base}/ec2/home?region=${region}#TargetGroup:targetGroupArn=${encodeURIComponent(arn)}`;
    default:
      return undefined;
  }
}
