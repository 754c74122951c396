/** A text by lines: what stands around an offset. Offsets are characters, line ends LF or CRLF. */
export class SourceText {
  readonly text: string;
  /** The line end that most lines have. */
  readonly eol: string;

  constructor(text: string) {
    this.text = text;
    this.eol = usualLineEnd(text);
  }

  /** Start of the line that holds an offset. */
  lineStart(at: number): number {
    return at === 0 ? 0 : this.text.lastIndexOf('\n', at - 1) + 1;
  }

  /** Start of the next line, or the end of the text. */
  lineEnd(at: number): number {
    const newline = this.text.indexOf('\n', at);
    return newline < 0 ? this.text.length : newline + 1;
  }

  /** The line that holds an offset, without its line end. */
  line(at: number): string {
    return this.text.slice(this.lineStart(at), this.lineEnd(at)).replace(/\r?\n$/, '');
  }

  /** Characters from the line's start; a byte order mark is none. */
  column(at: number): number {
    const start = this.lineStart(at);
    return at - start - (start === 0 && this.text.startsWith('\ufeff') ? 1 : 0);
  }

  /** Only white space stands before an offset on its line. */
  startsLine(at: number): boolean {
    return /^[ \t\ufeff]*$/.test(this.text.slice(this.lineStart(at), at));
  }

  /** Only white space or a comment follows an offset on its line. */
  endsLine(at: number): boolean {
    return /^[ \t]*(?:#.*)?\r?\n?$/.test(this.text.slice(at, this.lineEnd(at)));
  }

  /** The white space that a line begins with. */
  indentation(at: number): string {
    return /^[ \t]*/.exec(this.line(at))?.[0] ?? '';
  }
}

function usualLineEnd(text: string): string {
  let lines = 0;
  let carriages = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    lines += 1;
    if (text[at - 1] === '\r') carriages += 1;
  }
  return carriages * 2 > lines ? '\r\n' : '\n';
}
