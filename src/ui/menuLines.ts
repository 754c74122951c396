import type { PlacedFile } from './lineTargets.ts';
import { actsOnFinding, actsOnObject, type OfferedActs } from './offeredActs.ts';

/** Lines of a text by what the menu of a line's number may offer there; from 1, top first. */
export interface MenuLines {
  readonly apply: readonly number[];
  readonly capture: readonly number[];
  readonly ignore: readonly number[];
}

/** A line offers what its findings do; a document's first line, what its object does. */
export function menuLines({ objects, findings }: PlacedFile): MenuLines {
  const acts = [
    ...objects.map(({ line, object }) => ({ line, acts: actsOnObject(object) })),
    ...findings.map(({ line, object, finding }) => ({
      line,
      acts: actsOnFinding(object, finding),
    })),
  ];
  const where = (offers: (acts: OfferedActs) => boolean): readonly number[] => {
    const lines = acts.flatMap(({ line, acts: own }) => (offers(own) ? [line] : []));
    return [...new Set(lines)].sort((a, b) => a - b);
  };
  return {
    apply: where(({ apply }) => apply !== 'none'),
    capture: where(({ capture }) => capture),
    ignore: where(({ ignore }) => ignore),
  };
}
