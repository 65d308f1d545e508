import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { httpProbe, matches } from '../../../../src/sandbox/engine/probe';

const servers: Server[] = [];

async function serve(status: number | undefined): Promise<number> {
  const server = createServer((request, response) => {
    if (status !== undefined) response.writeHead(request.url === '/health' ? status : 404).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('a health check', () => {
  test('tells the status that the path answers with', async () => {
    const port = await serve(204);
    expect(await httpProbe(port, '/health', 1000)).toEqual({ kind: 'answer', status: 204 });
    expect(await httpProbe(port, '/', 1000)).toEqual({ kind: 'answer', status: 404 });
  });

  test('tells when nothing answers in time, or nobody listens', async () => {
    expect(await httpProbe(await serve(undefined), '/health', 50)).toEqual({ kind: 'timeout' });
    const port = await serve(200);
    servers.pop()?.close();
    expect(await httpProbe(port, '/health', 1000)).toEqual({ kind: 'refused' });
  });
});

test.each([
  ['200', 200, true],
  ['200', 201, false],
  ['200-299', 204, true],
  ['200,302', 302, true],
  ['200-204,302', 301, false],
])('the matcher %s takes %i: %s', (matcher, status, expected) => {
  expect(matches(matcher, status)).toBe(expected);
});
