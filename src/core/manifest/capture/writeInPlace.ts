import { isAlias, isNode } from 'yaml';
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
  const head = tagless(owner, anchor);
  const model = value.kind === 'map' || value.kind === 'list' ? value : session.root;
  const writer = new FlowWriter(flowStyleOf(session, model));
  const text = writer.value(wanted, source.indentation(entry.start), likenessOf(owner));
  const named = head.name === '' ? text : `${head.name} ${text}`;
  if (value.kind === 'empty') {
    return edit.replace(head.at, head.at, `${entry.bare ? ': ' : ' '}${named}`);
  }
  const lead = head.at === entry.head ? '' : owner.inList ? '' : ' ';
  edit.replace(head.at === entry.head ? value.start : head.at, value.end, lead + named);
}

interface Head {
  readonly at: number;
  /** The anchor with its `&`, or nothing. */
  readonly name: string;
}

/** Where the new text begins: a tag says what the value was, and goes with it. */
function tagless(owner: Owner, anchor: string | undefined): Head {
  const { ast } = owner.entry.value;
  const tagged = isNode(ast) && !isAlias(ast) && ast.tag !== undefined;
  const name = anchor ?? (tagged ? owner.entry.anchor : undefined);
  return {
    at: tagged ? owner.entry.bareHead : owner.entry.head,
    name: name === undefined ? '' : `&${name}`,
  };
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
  const head = tagless(owner, anchor);
  const name = head.name === '' ? '' : ` ${head.name}`;
  const inline = name + (name !== '' && owner.inList ? onNextLine(written.inline) : written.inline);
  const { value } = entry;
  const below =
    value.kind !== 'empty' && source.lineStart(value.start) > source.lineStart(entry.head);
  if (below) {
    const next = source.lineEnd(entry.head);
    edit.replace(head.at, entry.head, inline);
    edit.insertLines(next, written.lines);
    return edit.replace(next, source.lineEnd(value.end), '');
  }
  const end = value.kind === 'empty' ? entry.head : value.end;
  const isLong = source.lineStart(entry.head) !== source.lineStart(end);
  if (!isLong || source.endsLine(end)) {
    edit.replace(head.at, end, inline);
    return edit.insertLines(source.lineEnd(end), written.lines);
  }
  edit.replace(head.at, end, [inline, ...written.lines].join(source.eol));
}

/** A space between an anchor and what stands on its line. */
function onNextLine(inline: string): string {
  return inline.startsWith(' ') ? inline : ` ${inline}`;
}
