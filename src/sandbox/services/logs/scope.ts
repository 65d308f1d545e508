import { isJsonObject, type JsonObject } from '../../../core/lib/json';
import { integer, text } from '../../wire/input';
import { AwsError } from '../../wire/service';
import type { LogGroup, LogScope, LogStore, LogStream } from './logStore';

export function invalidParameter(text: string): AwsError {
  return new AwsError('InvalidParameterException', text);
}

export function groupNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
}

function streamNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
}

/** As AWS words a broken bound of its model. */
function constraint(value: string, member: string, rule: string): AwsError {
  return invalidParameter(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${rule}`,
  );
}

export function required(input: JsonObject, name: string): string {
  const value = text(input, name);
  if (value === undefined) {
    throw invalidParameter(
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return value;
}

export function groupName(input: JsonObject): string {
  const name = required(input, 'logGroupName');
  if (name.length < 1 || name.length > 512 || !/^[.\-_/#A-Za-z0-9]+$/.test(name)) {
    throw constraint(name, 'logGroupName', 'satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+');
  }
  return name;
}

export function streamName(input: JsonObject): string {
  const name = required(input, 'logStreamName');
  if (name.length < 1 || name.length > 512 || !/^[^:*]*$/.test(name)) {
    throw constraint(name, 'logStreamName', 'satisfy regular expression pattern: [^:*]*');
  }
  return name;
}

export function limitOf(input: JsonObject, max: number): number {
  const limit = integer(input, 'limit') ?? max;
  if (limit < 1) throw constraint(String(limit), 'limit', 'have value greater than or equal to 1');
  if (limit > max) throw constraint(String(limit), 'limit', `have value less than or equal to ${max}`);
  return limit;
}

const GROUP_ARN = /^arn:aws[a-z-]*:logs:([a-z0-9-]+):(\d{12}):log-group:([^:*]+)(:\*)?$/;

/** The group that an ARN without `:*` names, whoever owns it. */
export function groupByArn(store: LogStore, arn: string): LogGroup | undefined {
  const [, region, accountId, name, star] = GROUP_ARN.exec(arn) ?? [];
  if (region === undefined || accountId === undefined || name === undefined || star !== undefined)
    return undefined;
  return store.group({ accountId, region }, name);
}

/** The group of `logGroupName` or `logGroupIdentifier` (a name or an ARN), one of which must be given. */
export function requireGroup(store: LogStore, input: JsonObject, scope: LogScope): LogGroup {
  const name = text(input, 'logGroupName');
  const identifier = text(input, 'logGroupIdentifier');
  if ((name === undefined) === (identifier === undefined)) {
    throw invalidParameter('Exactly one of logGroupName and logGroupIdentifier must be specified');
  }
  const wanted = name ?? identifier ?? '';
  const group = wanted.startsWith('arn:') ? groupByArn(store, wanted) : store.group(scope, wanted);
  if (group === undefined || group.scope.accountId !== scope.accountId) throw groupNotFound();
  return group;
}

export function requireStream(group: LogGroup, name: string): LogStream {
  const stream = group.streams.get(name);
  if (stream === undefined) throw streamNotFound();
  return stream;
}

export function groupArn({ scope, name }: LogGroup): string {
  return `arn:aws:logs:${scope.region}:${scope.accountId}:log-group:${name}`;
}

/** A token that only says where the next page begins. */
export function encodeToken(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export function decodeToken(token: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    throw invalidToken();
  }
  if (!isJsonObject(value)) throw invalidToken();
  return value;
}

export function invalidToken(): AwsError {
  return invalidParameter('The specified nextToken is invalid.');
}
