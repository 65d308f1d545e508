/** The parts of an ARN; `resource` is everything after the fifth colon. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly resource: string;
}

/** Undefined when the text is no ARN. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, accountId, ...rest] = text.split(':');
  if (prefix !== 'arn' || partition === undefined || service === undefined || region === undefined)
    return undefined;
  if (accountId === undefined || rest.length === 0) return undefined;
  return { partition, service, region, accountId, resource: rest.join(':') };
}

/** What stands after the last slash: a cluster's, service's or task's name or id, in old short ARNs and new long ones. */
export function arnName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** The short form of a task id that people tell tasks apart by; the first characters are random, so six suffice. */
export function shortTaskId(taskArn: string): string {
  return arnName(taskArn).slice(0, 6);
}

/** Family and revision of a task definition ARN or of `family:revision`. */
export function parseTaskDefinition(arnOrName: string): {
  readonly family: string;
  readonly revision: number;
} {
  const [family = '', revision] = arnName(arnOrName).split(':');
  return { family, revision: Number(revision ?? Number.NaN) };
}

/** `family:revision` as people write it. */
export function taskDefinitionName(arn: string): string {
  return arnName(arn);
}
