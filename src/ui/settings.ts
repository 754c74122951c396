import * as vscode from 'vscode';
import { settings, type SettingKey, type SettingValue } from '../contributions.ts';

/** The value of a setting for a folder; one of a wrong type counts as not set. */
export function readSetting<K extends SettingKey>(
  key: K,
  folder?: vscode.WorkspaceFolder,
): SettingValue<K> {
  const setting = settings[key];
  const value = vscode.workspace.getConfiguration(undefined, folder).get<unknown>(key);
  return isValid(value, setting) ? (value as SettingValue<K>) : setting.default;
}

function isValid(
  value: unknown,
  setting: {
    readonly default: unknown;
    readonly values?: readonly unknown[];
    readonly minimum?: number;
  },
): boolean {
  if (typeof value !== typeof setting.default || value === null) return false;
  if (Array.isArray(value) !== Array.isArray(setting.default)) return false;
  if (setting.values && !setting.values.includes(value)) return false;
  return setting.minimum === undefined || (typeof value === 'number' && value >= setting.minimum);
}
