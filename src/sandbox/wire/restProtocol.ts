import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject } from '../../core/lib/json';
import { parseJsonInput } from './jsonProtocol';
import type { Reply } from './reply';
import type { AwsError } from './service';

const HEADERS = { 'content-type': 'application/json' };

export function parseRestInput(
  body: Buffer,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): JsonObject {
  const accessToken = headers['x-amz-sso_bearer_token'];
  return {
    ...parseJsonInput(body),
    ...Object.fromEntries(query),
    ...(typeof accessToken === 'string' && { accessToken }),
  };
}

export function restAnswer(answer: JsonObject): Reply {
  return { status: 200, headers: HEADERS, body: JSON.stringify(answer) };
}

/** The error's name stands in a header; the body has what OAuth wants there, too. */
export function restError(error: AwsError): Reply {
  return {
    status: error.status,
    headers: { ...HEADERS, 'x-amzn-errortype': error.code },
    body: JSON.stringify({ message: error.message, ...error.members }),
  };
}
