import type { ServerResponse } from 'node:http';

/** An error in the registry protocol's shape; docker prints `code` in lower case with spaces, then `text`. */
export class RegistryError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, text: string, headers: Readonly<Record<string, string>> = {}) {
    super(text);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function respond(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string | number>> = {},
  body = '',
): void {
  response.writeHead(status, { 'Content-Length': Buffer.byteLength(body), ...headers });
  response.end(body);
}

export function respondError(response: ServerResponse, error: RegistryError): void {
  const body = JSON.stringify({ errors: [{ code: error.code, message: error.message }] });
  respond(
    response,
    error.status,
    { 'Content-Type': 'application/json; charset=utf-8', ...error.headers },
    body,
  );
}
