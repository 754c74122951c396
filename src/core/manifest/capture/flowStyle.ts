import type { EditSession } from './editSession.ts';
import type { ListNode, MapNode, SourceNode } from './sourceTree.ts';
import type { SourceText } from './sourceText.ts';
import type { FlowStyle } from './writeFlow.ts';

/** How a flow collection is laid out; where it shows nothing, as the whole document is. */
export function flowStyleOf(session: EditSession, node: MapNode | ListNode): FlowStyle {
  const { source, root, style } = session;
  const model = node.entries.length > 0 ? node : root.flow ? root : node;
  const unit = unitOf(model, source);
  return {
    json: style.json,
    quote: style.quote,
    colon: colonOf(model, source) ?? colonOf(root, source) ?? ': ',
    comma: commaOf(model, source) ?? (colonOf(root, source) === ':' ? ',' : ', '),
    padding: /^\{( +)\S/.exec(source.text.slice(node.start, node.start + 20))?.[1] ?? '',
    eol: source.eol,
    ...(unit === undefined ? {} : { unit }),
  };
}

/**
 * How a new entry's own value is laid out: as its last filled neighbour; else on one line in YAML,
 * and as the collection itself in JSON.
 */
export function entryStyleOf(session: EditSession, node: MapNode | ListNode): FlowStyle {
  const model = node.entries.findLast(({ value }) => isFilled(value))?.value;
  if (model !== undefined && isFilled(model)) return flowStyleOf(session, model);
  const { unit, ...style } = flowStyleOf(session, node);
  return unit !== undefined && session.style.json ? { ...style, unit } : style;
}

function isFilled(node: SourceNode): node is MapNode | ListNode {
  return (node.kind === 'map' || node.kind === 'list') && node.flow && node.entries.length > 0;
}

/** White space that entries stand further in than their bracket's line; none on one line. */
function unitOf(node: MapNode | ListNode, source: SourceText): string | undefined {
  const [first] = node.entries;
  if (!node.flow || first === undefined || !source.startsLine(first.start)) return undefined;
  const outer = source.indentation(node.start);
  const inner = source.indentation(first.start);
  return inner.startsWith(outer) ? inner.slice(outer.length) : '  ';
}

function colonOf(node: MapNode | ListNode, source: SourceText): string | undefined {
  if (!node.flow || node.kind !== 'map') return undefined;
  const entry = node.entries.find((pair) => pair.value.kind !== 'empty' && !pair.bare);
  if (entry === undefined) return undefined;
  const space = /^[ \t]*/.exec(source.text.slice(entry.bareHead))?.[0] ?? ' ';
  const quoted = node.entries.every((pair) => pair.keyLook !== 'plain');
  if (space === '') return quoted ? ':' : undefined;
  return `:${space}`;
}

function commaOf(node: MapNode | ListNode, source: SourceText): string | undefined {
  const [first, second] = node.entries;
  if (!node.flow || first === undefined || second === undefined) return undefined;
  const between = source.text.slice(first.end, second.start);
  return /^,[ \t]*$/.test(between) ? between : undefined;
}
