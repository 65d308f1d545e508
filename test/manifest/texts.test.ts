import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestText, readJson, texts } from './manifest';

const used = new Set([...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key));
const root = path.join(import.meta.dirname, '..', '..');
const translations = readdirSync(root).filter((name) => /^package\.nls\..+\.json$/.test(name));

describe('texts of the manifest', () => {
  it('exist for every key in use', () => {
    expect([...used].filter((key) => key === undefined || !(key in texts))).toEqual([]);
  });

  it('are all in use', () => {
    expect(Object.keys(texts).filter((key) => !used.has(key))).toEqual([]);
  });

  it('are translated in full, or not at all', () => {
    for (const name of translations) {
      expect(Object.keys(readJson(name) as object).sort(), name).toEqual(Object.keys(texts).sort());
    }
  });
});
