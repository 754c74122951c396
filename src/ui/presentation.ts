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
    word: 'Can’t tell',
    rank: 1,
  },
  invalid: {
    icon: 'invalid',
    badge: '!',
    color: 'driftline.invalid',
    word: 'Can’t be read',
    rank: 2,
  },
  missing: {
    icon: 'missing',
    badge: '∅',
    color: 'driftline.missing',
    word: 'Missing in the cluster',
    rank: 3,
  },
  drifted: {
    icon: 'drifted',
    badge: '≠',
    color: 'driftline.drifted',
    word: 'Drifted',
    rank: 4,
  },
  extra: {
    icon: 'extra',
    badge: '+',
    color: 'driftline.extra',
    word: 'Not in Git',
    rank: 5,
  },
  behind: {
    icon: 'behind',
    badge: '↓',
    color: 'driftline.behind',
    word: 'Behind Git',
    rank: 6,
  },
  inSync: {
    icon: 'inSync',
    badge: '✓',
    color: 'driftline.inSync',
    word: 'In sync',
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
  changed: { icon: 'changed', word: 'changed', rank: 1 },
  absent: { icon: 'absent', word: 'missing', rank: 2 },
  added: { icon: 'added', word: 'added', rank: 3 },
  stale: { icon: 'stale', word: 'left over', rank: 4 },
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
      return `${subject} is in sync`;
    case 'drifted':
      return `${subject} drifted in ${fields(object.findings.filter((one) => !one.pending).length)}`;
    case 'behind':
      return `${subject} is behind Git${describeBehind(object)}`;
    case 'missing':
      return withReason(`${subject} is missing in the cluster`, object.message);
    case 'extra':
      return `${subject} is in the cluster, but not in Git`;
    case 'invalid':
      return withReason(`${subject} can’t be read`, object.message);
    case 'unknown':
      return withReason(`Can’t tell about ${subject}`, object.message ?? object.reason);
  }
}

function describeBehind({ behind }: ObjectStatus): string {
  if (!behind) return '';
  const commits = behind.commits === 1 ? '1 commit' : `${behind.commits} commits`;
  return ` by ${commits} (live is at ${behind.commit.slice(0, 7)} ${behind.subject})`;
}

function withReason(sentence: string, reason: string | undefined): string {
  return reason === undefined ? sentence : `${sentence}: ${reason}`;
}

/** `1 field`, `2 fields`. */
export function fields(count: number): string {
  return count === 1 ? '1 field' : `${count} fields`;
}
