import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../../src/core/lib/message';
import { checkSetting, SETTING_RULES, type SettingKey } from '../../../src/platform/settingRules';

const keys = Object.keys(SETTING_RULES) as SettingKey[];

describe('a setting', () => {
  it.each(keys)('%s accepts its own default', (key) => {
    const { default: standard } = SETTING_RULES[key];
    expect(checkSetting(key, standard)).toEqual({ value: standard });
  });

  it.each(keys)('%s falls back to its default where nothing is written, without a complaint', (key) => {
    expect(checkSetting(key, undefined)).toEqual({ value: SETTING_RULES[key].default });
  });

  it.each(keys)('%s of a wrong type is replaced by its default, and says what it may be', (key) => {
    for (const wrong of [null, { a: 1 }, Number.NaN]) {
      const { value, problem } = checkSetting(key, wrong);
      expect(value).toEqual(SETTING_RULES[key].default);
      expect(problem).toBeDefined();
    }
  });

  it.each<[SettingKey, unknown]>([
    ['region', 'eu-central-1'],
    ['region', 'us-gov-west-1'],
    ['deploy.pin', 'tag'],
    ['docker.platform', 'linux/arm64'],
    ['docker.platform', 'linux/arm/v7'],
    ['explorer.refresh', 0],
    ['targets', [{ anything: true }]],
  ])('%s may be %j', (key, value) => {
    expect(checkSetting(key, value)).toEqual({ value });
  });

  it.each<[SettingKey, unknown, string]>([
    ['region', 'Frankfurt', 'a region such as eu-central-1'],
    ['deploy.tag', '  ', 'a tag such as {commit}-{time}'],
    ['deploy.pin', 'latest', '"digest" or "tag"'],
    ['docker.platform', 'arm64', 'a platform such as linux/arm64'],
    ['docker.command', '', 'the name or path of a program'],
    ['explorer.refresh', -1, 'a number from 0 to 3600'],
    ['logs.since', '15', 'a number from 0 to 10080'],
    ['docker.provenance', 'yes', 'true or false'],
  ])('%s may not be %j', (key, value, expected) => {
    const { problem } = checkSetting(key, value);
    expect(problem && formatMessage(problem)).toBe(expected);
  });
});
