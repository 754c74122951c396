import type { CST } from 'yaml';
import type { JsonScalar } from '../../model/json.ts';
import { literalBlock } from './blockText.ts';
import { editBlockScalar } from './editBlockScalar.ts';
import type { EditSession, Owner } from './editSession.ts';
import { lookOf } from './likeness.ts';
import type { ScalarNode } from './sourceTree.ts';
import { writeScalar, type ScalarLook } from './writeScalar.ts';

/** Writes another scalar in the place of one, in its style where that can hold it. */
export function editScalar(
  session: EditSession,
  owner: Owner,
  node: ScalarNode,
  wanted: JsonScalar,
): void {
  if (node.token.type === 'block-scalar')
    return editBlock(session, owner, node, node.token, wanted);
  dropTag(session, owner, node, wanted);
  const { source, edit, mode } = session;
  if (isLong(wanted) && !owner.flow && mode.blocks && source.endsLine(node.end)) {
    const block = newBlock(session, owner, wanted);
    if (block !== undefined) {
      edit.replace(node.start, node.end, block.header);
      return edit.insertLines(source.lineEnd(node.end), block.lines);
    }
  }
  const text = writeScalar(wanted, scalarLook(session, owner, node));
  edit.replace(node.start, node.end, text);
}

function isLong(wanted: JsonScalar): wanted is string {
  return typeof wanted === 'string' && wanted.includes('\n');
}

/** The block's content stands below its key, or below what follows its dash. */
function newBlock(session: EditSession, owner: Owner, text: string) {
  const { source, style } = session;
  const parent = source.column(owner.entry.start);
  const step = owner.inList ? style.dashGap : style.indent;
  return literalBlock(text, parent + step, parent);
}

function scalarLook(session: EditSession, owner: Owner, node: ScalarNode): ScalarLook {
  const { quote, json } = session.style;
  const look = { flow: owner.flow, json, quote };
  const like = lookOf(node);
  return like === undefined ? look : { ...look, like };
}

function editBlock(
  session: EditSession,
  owner: Owner,
  node: ScalarNode,
  token: CST.BlockScalar,
  wanted: JsonScalar,
): void {
  dropTag(session, owner, node, wanted);
  const parent = session.source.column(owner.entry.start);
  if (typeof wanted === 'string' && session.mode.blocks) {
    if (editBlockScalar(session, token, parent, wanted)) return;
  }
  const { source, edit } = session;
  const header = /^[|>][-+0-9]*/.exec(source.text.slice(node.start))?.[0] ?? '';
  edit.replace(
    node.start,
    node.start + header.length,
    writeScalar(wanted, scalarLook(session, owner, node)),
  );
  const below = source.lineEnd(node.start);
  if (node.end > below) edit.replace(below, source.lineEnd(node.end), '');
}

/** A tag that says another type goes; an anchor stays. */
function dropTag(session: EditSession, owner: Owner, node: ScalarNode, wanted: JsonScalar): void {
  const { tag } = node.ast;
  if (tag === undefined || fitsTag(tag, wanted)) return;
  const { bareHead, anchor } = owner.entry;
  const lead = owner.flow && owner.inList ? '' : ' ';
  session.edit.replace(bareHead, node.start, anchor === undefined ? lead : `${lead}&${anchor} `);
}

function fitsTag(tag: string, wanted: JsonScalar): boolean {
  if (typeof wanted === 'string') return tag === '!' || tag.endsWith(':str');
  if (typeof wanted === 'number') return tag.endsWith(Number.isInteger(wanted) ? ':int' : ':float');
  return typeof wanted === 'boolean' ? tag.endsWith(':bool') : tag.endsWith(':null');
}
