import type { CST } from 'yaml';
import { diffArrays } from 'diff';
import { blockScalarSpan, type BlockScalarSpan } from './blockScalarSpan.ts';
import { chomped, fitsBlock, startsOddly } from './blockText.ts';
import type { EditSession } from './editSession.ts';
import { foldText } from './foldText.ts';

/**
 * Writes another text into a `|` or `>` scalar, in its own indentation: lines that stay the same
 * keep every byte. Answers false, having written nothing, where a block cannot hold the text.
 * `parent` is the column that YAML counts the indentation from.
 */
export function editBlockScalar(
  session: EditSession,
  token: CST.BlockScalar,
  parent: number,
  wanted: string,
): boolean {
  const span = blockScalarSpan(token);
  if (!fitsBlock(wanted)) return false;
  const { chomp: needed, body } = chomped(wanted);
  // `+` keeps one line end as well as many: an indication that will do is left as it is.
  const chomp = needed === '' && span.header.includes('+') ? '+' : needed;
  const column = span.indent > parent ? span.indent : parent + session.style.indent;
  const old = contentLines(session, span, column);
  const folded = span.header.startsWith('>') ? foldText(body, old) : undefined;
  const lines = folded ?? body.split('\n');
  const step = startsOddly(lines) ? column - parent : undefined;
  const header = newHeader(folded === undefined ? '|' : '>', span.header, chomp, step);
  if (header === undefined) return false;
  session.edit.replace(span.start, span.headerEnd, header);
  writeLines(session, span, column, old, lines);
  return true;
}

/** An indication that stood there stays; `step` has to be indicated. */
function newHeader(
  style: '|' | '>',
  old: string,
  chomp: string,
  step: number | undefined,
): string | undefined {
  const digit = /[1-9]/.exec(old)?.[0] ?? (step === undefined ? '' : String(step));
  if (!/^[1-9]?$/.test(digit)) return undefined;
  const chompFirst = /[-+][1-9]/.test(old);
  return style + (chompFirst ? chomp + digit : digit + chomp);
}

/** Replaces only the lines that differ. */
function writeLines(
  session: EditSession,
  span: BlockScalarSpan,
  column: number,
  before: readonly string[],
  lines: readonly string[],
): void {
  const { source, edit } = session;
  let at = span.content;
  for (const change of diffArrays([...before], [...lines])) {
    if (change.added) {
      const added = change.value.map((line) => indented(line, column));
      edit.insertLines(at, added);
      continue;
    }
    const start = at;
    for (const _ of change.value) at = source.lineEnd(at);
    if (change.removed) edit.replace(start, at, '');
  }
}

/** The scalar's lines without their indentation. */
function contentLines(session: EditSession, span: BlockScalarSpan, column: number): string[] {
  if (span.end <= span.content) return [];
  const raw = session.source.text.slice(span.content, span.end).split('\n');
  return raw.map((line) => contentOf(line, column));
}

function contentOf(line: string, column: number): string {
  const text = line.replace(/\r$/, '');
  return /^ *$/.test(text) && text.length <= column ? '' : text.slice(column);
}

function indented(line: string, column: number): string {
  return line === '' ? '' : ' '.repeat(column) + line;
}
