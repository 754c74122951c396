import { diffArrays } from 'diff';

/** A line that only one of two texts has. */
export interface ChangedLine {
  readonly side: 'before' | 'after';
  readonly text: string;
}

/** Past this many edits two texts have nothing to do with each other, and searching costs time. */
const MAX_EDITS = 500;

/**
 * The lines that differ between two texts, in their order; `undefined` where either is a single
 * line, or where they have too little in common to tell.
 */
export function changedLines(before: string, after: string): readonly ChangedLine[] | undefined {
  if (!before.includes('\n') && !after.includes('\n')) return undefined;
  const changes = diffArrays(before.split('\n'), after.split('\n'), { maxEditLength: MAX_EDITS });
  return changes?.flatMap(({ added, removed, value }): ChangedLine[] => {
    if (!added && !removed) return [];
    return value.map((text) => ({ side: added ? 'after' : 'before', text }));
  });
}
