import { l10n } from 'vscode';
import { formatPath } from '../core/model/fieldPath.ts';
import type { Finding } from '../core/model/finding.ts';
import { isEqual } from '../core/model/equal.ts';
import { objectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import { fields } from './presentation.ts';

/** What a document would do to the cluster as it is written now, at its first line. */
export interface EditedMark {
  /** From 1, in the text that was judged. */
  readonly line: number;
  readonly text: string;
}

/**
 * What an edited text would change in the cluster, document by document: only what the edit itself
 * changes, not what differs from Git's text as well.
 */
export function editedMarks(
  judged: readonly ObjectStatus[],
  known: readonly ObjectStatus[],
): readonly EditedMark[] {
  const before = new Map(known.map((object) => [objectKey(object.ref), object]));
  return judged.flatMap((object) => {
    const was = before.get(objectKey(object.ref));
    const words = object.source && editWords(object, was);
    return words === undefined || object.source === undefined
      ? []
      : [{ line: object.source.line, text: `✎ ${words}` }];
  });
}

function editWords(object: ObjectStatus, was: ObjectStatus | undefined): string | undefined {
  const isNew = was === undefined || was.facets.includes('uncommitted');
  if (object.status === 'unknown') return isNew ? l10n.t('not committed yet') : undefined;
  if (object.status === 'invalid') {
    return was?.status === 'invalid' ? undefined : l10n.t('edited here: can’t be read');
  }
  if (object.status === 'missing') {
    if (!isNew) return undefined;
    return l10n.t('not committed yet: would be created');
  }
  if (isNew) {
    return object.findings.length === 0
      ? l10n.t('not committed yet: agrees with the cluster')
      : l10n.t('not committed yet: would change {0}', fields(object.findings.length));
  }
  const changed = object.findings.filter((one) => !was.findings.some((other) => same(one, other)));
  const settled = was.findings.filter(
    (one) => !object.findings.some((other) => samePlace(one, other)),
  );
  if (changed.length > 0) return changeWords(object, changed.length);
  return settled.length > 0
    ? l10n.t('edited here: {0} would agree with the cluster', fields(settled.length))
    : undefined;
}

/** Committed on this branch, or not committed at all. */
function changeWords({ facets }: ObjectStatus, count: number): string {
  const isAhead = facets.includes('ahead') && !facets.includes('edited');
  return isAhead
    ? l10n.t('this branch will change {0}', fields(count))
    : l10n.t('edited here: would change {0}', fields(count));
}

function samePlace(a: Finding, b: Finding): boolean {
  return formatPath(a.path) === formatPath(b.path);
}

/** Git's side is what an edit changes. Of masked values nothing tells. */
function same(a: Finding, b: Finding): boolean {
  return a.kind === b.kind && samePlace(a, b) && isEqual(a.git ?? null, b.git ?? null);
}
