import type { StreamFrame } from './service';

const CRC_TABLE: readonly number[] = Array.from({ length: 256 }, (_unused, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** CRC-32 as zlib has it (`zlib.crc32` exists in newer Node only). */
export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (CRC_TABLE[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}

const STRING_HEADER = 7;

function header(name: string, value: string): Buffer {
  const text = Buffer.from(value, 'utf8');
  const head = Buffer.alloc(1 + name.length + 3);
  head.writeUInt8(name.length, 0);
  head.write(name, 1, 'latin1');
  head.writeUInt8(STRING_HEADER, 1 + name.length);
  head.writeUInt16BE(text.length, 2 + name.length);
  return Buffer.concat([head, text]);
}

/**
 * One message of `application/vnd.amazon.eventstream`: total length, header length, CRC of those two, headers, payload,
 * CRC of everything before.
 */
export function encodeFrame(frame: StreamFrame): Buffer {
  const kind = frame.exception === true ? 'exception' : 'event';
  const headers = Buffer.concat([
    header(':message-type', kind),
    header(`:${kind}-type`, frame.type),
    header(':content-type', 'application/json'),
  ]);
  const payload = Buffer.from(JSON.stringify(frame.payload), 'utf8');
  const message = Buffer.alloc(12 + headers.length + payload.length + 4);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(headers.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  headers.copy(message, 12);
  payload.copy(message, 12 + headers.length);
  message.writeUInt32BE(crc32(message.subarray(0, -4)), message.length - 4);
  return message;
}
