import { l10n } from 'vscode';
import type { ObjectStatus } from '../core/model/objectStatus.ts';

/** What may be said where all is in sync: a field that a rule hides may differ all the same. */
export function goodWords(objects: Iterable<ObjectStatus>): string {
  for (const { ignored } of objects) {
    if (ignored.some(({ kind }) => kind === 'changed' || kind === 'absent')) {
      return l10n.t('Everything that Git declares runs as declared, but for what is ignored.');
    }
  }
  return l10n.t('Everything that Git declares runs as declared.');
}
