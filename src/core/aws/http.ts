import { Agent } from 'node:http';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Logger } from '../lib/logger';

const CONNECT_TIMEOUT_MS = 5_000;
/** Until the answer begins. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Without a byte. A live tail has an update every second, so a silent one is dead (a laptop that slept, say). */
const IDLE_TIMEOUT_MS = 60_000;
const NEVER_MS = 2 ** 31 - 1;

/** One pool of connections for all clients of a connection: a new socket costs two or three round trips. */
export function createRequestHandler(logger: Logger): NodeHttpHandler {
  const handler = new NodeHttpHandler({
    httpAgent: new Agent({ keepAlive: true, maxSockets: 50 }),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    socketTimeout: IDLE_TIMEOUT_MS,
    // The check behind this warning needs an agent.
    socketAcquisitionWarningTimeout: NEVER_MS,
    // Else the handler writes its warnings to the console.
    logger: {
      debug() {},
      info() {},
      warn: (text: unknown) => logger.debug(String(text)),
      error: (text: unknown) => logger.debug(String(text)),
    },
  });
  // Without an agent of its own a request takes Node's global one, which keeps connections too, and the editor puts its
  // proxy and certificates in: with `http.proxySupport` at `on` it does so only for requests that bring no agent.
  handler.updateHttpClientConfig('httpsAgent', undefined);
  return handler;
}
