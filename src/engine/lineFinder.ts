import { locatePaths } from '../core/manifest/locate.ts';
import type { Difference } from '../core/diff/comparison.ts';
import type { DesiredDocument } from './desiredState.ts';
import type { Repository } from './repository.ts';

/** Lines of findings in the committed text, from 1. */
export class LineFinder {
  readonly #repository: Repository;

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** In the order of the differences; the document's own line where the text is not there. */
  async find(
    { document, blob, text: own }: DesiredDocument,
    differences: readonly Difference[],
  ): Promise<readonly number[]> {
    if (differences.length === 0) return [];
    const fallback = document.source.line;
    const text = own ?? (blob === undefined ? undefined : await this.#repository.text(blob));
    if (text === undefined) return differences.map(() => fallback);
    const places = differences.map(({ path, kind }) => ({
      path,
      added: kind === 'added' || kind === 'stale',
    }));
    return locatePaths(text, document.source, places).map((line) => line ?? fallback);
  }
}
