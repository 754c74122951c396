import type { EditSession } from './editSession.ts';
import { byPlace, type EntryPlan, type NewEntry } from './entryPlan.ts';
import { entryStyleOf, flowStyleOf } from './flowStyle.ts';
import type { ListNode, MapNode, SourceEntry } from './sourceTree.ts';
import { FlowWriter } from './writeFlow.ts';

/**
 * Takes entries out of, or puts new ones into, a map or list written with `{}` or `[]`. Answers
 * false, having written nothing, where the whole value had better be written anew.
 */
export function layOutFlow(
  session: EditSession,
  node: MapNode | ListNode,
  plan: EntryPlan,
): boolean {
  const { removed, inserts } = plan;
  if (node.entries.length === 0 || removed.size === node.entries.length) return false;
  if (removed.size > 0 && inserts.length > 0) return false;
  const layout = new FlowLayout(session, node);
  return removed.size > 0 ? layout.remove(removed) : layout.insert(inserts);
}

class FlowLayout {
  readonly #session: EditSession;
  readonly #node: MapNode | ListNode;
  readonly #writer: FlowWriter;
  readonly #comma: string;

  constructor(session: EditSession, node: MapNode | ListNode) {
    this.#session = session;
    this.#node = node;
    this.#writer = new FlowWriter(entryStyleOf(session, node));
    this.#comma = flowStyleOf(session, node).comma;
  }

  remove(removed: ReadonlySet<number>): boolean {
    const { entries } = this.#node;
    const last = entries.findLastIndex((_, index) => !removed.has(index));
    for (const index of removed) if (index < last) this.#removeInside(index);
    return last === entries.length - 1 || this.#removeTail(last);
  }

  /** Something that stays follows. */
  #removeInside(index: number): void {
    const { source, edit } = this.#session;
    const entry = this.#node.entries[index];
    const next = this.#node.entries[index + 1];
    const previous = this.#node.entries[index - 1];
    if (entry === undefined || next === undefined) return;
    if (this.#hasOwnLines(entry)) {
      edit.replace(this.#firstLine(entry, previous), source.lineEnd(entry.end), '');
      return;
    }
    if (this.#onOneLine(entry, next)) return edit.replace(entry.start, next.start, '');
    if (previous !== undefined && this.#onOneLine(previous, entry)) {
      return edit.replace(previous.end, entry.end, '');
    }
    edit.replace(entry.start, (this.#commaAfter(entry) ?? next.start - 1) + 1, '');
  }

  #removeTail(last: number): boolean {
    const { source, edit } = this.#session;
    const { entries } = this.#node;
    const stays = entries[last];
    const tail = entries.slice(last + 1);
    const final = tail.at(-1);
    if (stays === undefined || final === undefined) return false;
    if (!tail.every((entry) => this.#hasOwnLines(entry))) {
      edit.replace(stays.end, final.end, '');
      return true;
    }
    const comma = this.#commaAfter(stays);
    if (comma === undefined) return false;
    if (this.#commaAfter(final) === undefined) edit.replace(comma, comma + 1, '');
    tail.forEach((entry, at) => {
      const start = this.#firstLine(entry, at === 0 ? stays : tail[at - 1]);
      edit.replace(start, source.lineEnd(entry.end), '');
    });
    return true;
  }

  insert(inserts: readonly NewEntry[]): boolean {
    for (const [place, entries] of byPlace(inserts)) {
      const before = this.#node.entries[place];
      if (before === undefined) this.#insertFirst(entries);
      else this.#insertAfter(before, place === this.#node.entries.length - 1, entries);
    }
    return true;
  }

  #insertFirst(inserts: readonly NewEntry[]): void {
    const { source, edit } = this.#session;
    const first = this.#node.entries[0];
    if (first === undefined) return;
    if (!this.#hasOwnLines(first)) {
      const text = this.#write(inserts, source.indentation(first.start)).join(this.#comma);
      return edit.replace(first.start, first.start, text + this.#comma);
    }
    const prefix = source.indentation(first.start);
    const texts = this.#write(inserts, prefix);
    edit.insertLines(
      source.lineStart(first.start),
      texts.map((text) => `${prefix}${text},`),
    );
  }

  #insertAfter(before: SourceEntry, isLast: boolean, inserts: readonly NewEntry[]): void {
    const { source, edit } = this.#session;
    const prefix = source.indentation(before.start);
    const texts = this.#write(inserts, prefix);
    if (!this.#hasOwnLines(before)) {
      return edit.replace(before.end, before.end, this.#comma + texts.join(this.#comma));
    }
    const closed = isLast && this.#commaAfter(before) === undefined;
    if (closed) edit.replace(before.end, before.end, ',');
    const lines = texts.map((text, at) => {
      return prefix + text + (closed && at === texts.length - 1 ? '' : ',');
    });
    edit.insertLines(source.lineEnd(before.end), lines);
  }

  #write(inserts: readonly NewEntry[], prefix: string): readonly string[] {
    return inserts.map(({ key, value, like }) =>
      key === undefined
        ? this.#writer.value(value, prefix, like)
        : this.#writer.pair(key, value, prefix, like),
    );
  }

  #onOneLine(a: SourceEntry, b: SourceEntry): boolean {
    const { source } = this.#session;
    return source.lineStart(a.end) === source.lineStart(b.start);
  }

  #hasOwnLines(entry: SourceEntry): boolean {
    const { source } = this.#session;
    const rest = source.text.slice(entry.end, source.lineEnd(entry.end));
    return source.startsLine(entry.start) && /^[ \t]*,?[ \t]*(?:#.*)?\r?\n?$/.test(rest);
  }

  /** Start of an entry's lines, the comment lines directly above included. */
  #firstLine(entry: SourceEntry, previous: SourceEntry | undefined): number {
    const { source } = this.#session;
    const bound = source.lineEnd(previous?.end ?? this.#node.start);
    let at = source.lineStart(entry.start);
    while (at > bound && /^[ \t]*#/.test(source.line(at - 1))) at = source.lineStart(at - 1);
    return at;
  }

  #commaAfter(entry: SourceEntry): number | undefined {
    const match = /^\s*,/.exec(this.#session.source.text.slice(entry.end, entry.end + 200));
    return match === null ? undefined : entry.end + match[0].length - 1;
  }
}
