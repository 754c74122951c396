import { l10n } from 'vscode';
import { formatPath } from '../core/model/fieldPath.ts';
import type { Finding } from '../core/model/finding.ts';
import type { Json } from '../core/model/json.ts';

const LONGEST_VALUE = 44;
const LONGEST_PATH = 44;

/** A finding from Git to the cluster on one short line: `spec.replicas 3 → 5`, `…env[name=A] added`. */
export function findingWords(finding: Finding): string {
  const path = shortPath(finding);
  switch (finding.kind) {
    case 'changed':
      if (finding.masked) return l10n.t('{0} changed (secret)', path);
      return `${path} ${shortValue(finding.git)} → ${shortValue(finding.live)}`;
    case 'absent':
      return l10n.t('{0} is gone', path);
    case 'added':
      return l10n.t('{0} added', path);
    case 'stale':
      return l10n.t('{0} left over', path);
  }
}

/** Its end tells most. */
export function shortPath({ path }: Finding): string {
  const text = formatPath(path);
  for (let from = 1; from < path.length && text.length > LONGEST_PATH; from++) {
    const end = formatPath(path.slice(from));
    if (end.length < LONGEST_PATH) return `…${end}`;
  }
  return text;
}

/** Both ends of a long value tell: an image's name and its tag. */
export function shortValue(value: Json | undefined): string {
  if (value === undefined) return l10n.t('nothing');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text === '' ? '""' : text.replace(/\s+/g, ' ');
  if (line.length <= LONGEST_VALUE) return line;
  const half = Math.floor((LONGEST_VALUE - 1) / 2);
  return `${line.slice(0, half)}…${line.slice(-half)}`;
}
