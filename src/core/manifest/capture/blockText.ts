import { isPrintable } from './plainSafe.ts';

/** A `|` scalar: what stands behind the key, and its content lines. */
export interface BlockText {
  readonly header: string;
  readonly lines: readonly string[];
}

/**
 * A text as a literal block scalar whose content stands at a column, `parent` being the column
 * that YAML counts its indentation from; `undefined` where only quotes can hold it.
 */
export function literalBlock(text: string, column: number, parent: number): BlockText | undefined {
  if (!fitsBlock(text)) return undefined;
  const { chomp, body } = chomped(text);
  const lines = body.split('\n');
  // Editors strip white space at the end of lines: a line of nothing else would not survive.
  if (lines.some((line) => line !== '' && line.trim() === '')) return undefined;
  const step = column - parent;
  const explicit = startsOddly(lines);
  if (explicit && (step < 1 || step > 9)) return undefined;
  return {
    header: `|${explicit ? step : ''}${chomp}`,
    lines: lines.map((line) => (line === '' ? '' : ' '.repeat(column) + line)),
  };
}

/** Holds something, and nothing that has to be escaped or that YAML takes for line ends. */
export function fitsBlock(text: string): boolean {
  return /\S/.test(text) && text.isWellFormed() && isPrintable(text) && !text.includes('\r');
}

/** The chomping indicator and the lines to write for it, the last line end left out. */
export function chomped(text: string): { chomp: '' | '-' | '+'; body: string } {
  if (!text.endsWith('\n')) return { chomp: '-', body: text };
  const body = text.slice(0, -1);
  return { chomp: body.endsWith('\n') ? '+' : '', body };
}

/** The indentation cannot be told from the first line. */
export function startsOddly(lines: readonly string[]): boolean {
  const [first = ''] = lines;
  return first === '' || /^[ \t]/.test(first);
}
