import type { CST } from 'yaml';

/** The parts of a `|` or `>` scalar in its text. */
export interface BlockScalarSpan {
  /** The header's `|` or `>`. */
  readonly start: number;
  /** End of the header itself; a comment may follow. */
  readonly headerEnd: number;
  /** Start of the first content line. */
  readonly content: number;
  /** End of the last content line, before its line end; of the header where there is none. */
  readonly end: number;
  readonly header: string;
  /** Columns that content lines are indented by; 0 where there are none. */
  readonly indent: number;
}

/** Where a block scalar stands; blank lines after it belong to it only with `+`. */
export function blockScalarSpan(token: CST.BlockScalar): BlockScalarSpan {
  const [header] = token.props;
  const last = token.props.at(-1);
  const text = header !== undefined && 'source' in header ? header.source : '|';
  const start = header?.offset ?? token.offset;
  const content = last !== undefined && 'source' in last ? last.offset + last.source.length : start;
  const headerEnd = start + text.length;
  const indent = contentIndent(token, text);
  const body = contentText(token.source, text.includes('+'), indent);
  const end = body === '' ? headerEnd : content + body.length;
  return { start, headerEnd, content, end, header: text, indent };
}

function contentIndent(token: CST.BlockScalar, header: string): number {
  const first = token.source.split('\n').find((line) => line.trim() !== '');
  const found = first === undefined ? 0 : (/^ */.exec(first)?.[0].length ?? 0);
  const digit = /[1-9]/.exec(header)?.[0];
  if (digit === undefined) return found;
  return Math.min(found, Math.max(token.indent, 0) + Number(digit));
}

/** The content lines without the last line end, and without blank lines that say nothing. */
function contentText(source: string, keep: boolean, indent: number): string {
  const lines = source.split('\n');
  if (lines.at(-1) === '') lines.pop();
  while (!keep && lines.length > 0 && isBlank(lines.at(-1) ?? '', indent)) lines.pop();
  return lines.join('\n').replace(/\r$/, '');
}

function isBlank(line: string, indent: number): boolean {
  return /^[ \t]*\r?$/.test(line) && line.replace(/\r$/, '').length <= indent;
}
