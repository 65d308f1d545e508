/** A complete answer, ready to be written. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export function bytesOf({ body }: Reply): Buffer {
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
}
