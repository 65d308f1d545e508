import { isJsonObject, type JsonObject } from '../../core/lib/json';
import { AwsError, WrittenJson, type JsonService } from './service';
import type { Reply } from './reply';

export function parseJsonInput(body: Buffer): JsonObject {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', '');
  }
  if (!isJsonObject(value)) throw new AwsError('SerializationException', '');
  return value;
}

function contentType(protocol: JsonService['protocol']): string {
  return protocol === 'awsJson1.0' ? 'application/x-amz-json-1.0' : 'application/x-amz-json-1.1';
}

export function jsonAnswer(protocol: JsonService['protocol'], answer: JsonObject | WrittenJson): Reply {
  const body = answer instanceof WrittenJson ? answer.bytes : JSON.stringify(answer);
  return { status: 200, headers: { 'content-type': contentType(protocol) }, body };
}

/** HTTP 4xx or 5xx with `{"__type", "message"}` and the error's further members. */
export function jsonError(protocol: JsonService['protocol'], error: AwsError): Reply {
  return {
    status: error.status,
    headers: { 'content-type': contentType(protocol), 'x-amzn-errortype': error.code },
    body: JSON.stringify({ __type: error.code, message: error.message, ...error.members }),
  };
}
