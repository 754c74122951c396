import * as vscode from 'vscode';
import type { contextKeys } from '../contributions.ts';

type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];

/** What `when` clauses compare, or ask by `in`: the names of an object, the numbers of a list. */
type ContextValue = string | boolean | Readonly<Record<string, true>> | readonly number[];

const known = new Map<ContextKey, string>();

/** Sets what `when` clauses read; the same value again costs nothing. */
export function setContext(key: ContextKey, value: ContextValue): void {
  const text = JSON.stringify(value);
  if (known.get(key) === text) return;
  known.set(key, text);
  void vscode.commands.executeCommand('setContext', key, value);
}
