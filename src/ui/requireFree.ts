import { l10n } from 'vscode';
import type { Opened } from './workspace.ts';

/** Throws the reason while a rebase or the like is under way: no act then. */
export function requireFree({ session }: Pick<Opened, 'session'>): void {
  const operation = session.store.state.revision?.operation;
  if (operation === undefined) return;
  throw new Error(l10n.t('A {0} is under way: finish or abort it first.', operation));
}
