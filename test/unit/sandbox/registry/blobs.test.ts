import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BlobStore, digestOf } from '../../../../src/sandbox/registry/blobs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('uploads that a crash left half-finished are gone when the next one takes the folder up, blobs are not', async () => {
  const crashed = new BlobStore(folder);
  const digest = crashed.putSync('content');
  await crashed.append(await crashed.startUpload(), Readable.from(['half']));
  const next = new BlobStore(folder);
  expect(await readdir(folder)).toEqual(['blobs']);
  expect(await next.text(digest)).toBe('content');
});

test('a blob is in the folder under its digest and nothing else is', async () => {
  const blobs = new BlobStore(folder);
  expect(blobs.putSync('content')).toBe(digestOf('content'));
  expect(blobs.putSync('content')).toBe(digestOf('content'));
  expect(await readdir(join(folder, 'blobs'))).toEqual([digestOf('content').slice('sha256:'.length)]);
});
