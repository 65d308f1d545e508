import { crc32 } from 'node:zlib';

/** One message of `application/vnd.amazon.eventstream`, as live tails are sent. */
export function frame(headers: Readonly<Record<string, string>>, payload: unknown): Buffer {
  const encodedHeaders = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const text = Buffer.from(value, 'utf8');
      const head = Buffer.from([name.length, ...Buffer.from(name), 7, text.length >> 8, text.length & 255]);
      return Buffer.concat([head, text]);
    }),
  );
  const body = Buffer.from(JSON.stringify(payload), 'utf8');
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(16 + encodedHeaders.length + body.length, 0);
  prelude.writeUInt32BE(encodedHeaders.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, encodedHeaders, body]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(message), 0);
  return Buffer.concat([message, checksum]);
}

export function event(type: string, payload: unknown): Buffer {
  const headers = { ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' };
  return frame(headers, payload);
}

export function exception(type: string, payload: unknown): Buffer {
  const headers = {
    ':message-type': 'exception',
    ':exception-type': type,
    ':content-type': 'application/json',
  };
  return frame(headers, payload);
}
