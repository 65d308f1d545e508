import type { LogOutputChannel } from 'vscode';
import { describeError, QuaysideError } from '../core/lib/errors';
import type { Logger } from '../core/lib/logger';

/** Core's log in an output channel, whose level the person sets in the editor. */
export function createLogger(channel: LogOutputChannel): Logger {
  return {
    debug: (text) => channel.debug(text),
    info: (text) => channel.info(text),
    warn: (text) => channel.warn(text),
    error: (text, cause) => channel.error(cause === undefined ? text : `${text}: ${describeCause(cause)}`),
  };
}

/** The messages of the chain, the facts of our own error, and the stack where something went wrong that we did not foresee. */
function describeCause(cause: unknown): string {
  if (QuaysideError.is(cause))
    return `${cause.code}: ${describeError(cause)} ${JSON.stringify(cause.details)}`;
  return cause instanceof Error ? (cause.stack ?? describeError(cause)) : describeError(cause);
}
