import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Logger } from '../lib/logger';

const CONNECT_TIMEOUT_MS = 5_000;
/** Until the answer begins. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Without a byte. A live tail has an update every second, so a silent one is dead (a laptop that slept, say). */
const IDLE_TIMEOUT_MS = 60_000;
const SOCKETS = { keepAlive: true, maxSockets: 50 } as const;

/** One pool of connections for all clients of a connection: a new socket costs two or three round trips. */
export function createRequestHandler(logger: Logger): NodeHttpHandler {
  return new NodeHttpHandler({
    httpAgent: new HttpAgent(SOCKETS),
    httpsAgent: new HttpsAgent(SOCKETS),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    socketTimeout: IDLE_TIMEOUT_MS,
    // Else the handler writes its warnings to the console.
    logger: {
      debug() {},
      info() {},
      warn: (text: unknown) => logger.debug(String(text)),
      error: (text: unknown) => logger.debug(String(text)),
    },
  });
}
