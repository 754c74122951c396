import type { EditSession } from './editSession.ts';
import { byPlace, type EntryPlan, type NewEntry } from './entryPlan.ts';
import { listIndentOf } from './layoutStyle.ts';
import { BlockWriter } from './writeBlock.ts';
import type { ListNode, MapNode, SourceEntry } from './sourceTree.ts';

/**
 * Takes entries out of, and puts new ones into, a block map or list. Answers false, having written
 * nothing, where that cannot be done line by line: the whole value is then written anew.
 */
export function layOutBlock(
  session: EditSession,
  node: MapNode | ListNode,
  plan: EntryPlan,
): boolean {
  return new BlockLayout(session, node, plan).apply();
}

class BlockLayout {
  readonly #session: EditSession;
  readonly #node: MapNode | ListNode;
  readonly #plan: EntryPlan;
  readonly #column: number;
  /** The first entry stands behind a dash. */
  readonly #compact: boolean;

  constructor(session: EditSession, node: MapNode | ListNode, plan: EntryPlan) {
    this.#session = session;
    this.#node = node;
    this.#plan = plan;
    this.#column = session.source.column(node.start);
    this.#compact = !session.source.startsLine(node.start);
  }

  apply(): boolean {
    const { removed, inserts } = this.#plan;
    if (!this.#isPossible()) return false;
    const joined = this.#compact && removed.has(0) ? this.#joinFirst() : 0;
    for (const index of removed) if (index >= joined) this.#remove(index);
    for (const [place, entries] of byPlace(inserts)) this.#insert(place, entries);
    return true;
  }

  #isPossible(): boolean {
    const { entries } = this.#node;
    const { source } = this.#session;
    const { removed, inserts } = this.#plan;
    if (this.#compact && removed.has(0)) {
      if (removed.size === entries.length) return false;
      if (inserts.some((insert) => removed.has(insert.after) || insert.after < 0)) return false;
    }
    const touched = [...removed, ...inserts.map((insert) => insert.after)].filter((at) => at >= 0);
    return touched.every((index) => {
      const entry = entries[index];
      return entry !== undefined && source.endsLine(entry.end);
    });
  }

  /** The first entry that stays moves up to the dash; answers its index. */
  #joinFirst(): number {
    const { source, edit } = this.#session;
    const { entries } = this.#node;
    const next = entries.findIndex((_, index) => !this.#plan.removed.has(index));
    const first = entries[0];
    const last = entries[next - 1];
    const stays = entries[next];
    if (first === undefined || last === undefined || stays === undefined) return 0;
    const end = source.lineEnd(last.end);
    if (/^ *$/.test(source.text.slice(end, stays.start))) {
      edit.replace(first.start, stays.start, '');
      return next;
    }
    // Comments stand between: the dash keeps a line of its own.
    const dashEnd = source.text.slice(0, first.start).trimEnd().length;
    edit.replace(dashEnd, end, source.eol);
    return next;
  }

  #remove(index: number): void {
    const entry = this.#node.entries[index];
    if (entry === undefined) return;
    const { source, edit } = this.#session;
    const start = this.#leadingComments(source.lineStart(entry.start), index);
    edit.replace(start, this.#endOfLines(entry), '');
  }

  /** Start of the comment lines directly above that belong to an entry. */
  #leadingComments(start: number, index: number): number {
    const { source } = this.#session;
    const previous = this.#node.entries[index - 1];
    const bound = previous === undefined ? 0 : source.lineEnd(previous.end);
    let at = start;
    while (at > bound) {
      const above = source.lineStart(at - 1);
      if (above < bound || commentColumn(source.line(above)) !== this.#column) return at;
      at = above;
    }
    return at;
  }

  /** End of an entry's lines, with the comments below that are indented as its inside is. */
  #endOfLines(entry: SourceEntry): number {
    const { source, mode } = this.#session;
    let at = source.lineEnd(entry.end);
    while (at < source.text.length) {
      const line = source.line(at);
      const column = commentColumn(line);
      const inside = column !== undefined && column > this.#column;
      if (!inside && !(mode.eatBlank && line.trim() === '')) return at;
      at = source.lineEnd(at);
    }
    return at;
  }

  #insert(place: number, inserts: readonly NewEntry[]): void {
    const { source, edit } = this.#session;
    const lines = inserts.flatMap((insert) => [...this.#gap(), ...this.#write(insert)]);
    const before = this.#node.entries[place];
    if (before !== undefined) return edit.insertLines(source.lineEnd(before.end), lines);
    if (this.#compact) return this.#insertBehindDash(lines);
    edit.insertLines(this.#leadingComments(source.lineStart(this.#node.start), 0), lines);
  }

  #insertBehindDash(lines: readonly string[]): void {
    const { source, edit } = this.#session;
    const indent = ' '.repeat(this.#column);
    const text = lines.map((line, at) => (at === 0 ? line.trimStart() : line) + source.eol);
    edit.replace(this.#node.start, this.#node.start, text.join('') + indent);
  }

  #write(insert: NewEntry): readonly string[] {
    const { writer, style, source, mode } = this.#session;
    const { key, value, like } = insert;
    if (key === undefined) return writer.item(value, this.#column, like);
    const listIndent = listIndentOf(this.#node.entries, source) ?? style.listIndent;
    const own = new BlockWriter({ ...style, listIndent }, mode.blocks);
    return own.pair(key, value, this.#column, like);
  }

  /** Items that all stand apart by blank lines get another one. */
  #gap(): readonly string[] {
    const { source } = this.#session;
    const { entries, kind } = this.#node;
    if (kind === 'map' || entries.length < 2) return [];
    const apart = entries.slice(1).every((entry, index) => {
      const end = entries[index]?.end ?? 0;
      const between = source.text.slice(source.lineEnd(end), source.lineStart(entry.start));
      return /^[ \t]*\r?$/m.test(between) && between !== '';
    });
    return apart ? [''] : [];
  }
}

/** Column of a line's comment; `undefined` where the line is something else. */
function commentColumn(line: string): number | undefined {
  const match = /^([ \t]*)#/.exec(line);
  return match?.[1]?.length;
}
