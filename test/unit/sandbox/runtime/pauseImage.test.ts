import { describe, expect, it } from 'vitest';
import { pauseArchive, pauseProgram } from '../../../../src/sandbox/runtime/pauseImage';

describe('the program that holds the network of a task', () => {
  it.each([
    ['amd64', 62],
    ['arm64', 183],
  ])('is a program for %s that begins behind its headers', (architecture, machine) => {
    const program = pauseProgram(architecture) ?? Buffer.alloc(0);
    expect(program.toString('latin1', 0, 4)).toBe('\x7fELF');
    expect(program.readUInt16LE(18)).toBe(machine);
    const [entry, address] = [program.readBigUInt64LE(24), program.readBigUInt64LE(80)];
    expect(entry - address).toBe(120n);
    expect(program.readBigUInt64LE(96)).toBe(BigInt(program.length));
  });

  it('is not there for processors that it was not written for', () => {
    expect(pauseArchive('riscv64')).toBeUndefined();
  });

  it('lies in an archive whose header adds up', () => {
    const archive = pauseArchive('amd64') ?? Buffer.alloc(512);
    expect(archive.length % 512).toBe(0);
    const told = Number.parseInt(archive.toString('latin1', 148, 154), 8);
    const header = Buffer.from(archive.subarray(0, 512)).fill(' ', 148, 156);
    expect(header.reduce((sum, byte) => sum + byte, 0)).toBe(told);
    expect(archive.toString('latin1', 0, 6)).toBe('pause\0');
  });
});
