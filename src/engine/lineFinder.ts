import type { Difference } from '../core/diff/comparison.ts';
import { locatePaths } from '../core/manifest/locate.ts';
import { formatPath } from '../core/model/fieldPath.ts';
import type { DesiredDocument } from './desiredState.ts';
import type { Repository } from './repository.ts';

/** A place to find, and what it is known by. */
interface Place {
  readonly id: string;
  readonly path: Difference['path'];
  readonly added: boolean;
}

/**
 * Lines of findings in the committed text, from 1. Each is looked for once: an object is judged
 * again and again, when it moves and before it is written, and its text is a process of Git's away.
 */
export class LineFinder {
  readonly #repository: Repository;
  readonly #known = new Map<string, Map<string, number>>();

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** In the order of the differences; the document's own line where the text is not there. */
  async find(
    entry: DesiredDocument,
    differences: readonly Difference[],
  ): Promise<readonly number[]> {
    if (differences.length === 0) return [];
    const { document, blob, text } = entry;
    const { line: fallback, document: index, item } = document.source;
    const places = differences.map(placeOf);
    if (text !== undefined) return locate(text, entry, places);
    if (blob === undefined) return differences.map(() => fallback);
    const known = this.#linesOf(`${blob} ${index} ${item ?? ''}`);
    const fresh = places.filter(({ id }) => !known.has(id));
    if (fresh.length > 0) {
      const lines = locate(await this.#repository.text(blob), entry, fresh);
      for (const [at, { id }] of fresh.entries()) known.set(id, lines[at] ?? fallback);
    }
    return places.map(({ id }) => known.get(id) ?? fallback);
  }

  #linesOf(document: string): Map<string, number> {
    const known = this.#known.get(document) ?? new Map<string, number>();
    this.#known.set(document, known);
    return known;
  }
}

function placeOf({ path, kind }: Difference): Place {
  const added = kind === 'added' || kind === 'stale';
  return { id: `${added ? '+' : ' '}${formatPath(path)}`, path, added };
}

function locate(
  text: string,
  { document }: DesiredDocument,
  places: readonly Place[],
): readonly number[] {
  const lines = locatePaths(text, document.source, places);
  return lines.map((line) => line ?? document.source.line);
}
