import { describe, expect, it } from 'vitest';
import { SETTING_RULES } from '../../src/platform/settingRules';
import { manifest, settings } from './manifest';

const SCOPES = [
  'machine',
  'machine-overridable',
  'window',
  'resource',
  'language-overridable',
  'application',
];
const rules = new Map<string, { readonly default: unknown; readonly accepts: (value: unknown) => boolean }>(
  Object.entries(SETTING_RULES).map(([key, rule]) => [`quayside.${key}`, rule]),
);

describe('settings', () => {
  it('are contributed as the code reads them, no more and no fewer', () => {
    expect(settings.map(([key]) => key).sort()).toEqual([...rules.keys()].sort());
  });

  it.each(settings)('%s has a type, a description from the texts and a scope', (_key, setting) => {
    expect(setting.type ?? setting.enum).toBeDefined();
    expect(setting.markdownDescription ?? setting.description).toMatch(/^%.+%$/);
    expect(SCOPES).toContain(setting.scope);
    if (setting.enum !== undefined) {
      const described = setting.enumDescriptions ?? setting.markdownEnumDescriptions;
      expect(described).toHaveLength(setting.enum.length);
    }
  });

  it.each(settings)('%s has the default that the code falls back to', (key, setting) => {
    const rule = rules.get(key);
    expect(setting.default).toEqual(rule?.default);
    expect(rule?.accepts(setting.default)).toBe(true);
  });

  it('that an untrusted workspace must not set exist', () => {
    const restricted = manifest.capabilities?.untrustedWorkspaces?.restrictedConfigurations ?? [];
    expect(restricted.filter((key) => !rules.has(key))).toEqual([]);
  });

  it('that choose a program, an account or its arguments are restricted in an untrusted workspace', () => {
    const restricted = manifest.capabilities?.untrustedWorkspaces?.restrictedConfigurations ?? [];
    const risky = settings
      .map(([key]) => key)
      .filter((key) => /\.(profile|region|docker\..*|targets)$/.test(key));
    expect(risky.filter((key) => !restricted.includes(key))).toEqual([]);
  });
});
