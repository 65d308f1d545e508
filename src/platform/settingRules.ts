import { message, type Message } from '../core/lib/message';

/** Every setting of the product and its type; the key is what follows `quayside.` */
export interface Settings {
  /** Empty: whatever was used last. */
  readonly profile: string;
  /** Empty: the profile's own. */
  readonly region: string;
  /** As written; what a target must look like is checked where targets are read. */
  readonly targets: readonly unknown[];
  readonly 'deploy.tag': string;
  readonly 'deploy.pin': 'digest' | 'tag';
  readonly 'docker.command': string;
  /** Empty: the current one. */
  readonly 'docker.context': string;
  /** Empty: the one that buildx uses now. */
  readonly 'docker.builder': string;
  /** Empty: what the running revision needs. */
  readonly 'docker.platform': string;
  readonly 'docker.provenance': boolean;
  /** Minutes of history that a log begins with. */
  readonly 'logs.since': number;
  /** Where lines of containers that do not log to CloudWatch can be read; empty for none. */
  readonly 'logs.linkTemplate': string;
  /** Folders of containers, and the folders of the workspace that they come from. */
  readonly 'logs.pathMapping': Readonly<Record<string, string>>;
  /** Seconds between two refreshes of what is on screen; 0 is never. */
  readonly 'explorer.refresh': number;
}
export type SettingKey = keyof Settings;

/** What a setting may be, and what stands in for it when it is something else. */
export interface SettingRule<T> {
  readonly default: T;
  readonly accepts: (value: unknown) => value is T;
  /** What is allowed, for the sentence that says why a value was not taken. */
  readonly expected: Message;
}

export const SETTING_RULES: { readonly [K in SettingKey]: SettingRule<Settings[K]> } = {
  profile: text(''),
  region: text('', /^$|^[a-z]{2}(-[a-z]+)+-\d+$/, 'a region such as eu-central-1'),
  targets: {
    default: [],
    accepts: (value): value is readonly unknown[] => Array.isArray(value),
    expected: expected('a list of targets'),
  },
  'deploy.tag': text('{commit}-{time}', /\S/, 'a tag such as {commit}-{time}'),
  'deploy.pin': {
    default: 'digest',
    accepts: (value): value is 'digest' | 'tag' => value === 'digest' || value === 'tag',
    expected: expected('"digest" or "tag"'),
  },
  'docker.command': text('docker', /\S/, 'the name or path of a program'),
  'docker.context': text(''),
  'docker.builder': text(''),
  'docker.platform': text('', /^$|^[a-z0-9]+\/[a-z0-9]+(\/[a-z0-9]+)?$/, 'a platform such as linux/arm64'),
  'docker.provenance': {
    default: false,
    accepts: (value): value is boolean => typeof value === 'boolean',
    expected: expected('true or false'),
  },
  'logs.since': number(15, 0, 7 * 24 * 60),
  'logs.linkTemplate': text('', /^$|^https?:\/\//, 'an address that begins with https://'),
  'logs.pathMapping': {
    default: {},
    accepts: (value): value is Readonly<Record<string, string>> =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every((folder) => typeof folder === 'string'),
    expected: expected('folders by folder, such as { "/app": "services/web" }'),
  },
  'explorer.refresh': number(30, 0, 3600),
};

/** The value to use, and why it is not the one that was written. */
export function checkSetting<K extends SettingKey>(
  key: K,
  value: unknown,
): { readonly value: Settings[K]; readonly problem?: Message } {
  const rule: SettingRule<Settings[K]> = SETTING_RULES[key];
  if (value === undefined) return { value: rule.default };
  if (rule.accepts(value)) return { value };
  return { value: rule.default, problem: rule.expected };
}

function text(standard: string, pattern?: RegExp, what = 'a text'): SettingRule<string> {
  return {
    default: standard,
    accepts: (value): value is string => typeof value === 'string' && (pattern?.test(value) ?? true),
    expected: expected(what),
  };
}

function number(standard: number, least: number, most: number): SettingRule<number> {
  return {
    default: standard,
    accepts: (value): value is number =>
      typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most,
    expected: message('settings.number', 'a number from {0} to {1}', least, most),
  };
}

function expected(what: string): Message {
  return message('settings.expected', what);
}
