import { l10n, workspace, type ConfigurationScope, type Disposable } from 'vscode';
import { QuaysideError } from '../core/lib/errors';
import { checkSetting, type SettingKey, type Settings } from './settingRules';

const SECTION = 'quayside';

/** The value of a setting, or its default when what is written there is not usable. */
export function readSetting<K extends SettingKey>(key: K, scope?: ConfigurationScope): Settings[K] {
  return checkSetting(key, written(key, scope)).value;
}

/**
 * The same, for work that must not go on with another value than the person wrote: throws `settings` with a sentence that
 * says what is allowed.
 */
export function requireSetting<K extends SettingKey>(key: K, scope?: ConfigurationScope): Settings[K] {
  const { value, problem } = checkSetting(key, written(key, scope));
  if (problem === undefined) return value;
  const allowed = l10n.t(problem.template, ...problem.args);
  throw new QuaysideError('settings', l10n.t('{0} must be {1}.', `${SECTION}.${key}`, allowed), {
    details: { setting: key },
  });
}

export function onDidChangeSetting(key: SettingKey, listener: () => void): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${SECTION}.${key}`)) listener();
  });
}

function written(key: SettingKey, scope: ConfigurationScope | undefined): unknown {
  return workspace.getConfiguration(SECTION, scope).get<unknown>(key);
}
