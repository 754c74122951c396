import type { Status } from '../core/model/objectStatus.ts';
import type { Style } from './spans.ts';

/** How a terminal shows one status. Marks differ, so that colour is never needed. */
export interface StatusFace {
  readonly mark: string;
  readonly word: string;
  readonly style: Style;
  /** Worst first, from 1. */
  readonly rank: number;
}

export const statusFaces: Readonly<Record<Status, StatusFace>> = {
  unknown: { mark: '?', word: "Can't tell", style: 'magenta', rank: 1 },
  invalid: { mark: '!', word: "Can't be read", style: 'red', rank: 2 },
  missing: { mark: '∅', word: 'Missing', style: 'red', rank: 3 },
  drifted: { mark: '≠', word: 'Drifted', style: 'yellow', rank: 4 },
  extra: { mark: '+', word: 'Not in Git', style: 'magenta', rank: 5 },
  behind: { mark: '↓', word: 'Behind Git', style: 'blue', rank: 6 },
  inSync: { mark: '✓', word: 'In sync', style: 'green', rank: 7 },
};

/** All statuses, worst first. */
export const statusesByRank: readonly Status[] = (Object.keys(statusFaces) as Status[]).sort(
  (a, b) => statusFaces[a].rank - statusFaces[b].rank,
);
