import type { Json } from '../../model/json.ts';
import type { EditSession, Owner } from './editSession.ts';
import { flowStyleOf } from './flowStyle.ts';
import { lookOf } from './likeness.ts';
import type { Likeness } from './writeBlock.ts';
import { FlowWriter } from './writeFlow.ts';

/** Writes a value anew in the place of what an entry holds. `anchor` is put before it. */
export function writeInPlace(
  session: EditSession,
  owner: Owner,
  wanted: Json,
  anchor?: string,
): void {
  const { value } = owner.entry;
  const filledFlow =
    (value.kind === 'map' || value.kind === 'list') && value.flow && value.entries.length > 0;
  if (owner.flow || (filledFlow && !isScalar(wanted)))
    return writeFlow(session, owner, wanted, anchor);
  writeBlock(session, owner, wanted, anchor);
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object' || value === null;
}

function writeFlow(session: EditSession, owner: Owner, wanted: Json, anchor?: string): void {
  const { source, edit } = session;
  const { entry } = owner;
  const { value } = entry;
  const model = value.kind === 'map' || value.kind === 'list' ? value : session.root;
  const writer = new FlowWriter(flowStyleOf(session, model));
  const text = writer.value(wanted, source.indentation(entry.start), likenessOf(owner));
  const named = anchor === undefined ? text : `&${anchor} ${text}`;
  if (value.kind !== 'empty') return edit.replace(value.start, value.end, named);
  edit.replace(entry.head, entry.head, `${entry.bare ? ': ' : ' '}${named}`);
}

function likenessOf(owner: Owner): Likeness {
  const look = lookOf(owner.entry.value);
  return look === 'single' || look === 'double' ? { value: look } : {};
}

function writeBlock(session: EditSession, owner: Owner, wanted: Json, anchor?: string): void {
  const { source, edit, writer } = session;
  const { entry } = owner;
  const column = source.column(entry.start);
  const like = likenessOf(owner);
  const written = owner.inList
    ? writer.afterDash(wanted, column, like)
    : writer.afterKey(wanted, column, like);
  const name = anchor === undefined ? '' : ` &${anchor}`;
  const inline = name + (name !== '' && owner.inList ? onNextLine(written.inline) : written.inline);
  const { value } = entry;
  const below =
    value.kind !== 'empty' && source.lineStart(value.start) > source.lineStart(entry.head);
  if (below) {
    const head = source.lineEnd(entry.head);
    edit.replace(entry.head, entry.head, inline);
    edit.insertLines(head, written.lines);
    return edit.replace(head, source.lineEnd(value.end), '');
  }
  const end = value.kind === 'empty' ? entry.head : value.end;
  const isLong = source.lineStart(entry.head) !== source.lineStart(end);
  if (!isLong || source.endsLine(end)) {
    edit.replace(entry.head, end, inline);
    return edit.insertLines(source.lineEnd(end), written.lines);
  }
  edit.replace(entry.head, end, [inline, ...written.lines].join(source.eol));
}

/** A space between an anchor and what stands on its line. */
function onNextLine(inline: string): string {
  return inline.startsWith(' ') ? inline : ` ${inline}`;
}
