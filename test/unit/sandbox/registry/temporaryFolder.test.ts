import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive, temporaryFolder } from '../../../../src/sandbox/registry/temporaryFolder';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'parent-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

describe('a temporary folder', () => {
  it('takes the place of those that dead processes left, and of no other', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(isAlive(pid)).toBe(false);
    const others = [
      `quayside-registry-${process.ppid}-abcdef`,
      `quayside-docker-${pid}-abcdef`,
      `quayside-registry-${pid}-abcdef-kept`,
      'quayside-registry-x-abcdef',
    ];
    for (const name of [`quayside-registry-${pid}-abcdef`, ...others])
      mkdirSync(join(parent, name, 'blobs'), { recursive: true });
    const made = temporaryFolder('registry', parent);
    expect(readdirSync(parent).sort()).toEqual([...others, basename(made)].sort());
  });
});
