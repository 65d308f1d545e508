/**
 * An image whose only program sleeps, like the pause container of the ECS agent: it holds a task's network, whatever
 * the task's own containers do. It is made here, so that it is there without a registry and runs nobody's code.
 */

/** Instructions that sleep until a signal comes, again and again; by the engine's name for the processor. */
const CODE: Readonly<Record<string, readonly number[]>> = {
  // mov eax, 34 (pause); syscall; jmp back
  amd64: [0xb8, 0x22, 0x00, 0x00, 0x00, 0x0f, 0x05, 0xeb, 0xf7],
  // mov x0..x3, 0; mov x8, 73 (ppoll); svc 0; b back
  arm64: [0xd2800000, 0xd2800001, 0xd2800002, 0xd2800003, 0xd2800928, 0xd4000001, 0x17fffffa].flatMap(
    (word) => [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24],
  ),
};
const MACHINE: Readonly<Record<string, number>> = { amd64: 62, arm64: 183 };

const HEADERS = 64 + 56;
const ADDRESS = 0x400000;
const TAR_BLOCK = 512;

export const PAUSE_PROGRAM = 'pause';
/** What it is called in the engine; each sandbox has a tag. */
export const PAUSE_IMAGE = 'quayside-pause';

/** An archive with the program in it, for `docker import`; undefined for processors that it was not written for. */
export function pauseArchive(architecture: string): Buffer | undefined {
  const program = pauseProgram(architecture);
  if (program === undefined) return undefined;
  const header = Buffer.alloc(TAR_BLOCK);
  header.write(PAUSE_PROGRAM, 0);
  header.write('0000755\0' + '0000000\0'.repeat(2), 100);
  header.write(`${program.length.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0`, 124);
  // The checksum counts itself as blanks.
  header.write(' '.repeat(8) + '0', 148);
  header.write('ustar\0' + '00', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, program, Buffer.alloc(TAR_BLOCK - program.length + 2 * TAR_BLOCK)]);
}

/** The smallest Linux program there can be: the header of the file, that of its one segment, the instructions. */
export function pauseProgram(architecture: string): Buffer | undefined {
  const code = CODE[architecture];
  const machine = MACHINE[architecture];
  if (code === undefined || machine === undefined) return undefined;
  const size = HEADERS + code.length;
  const file = Buffer.alloc(size);
  // 64 bits, little endian, version 1
  file.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  file.writeUInt16LE(2, 16); // an executable
  file.writeUInt16LE(machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(BigInt(ADDRESS + HEADERS), 24); // where it begins
  file.writeBigUInt64LE(64n, 32); // where the segments are told of
  file.writeUInt16LE(64, 52);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt32LE(1, 64); // loaded
  file.writeUInt32LE(5, 68); // to be read and run
  file.writeBigUInt64LE(BigInt(ADDRESS), 80);
  file.writeBigUInt64LE(BigInt(ADDRESS), 88);
  file.writeBigUInt64LE(BigInt(size), 96);
  file.writeBigUInt64LE(BigInt(size), 104);
  file.writeBigUInt64LE(0x10000n, 112); // fits the largest pages
  file.set(code, HEADERS);
  return file;
}
