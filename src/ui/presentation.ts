import { l10n } from 'vscode';
import type { ColorId } from '../contributions.ts';
import type { FindingKind } from '../core/model/finding.ts';
import type { ObjectStatus, Status } from '../core/model/objectStatus.ts';

/** How every surface shows one status; the words are the same everywhere. */
export interface StatusPresentation {
  /** Picture in `media/marks`, without `-hollow`, `-dark` and `.svg`. */
  readonly icon: string;
  /** One character, for the explorer and the status bar. */
  readonly badge: string;
  readonly color: ColorId;
  readonly word: string;
  /** Worst first, from 1. */
  readonly rank: number;
}

/** A status that is not here does not compile: experience.md's one table. */
export const statusPresentation: Readonly<Record<Status, StatusPresentation>> = {
  unknown: {
    icon: 'unknown',
    badge: '?',
    color: 'driftline.unknown',
    word: l10n.t('Can’t tell'),
    rank: 1,
  },
  invalid: {
    icon: 'invalid',
    badge: '!',
    color: 'driftline.invalid',
    word: l10n.t('Can’t be read'),
    rank: 2,
  },
  missing: {
    icon: 'missing',
    badge: '∅',
    color: 'driftline.missing',
    word: l10n.t('Missing in the cluster'),
    rank: 3,
  },
  drifted: {
    icon: 'drifted',
    badge: '≠',
    color: 'driftline.drifted',
    word: l10n.t('Drifted'),
    rank: 4,
  },
  extra: {
    icon: 'extra',
    badge: '+',
    color: 'driftline.extra',
    word: l10n.t('Not in Git'),
    rank: 5,
  },
  behind: {
    icon: 'behind',
    badge: '↓',
    color: 'driftline.behind',
    word: l10n.t('Behind Git'),
    rank: 6,
  },
  inSync: {
    icon: 'inSync',
    badge: '✓',
    color: 'driftline.inSync',
    word: l10n.t('In sync'),
    rank: 7,
  },
};

/** All statuses, worst first. */
export const statusesByRank: readonly Status[] = (Object.keys(statusPresentation) as Status[]).sort(
  (a, b) => statusPresentation[a].rank - statusPresentation[b].rank,
);

/** How a finding's own line is marked; of two on one line the lower rank stands. */
export interface FindingPresentation {
  /** Picture in `media/marks` behind `drifted-` or `behind-`. */
  readonly icon: string;
  readonly word: string;
  readonly rank: number;
}

export const findingPresentation: Readonly<Record<FindingKind, FindingPresentation>> = {
  changed: { icon: 'changed', word: l10n.t('changed'), rank: 1 },
  absent: { icon: 'absent', word: l10n.t('missing'), rank: 2 },
  added: { icon: 'added', word: l10n.t('added'), rank: 3 },
  stale: { icon: 'stale', word: l10n.t('left over'), rank: 4 },
};

/** The worse of two statuses; `undefined` is better than any. */
export function worse(a: Status | undefined, b: Status | undefined): Status | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return statusPresentation[a].rank <= statusPresentation[b].rank ? a : b;
}

/** `Deployment task-agent drifted in 2 fields`: a sentence that names its subject, no full stop. */
export function describeStatus(object: ObjectStatus): string {
  const subject = `${object.ref.kind} ${object.ref.name}`;
  switch (object.status) {
    case 'inSync':
      return l10n.t('{0} is in sync', subject);
    case 'drifted':
      return l10n.t(
        '{0} drifted in {1}',
        subject,
        fields(object.findings.filter((one) => !one.pending).length),
      );
    case 'behind':
      return describeBehind(subject, object);
    case 'missing':
      return withReason(l10n.t('{0} is missing in the cluster', subject), object.message);
    case 'extra':
      return l10n.t('{0} is in the cluster, but not in Git', subject);
    case 'invalid':
      return withReason(l10n.t('{0} can’t be read', subject), object.message);
    case 'unknown':
      return withReason(l10n.t('Can’t tell about {0}', subject), object.message ?? object.reason);
  }
}

function describeBehind(subject: string, { behind }: ObjectStatus): string {
  if (!behind) return l10n.t('{0} is behind Git', subject);
  const at = `${behind.commit.slice(0, 7)} ${behind.subject}`;
  return behind.commits === 1
    ? l10n.t('{0} is behind Git by 1 commit (live is at {1})', subject, at)
    : l10n.t('{0} is behind Git by {1} commits (live is at {2})', subject, behind.commits, at);
}

function withReason(sentence: string, reason: string | undefined): string {
  return reason === undefined ? sentence : `${sentence}: ${reason}`;
}

/** `1 field`, `2 fields`. */
export function fields(count: number): string {
  return count === 1 ? l10n.t('1 field') : l10n.t('{0} fields', count);
}
