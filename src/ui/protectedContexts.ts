import * as vscode from 'vscode';
import type { SettingKey } from '../contributions.ts';

const KEY: SettingKey = 'driftline.protectedContexts';

/**
 * Globs of contexts that want their name typed, from everywhere they can be set: a workspace, or
 * one of its folders, adds to what the person protects, and takes nothing away.
 */
export function protectedContexts(): readonly string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const found = [undefined, ...folders].flatMap((folder) => {
    const set = vscode.workspace.getConfiguration(undefined, folder).inspect<unknown>(KEY);
    return [set?.globalValue, set?.workspaceValue, set?.workspaceFolderValue];
  });
  return [...new Set(found.flatMap((globs) => (Array.isArray(globs) ? globs.filter(isText) : [])))];
}

function isText(glob: unknown): glob is string {
  return typeof glob === 'string';
}
