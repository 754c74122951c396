import { l10n } from 'vscode';
import type { CommandId } from '../contributions.ts';
import type { Finding } from '../core/model/finding.ts';
import { entryWords, fieldName } from './entryWords.ts';
import { shortPath } from './findingWords.ts';
import type { PlacedFinding } from './lineTargets.ts';
import { actsOnFinding } from './offeredActs.ts';
import { foreignText, valueWords } from './valueWords.ts';

/** A quick fix on a drifted line: what it will do, and by which command. */
export interface QuickFixWords {
  readonly title: string;
  readonly command: CommandId;
}

const LONGEST_VALUE = 32;
const LONGEST_NAME = 48;

/** What can be done about one finding, the cluster's side first. */
export function quickFixWords({ object, finding }: PlacedFinding): readonly QuickFixWords[] {
  const { apply, capture, ignore } = actsOnFinding(object, finding);
  const path = foreignText(shortPath(finding), LONGEST_NAME);
  return [
    ...(apply === 'none'
      ? []
      : [{ title: applyTitle(finding), command: 'driftline.apply' } as const]),
    ...(capture ? [{ title: captureTitle(finding), command: 'driftline.capture' } as const] : []),
    ...(ignore
      ? [{ title: l10n.t('Ignore {0} here', path), command: 'driftline.ignoreField' } as const]
      : []),
  ];
}

function applyTitle(finding: Finding): string {
  const name = foreignText(fieldName(finding.path), LONGEST_NAME);
  switch (finding.kind) {
    case 'changed':
      if (finding.masked) return l10n.t('Apply {0} from Git', name);
      return l10n.t('Apply {0} from Git', short(finding.git));
    case 'absent':
      return l10n.t('Apply from Git: put back {0}', name);
    case 'added':
    case 'stale':
      return l10n.t('Apply from Git: remove {0} from the cluster', name);
  }
}

function captureTitle(finding: Finding): string {
  switch (finding.kind) {
    case 'changed':
      return l10n.t('Capture {0} into Git', short(finding.live));
    case 'absent':
      return l10n.t(
        'Capture into Git: remove {0}',
        foreignText(fieldName(finding.path), LONGEST_NAME),
      );
    case 'added':
    case 'stale':
      return l10n.t('Capture {0} into Git', entryWords(finding, LONGEST_NAME));
  }
}

function short(value: Finding['git']): string {
  return valueWords(value, LONGEST_VALUE);
}
