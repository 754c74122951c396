import { writerWords } from '../../core/diff/writerWords.ts';
import { formatPath } from '../../core/model/fieldPath.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { ObjectStatus } from '../../core/model/objectStatus.ts';
import { statusPresentation } from '../presentation.ts';

/**
 * Whether an object is meant by a filter: every word of it stands in the object's name, kind,
 * namespace, file or status, or in a finding's path or writer. Case doesn't count. Values don't
 * count either: they may be secret.
 */
export function matchesText(filter: string): (status: ObjectStatus) => boolean {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return () => true;
  return (status) => {
    const text = searchedText(status);
    return words.every((word) => text.includes(word));
  };
}

function searchedText({ ref, source, status, findings }: ObjectStatus): string {
  return [
    ref.name,
    ref.kind,
    ref.namespace ?? '',
    source?.file ?? '',
    statusPresentation[status].word,
    ...findings.map(findingText),
  ]
    .join('\n')
    .toLowerCase();
}

function findingText({ path, writer }: Finding): string {
  return `${formatPath(path)} ${writer === undefined ? '' : writerWords(writer)}`;
}
