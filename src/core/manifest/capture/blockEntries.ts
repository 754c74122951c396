import { formatKubeKey } from '../kubeScalar.ts';

/** The text of an entry of a map or list, to where the next one begins. */
export interface EntrySpan {
  readonly start: number;
  readonly end: number;
  /** Of a map's entry, where it can be told without parsing. */
  readonly key?: string;
  /** Start of a JSON value. */
  readonly value?: number;
}

/**
 * The entries of a block map or list whose text is `span`, told by their column alone; comments
 * directly above one belong to it. Text before the first is in none.
 */
export function blockEntries(
  text: string,
  span: EntrySpan,
  column: number,
  inList: boolean,
): readonly EntrySpan[] {
  const found: { start: number; key?: string }[] = [];
  let comments: number | undefined;
  for (let at = span.start; at < span.end; at = lineAfter(text, at)) {
    const begin = at + (at === span.start ? leadOf(text, at, column) : column);
    if (begin > at && !isIndented(text, at, begin, at === span.start)) {
      comments = undefined;
      continue;
    }
    const char = text[begin];
    if (char === '#') {
      comments ??= at;
      continue;
    }
    if (
      char !== undefined &&
      !/\s/.test(char) &&
      isDash(text, begin) === inList &&
      !isMarker(text, at)
    ) {
      const key = inList ? undefined : plainKey(text, begin);
      found.push({ start: comments ?? at, ...(key === undefined ? {} : { key }) });
    }
    comments = undefined;
  }
  return found.map((entry, index) => ({ ...entry, end: found[index + 1]?.start ?? span.end }));
}

/** What is inside an entry, and the column of its entries. */
export interface InnerSpan extends EntrySpan {
  readonly column: number;
}

/** `undefined` where the value stands on the entry's own line, or has an anchor or a tag. */
export function insideEntry(text: string, entry: EntrySpan, column: number): InnerSpan | undefined {
  const start = firstLine(text, entry, column);
  const { end } = entry;
  const line = text.slice(start, lineAfter(text, start)).trimEnd();
  const dash = /^ *-( +)[^\s#&!|>'"[{-]/.exec(line);
  if (dash !== null && line[column] === '-') {
    return { start, end, column: column + 1 + (dash[1]?.length ?? 0) };
  }
  if (!/:[ \t]*(?:#.*)?$/.test(line)) return undefined;
  for (let at = lineAfter(text, start); at < end; at = lineAfter(text, at)) {
    const indent = /^ *(?=[^\s#])/.exec(text.slice(at, lineAfter(text, at)))?.[0].length;
    if (indent !== undefined) return { start: lineAfter(text, start), end, column: indent };
  }
  return undefined;
}

/** Past the comments above an entry. */
function firstLine(text: string, entry: EntrySpan, column: number): number {
  let at = entry.start;
  while (at < entry.end && text[at + column] === '#') at = lineAfter(text, at);
  return at;
}

function lineAfter(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

/** The first line of an item's map stands behind its dash; that of a file behind its mark. */
function leadOf(text: string, at: number, column: number): number {
  return text[at] === '\ufeff' ? column + 1 : column;
}

function isIndented(text: string, at: number, begin: number, first: boolean): boolean {
  const lead = text.slice(at, begin);
  return (first ? /^\ufeff?[ -]*$/ : /^ *$/).test(lead);
}

function isDash(text: string, at: number): boolean {
  return text[at] === '-' && /[\s]|^$/.test(text[at + 1] ?? '');
}

function isMarker(text: string, at: number): boolean {
  return text.startsWith('---', at) || text.startsWith('...', at);
}

const keyPattern = /([A-Za-z_./0-9][\w./-]*)[ \t]*:(?=\s|$)/y;

function plainKey(text: string, at: number): string | undefined {
  keyPattern.lastIndex = at;
  const key = keyPattern.exec(text)?.[1];
  return key === undefined ? undefined : formatKubeKey(key);
}
