import type { LayoutStyle } from './layoutStyle.ts';

/** Enough to know a file's habits. */
const maxMatches = 500;

const opening = /^( *)[^\s#'"-][^\n#]*:[ \t]*(?:#.*)?\r?\n( *)(- )?(?=\S)/gm;

/**
 * The habits of a whole file, for a document that shows none of its own; told from lines alone,
 * since other documents are not parsed.
 */
export function fileStyle(text: string): Partial<LayoutStyle> {
  const indents = new Map<number, number>();
  const listIndents = new Map<number, number>();
  let matches = 0;
  for (const [, outer = '', inner = '', dash] of text.matchAll(opening)) {
    const columns = inner.length - outer.length;
    if (dash !== undefined && columns >= 0) count(listIndents, columns);
    if (dash === undefined && columns > 0) count(indents, columns);
    matches += 1;
    if (matches >= maxMatches) break;
  }
  const indent = mostCommon(indents);
  const listIndent = mostCommon(listIndents);
  return {
    ...(indent === undefined ? {} : { indent }),
    ...(listIndent === undefined ? {} : { listIndent }),
    quote: quotes(text, "'") > quotes(text, '"') ? 'single' : 'double',
  };
}

function count(votes: Map<number, number>, columns: number): void {
  votes.set(columns, (votes.get(columns) ?? 0) + 1);
}

function mostCommon(votes: ReadonlyMap<number, number>): number | undefined {
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Values that begin with a quote. */
function quotes(text: string, quote: string): number {
  let found = 0;
  for (let at = text.indexOf(`: ${quote}`); at >= 0; at = text.indexOf(`: ${quote}`, at + 3)) {
    found += 1;
    if (found >= maxMatches) break;
  }
  return found;
}
