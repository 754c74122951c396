import type { LineEdit } from './fieldChange.ts';
import type { SourceText } from './sourceText.ts';

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Collects edits of one text; they may touch, not overlap. */
export class TextEdit {
  readonly #source: SourceText;
  readonly #splices: Splice[] = [];
  readonly #lines = new Map<number, string[]>();

  constructor(source: SourceText) {
    this.#source = source;
  }

  replace(start: number, end: number, text: string): void {
    if (this.#source.text.slice(start, end) === text) return;
    this.#splices.push({ start, end, text });
  }

  /**
   * Whole lines, without line ends, before the line that starts at `at`, or after the last one.
   * Later calls for one place come first: what is inside an entry is edited after, and stands
   * before, what follows the entry.
   */
  insertLines(at: number, lines: readonly string[]): void {
    const waiting = this.#lines.get(at);
    if (waiting === undefined) this.#lines.set(at, [...lines]);
    else waiting.unshift(...lines);
  }

  /** The edited text, and what it changed line by line; `undefined` where two edits overlap. */
  finish(): { text: string; edits: readonly LineEdit[] } | undefined {
    const splices = [...this.#splices, ...this.#insertions()];
    splices.sort((a, b) => a.start - b.start || a.end - b.end);
    let text = '';
    let at = 0;
    for (const splice of splices) {
      if (splice.start < at || splice.end < splice.start) return undefined;
      text += this.#source.text.slice(at, splice.start) + splice.text;
      at = splice.end;
    }
    return { text: text + this.#source.text.slice(at), edits: this.#lineEdits(splices) };
  }

  #insertions(): Splice[] {
    const { text, eol } = this.#source;
    return [...this.#lines].map(([at, lines]) => {
      const open = at === text.length && at > 0 && !text.endsWith('\n');
      if (!open) return { start: at, end: at, text: lines.map((line) => line + eol).join('') };
      const cut = this.#splices.some((splice) => splice.end === at && startsLine(text, splice));
      return { start: at, end: at, text: (cut ? '' : eol) + lines.join(eol) };
    });
  }

  #lineEdits(splices: readonly Splice[]): readonly LineEdit[] {
    const hunks: { start: number; end: number; splices: Splice[] }[] = [];
    for (const splice of splices) {
      const { start, end } = this.#span(splice);
      const open = hunks.at(-1);
      if (open === undefined || open.end < start || (open.end === start && open.end !== end)) {
        hunks.push({ start, end, splices: [splice] });
        continue;
      }
      open.end = Math.max(open.end, end);
      open.splices.push(splice);
    }
    return hunks.map((hunk) => this.#lineEdit(hunk));
  }

  /** Bounds of the lines that a splice touches; lines inserted whole touch none. */
  #span({ start, end, text }: Splice): { start: number; end: number } {
    const source = this.#source;
    const whole = source.lineStart(start) === start && (text === '' || text.endsWith('\n'));
    if (whole && source.lineStart(end) === end) return { start, end };
    return { start: source.lineStart(start), end: source.lineEnd(Math.max(end - 1, start)) };
  }

  #lineEdit(hunk: { start: number; end: number; splices: readonly Splice[] }): LineEdit {
    const { text } = this.#source;
    let after = '';
    let at = hunk.start;
    for (const splice of hunk.splices) {
      after += text.slice(at, splice.start) + splice.text;
      at = splice.end;
    }
    after += text.slice(at, Math.max(hunk.end, at));
    return trimmed(linesOf(text.slice(hunk.start, Math.max(hunk.end, at))), linesOf(after));
  }
}

function startsLine(text: string, splice: Splice): boolean {
  return splice.text === '' && (splice.start === 0 || text[splice.start - 1] === '\n');
}

function linesOf(text: string): string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Lines that both sides begin or end with were not edited. */
function trimmed(removed: string[], added: string[]): LineEdit {
  while (removed.length > 0 && removed[0] === added[0]) {
    removed.shift();
    added.shift();
  }
  while (removed.length > 0 && added.length > 0 && removed.at(-1) === added.at(-1)) {
    removed.pop();
    added.pop();
  }
  return { removed, added };
}
