import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifest, manifestText, readBytes } from './manifest';

const minor = (version: string | undefined): number => {
  const [, major = '0', second = '0'] = /(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return Number(major) * 10_000 + Number(second);
};

describe('the package', () => {
  it('is the extension that others know', () => {
    expect(`${manifest.publisher}.${manifest.name}`).toBe('quayside.quayside-ecs');
  });

  it('costs nothing until one of its views, commands or restored panels is used', () => {
    expect(manifest.activationEvents).toEqual([
      'onWebviewPanel:quayside.deployment',
      'onWebviewPanel:quayside.explanation',
    ]);
  });

  it('promises no older editor than the one whose API it is compiled against', () => {
    expect(minor(manifest.devDependencies['@types/vscode'])).toBeLessThanOrEqual(
      minor(manifest.engines.vscode),
    );
  });

  it('has an icon of at least 128 pixels', () => {
    const png = readBytes(manifest.icon);
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(128);
    expect(png.readUInt32BE(20)).toBe(png.readUInt32BE(16));
  });

  it('names only pictures that exist', () => {
    const named = [...manifestText.matchAll(/"(media\/[^"]+)"/g)].flatMap(([, file]) => file ?? []);
    const root = path.join(import.meta.dirname, '..', '..');
    expect(named).not.toEqual([]);
    expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });
});
