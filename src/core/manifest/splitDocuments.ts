/** The text of one document of a YAML stream, its marker included. */
export interface DocumentText {
  /** Counts every document, empty ones and those of comments only included. */
  readonly index: number;
  readonly text: string;
  /** Characters from the start of the file. */
  readonly offset: number;
  /** Line of the text's first character, from 1. */
  readonly line: number;
  /** The marker carries content (`--- {a: b}`), which kubectl refuses. */
  readonly markedContent: boolean;
}

/**
 * Splits a YAML stream at its `---` and `...` lines, before any parsing, so that a broken document
 * cannot swallow the next. Comments and directives before a first `---` belong to that document.
 */
export function splitDocuments(source: string): readonly DocumentText[] {
  const documents: DocumentText[] = [];
  let open = { offset: 0, line: 1, marked: false, content: false, markedContent: false };
  let line = 1;
  const close = (end: number): void => {
    if (!open.marked && !open.content) return;
    const { offset, markedContent } = open;
    const index = documents.length;
    const text = source.slice(offset, end);
    documents.push({ index, text, offset, line: open.line, markedContent });
  };
  for (let at = 0; at < source.length; line += 1) {
    const newline = source.indexOf('\n', at);
    const next = newline < 0 ? source.length : newline + 1;
    const marker = markerAt(source, at);
    if (marker === '---') {
      const prefix = !open.marked && !open.content;
      close(at);
      const markedContent = !/^\ufeff?---\s*(?:#|$)/.test(source.slice(at, next).trimEnd());
      open = {
        offset: prefix ? open.offset : at,
        line: prefix ? open.line : line,
        marked: true,
        content: false,
        markedContent,
      };
    } else if (marker === '...') {
      close(at);
      open = { offset: next, line: line + 1, marked: false, content: false, markedContent: false };
    } else if (!open.content) {
      open.content = hasContent(source, at, next);
    }
    at = next;
  }
  close(source.length);
  return documents;
}

function markerAt(source: string, at: number): '---' | '...' | undefined {
  const start = at === 0 && source.charCodeAt(0) === 0xfeff ? 1 : at;
  const first = source[start];
  if (first !== '-' && first !== '.') return undefined;
  const marker = first === '-' ? '---' : '...';
  if (!source.startsWith(marker, start)) return undefined;
  const after = source[start + 3];
  return after === undefined || /\s/.test(after) ? marker : undefined;
}

/** The line holds more than white space, a comment or a directive. */
function hasContent(source: string, at: number, end: number): boolean {
  const text = source.slice(at, end).trim();
  return text !== '' && !text.startsWith('#') && !(source[at] === '%');
}
