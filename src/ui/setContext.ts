import * as vscode from 'vscode';
import type { contextKeys } from '../contributions.ts';

type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];

const known = new Map<ContextKey, string | boolean>();

/** Sets what `when` clauses read; the same value again costs nothing. */
export function setContext(key: ContextKey, value: string | boolean): void {
  if (known.get(key) === value) return;
  known.set(key, value);
  void vscode.commands.executeCommand('setContext', key, value);
}
