import { expect, test } from 'vitest';
import { crc32, encodeFrame } from '../../../../src/sandbox/wire/eventStream';

test('the checksum is the CRC-32 of zlib', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  expect(crc32(Buffer.alloc(0))).toBe(0);
});

test('a frame has its lengths, headers, payload and both checksums where the format has them', () => {
  const frame = encodeFrame({ type: 'sessionUpdate', payload: { results: ['ä'] } });
  const headersLength = frame.readUInt32BE(4);
  expect(frame.readUInt32BE(0)).toBe(frame.length);
  expect(frame.readUInt32BE(8)).toBe(crc32(frame.subarray(0, 8)));
  expect(frame.readUInt32BE(frame.length - 4)).toBe(crc32(frame.subarray(0, -4)));
  const headers = frame.subarray(12, 12 + headersLength).toString('latin1');
  expect(headers).toContain(':message-type\x07\x00\x05event');
  expect(headers).toContain(':event-type\x07\x00\x0dsessionUpdate');
  expect(JSON.parse(frame.subarray(12 + headersLength, -4).toString('utf8'))).toEqual({ results: ['ä'] });
});

test('an exception is marked as one', () => {
  const frame = encodeFrame({ type: 'SessionTimeoutException', payload: {}, exception: true });
  expect(frame.toString('latin1')).toContain(':exception-type\x07\x00\x17SessionTimeoutException');
});
