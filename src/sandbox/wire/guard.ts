import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** `127.0.0.1:4000` -> `127.0.0.1`; keeps the brackets of an IPv6 address. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

/**
 * Why a request is turned away, or undefined. A page in a browser always sends `Origin` with a cross-site POST, and a
 * name that was rebound to the loopback address shows in `Host`: neither is a client of the sandbox.
 */
export function refusal(headers: IncomingHttpHeaders): string | undefined {
  if (headers.origin !== undefined) return 'Requests from web pages are refused.';
  if (headers.host === undefined || !LOOPBACK_HOSTS.has(hostName(headers.host))) {
    return 'Only loopback host names are served.';
  }
  return undefined;
}
