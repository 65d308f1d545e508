import { Uri } from 'vscode';
import type { ConnectionChoice } from '../../core/aws/connections';
import type { LogSubject } from '../../core/logs/model';
import { isConnectionChoice } from '../../platform/state';
import { subjectName } from './viewWords';

export const SEARCH_SCHEME = 'quayside-search';
export const INSIGHTS_SCHEME = 'quayside-insights';

/** What was asked for, and of whom: all that is needed to ask again. */
export interface LogRequest {
  readonly connection: ConnectionChoice;
  readonly subject: LogSubject;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** A pattern of CloudWatch's, or a query; empty for all lines. */
  readonly text: string;
}

/** The address of a document; asked again, the same request has the same one. */
export function logUri(scheme: typeof SEARCH_SCHEME | typeof INSIGHTS_SCHEME, request: LogRequest): Uri {
  const ending = scheme === SEARCH_SCHEME ? '.ecslog' : '.md';
  return Uri.from({
    scheme,
    path: `/${subjectName(request.subject)}${ending}`,
    query: JSON.stringify(request),
  });
}

/** Undefined for what is no address of ours: a window keeps addresses of earlier versions, too. */
export function logRequest({ query }: Uri): LogRequest | undefined {
  const request = parse(query);
  if (typeof request !== 'object' || request === null) return undefined;
  const has = (name: string, type: string): boolean => typeof Reflect.get(request, name) === type;
  const subject: unknown = Reflect.get(request, 'subject');
  const whole =
    has('from', 'number') &&
    has('to', 'number') &&
    has('text', 'string') &&
    isConnectionChoice(Reflect.get(request, 'connection')) &&
    typeof subject === 'object' &&
    subject !== null &&
    typeof Reflect.get(subject, 'clusterArn') === 'string';
  return whole ? (request as LogRequest) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
