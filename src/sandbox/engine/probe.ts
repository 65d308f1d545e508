import { request } from 'node:http';

/** What a target answered to a load balancer's health check. */
export type ProbeResult =
  | { readonly kind: 'answer'; readonly status: number }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'refused' }
  /** Nobody asks: the load balancer does not serve the target's zone. */
  | { readonly kind: 'zone' };

export type Probe = (port: number, path: string, timeoutMs: number) => Promise<ProbeResult>;

/** Asks a published port of a real container, on 127.0.0.1. Never rejects. */
export const httpProbe: Probe = (port, path, timeoutMs) =>
  new Promise((resolve) => {
    const call = request({ host: '127.0.0.1', port, path, agent: false, timeout: timeoutMs }, (response) => {
      response.resume();
      resolve({ kind: 'answer', status: response.statusCode ?? 0 });
    });
    call.on('timeout', () => {
      resolve({ kind: 'timeout' });
      call.destroy();
    });
    call.on('error', () => resolve({ kind: 'refused' }));
    call.end();
  });

/** `200`, `200-299`, `200,302`: the matcher of a target group. */
export function matches(matcher: string, status: number): boolean {
  return matcher.split(',').some((part) => {
    const [from, to] = part.split('-').map(Number);
    return from !== undefined && status >= from && status <= (to ?? from);
  });
}
