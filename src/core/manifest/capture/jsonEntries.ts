import type { EntrySpan } from './blockEntries.ts';

/** The entries of the object or array that begins at a bracket, in text that is valid JSON. */
export function jsonEntrySpans(text: string, bracket: number): readonly EntrySpan[] {
  const isMap = text[bracket] === '{';
  if (!isMap && text[bracket] !== '[') return [];
  const found: EntrySpan[] = [];
  let at = skipSpace(text, bracket + 1);
  while (at < text.length && text[at] !== '}' && text[at] !== ']') {
    const start = at;
    let key: string | undefined;
    if (isMap) {
      const end = skipString(text, at);
      key = JSON.parse(text.slice(at, end)) as string;
      at = skipSpace(text, skipSpace(text, end) + 1);
    }
    const value = at;
    at = skipSpace(text, skipValue(text, at));
    if (text[at] === ',') at += 1;
    found.push({ start, end: at, value, ...(key === undefined ? {} : { key }) });
    at = skipSpace(text, at);
  }
  return found;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at += 1;
  return at;
}

/** Past the quote that closes a string. */
function skipString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function skipValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return skipString(text, from);
  if (first !== '{' && first !== '[') return skipWord(text, from);
  let depth = 0;
  for (let at = from; at < text.length;) {
    const char = text[at];
    if (char === '"') {
      at = skipString(text, at);
      continue;
    }
    if (char === '{' || char === '[') depth += 1;
    if (char === '}' || char === ']') depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  return text.length;
}

function skipWord(text: string, from: number): number {
  const word = /[^\s,}\]]*/y;
  word.lastIndex = from;
  return from + (word.exec(text)?.[0].length ?? 0);
}
