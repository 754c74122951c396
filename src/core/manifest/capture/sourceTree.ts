import { isAlias, isMap, isScalar, isSeq, CST, type Pair, type Scalar } from 'yaml';
import { isMergeKey, type NodeValues } from '../kubeYaml.ts';
import { blockScalarSpan } from './blockScalarSpan.ts';

/** What a node is written as. `odd`: forms that are only ever replaced whole (`[a: b]`). */
export type SourceNode = MapNode | ListNode | ScalarNode | LeafNode;

interface Span {
  /** First character of the value's own text; anchors and tags stand before it. */
  readonly start: number;
  /** End of the content: trailing comments, line ends and blank lines are not in it. */
  readonly end: number;
  /** The node of the `yaml` library that it stands for. */
  readonly ast: unknown;
}

export interface MapNode extends Span {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly entries: readonly SourceEntry[];
}

export interface ListNode extends Span {
  readonly kind: 'list';
  readonly flow: boolean;
  readonly entries: readonly SourceEntry[];
}

export interface ScalarNode extends Span {
  readonly kind: 'scalar';
  readonly ast: Scalar;
  readonly token: CST.FlowScalar | CST.BlockScalar;
}

export interface LeafNode extends Span {
  readonly kind: 'alias' | 'empty' | 'odd';
}

/** A pair of a map or an item of a list, with all that belongs to it but comments. */
export interface SourceEntry {
  /** The dash, the key, or what stands before the key: `?`, anchor, tag. */
  readonly start: number;
  readonly end: number;
  /** Where the value's text may begin: after `:` or `-`, anchor and tag. */
  readonly head: number;
  /** As `head`, but before anchor and tag. */
  readonly bareHead: number;
  /** As kubectl reads it; `undefined` in lists, and for `<<`. */
  readonly key: string | undefined;
  /** `<<` */
  readonly merge: boolean;
  /** A pair in a flow map without a colon: nothing can be written behind it. */
  readonly bare: boolean;
  readonly value: SourceNode;
  /** Anchor of the value. */
  readonly anchor: string | undefined;
  /** How the key is written. */
  readonly keyLook?: 'plain' | 'single' | 'double';
}

/** The tree of a node parsed with source tokens; `values` are those of the same reading. */
export function sourceTree(ast: unknown, values: NodeValues, text: string): SourceNode {
  return new TreeBuilder(values, text).node(ast, 0);
}

class TreeBuilder {
  readonly #values: NodeValues;
  readonly #text: string;

  constructor(values: NodeValues, text: string) {
    this.#values = values;
    this.#text = text;
  }

  node(ast: unknown, at: number): SourceNode {
    if (isAlias(ast) || isMap(ast) || isSeq(ast) || isScalar(ast)) {
      const token = ast.srcToken;
      if (token !== undefined) return this.#written(ast, token);
      const [start, end] = ast.range ?? [at, at];
      if (end > start) return { kind: 'odd', start, end, ast };
    }
    return { kind: 'empty', start: at, end: at, ast };
  }

  #written(ast: unknown, token: CST.Token): SourceNode {
    if (CST.isCollection(token)) {
      if (token.type === 'flow-collection') return this.#flow(ast, token);
      return this.#collection(ast, token.items, token.offset, false);
    }
    if (token.type === 'alias') {
      return { kind: 'alias', start: token.offset, end: token.offset + token.source.length, ast };
    }
    if (CST.isScalar(token)) return scalarNode(ast as Scalar, token);
    return { kind: 'odd', start: 0, end: 0, ast };
  }

  #flow(ast: unknown, token: CST.FlowCollection): SourceNode {
    const close = token.end.find(
      (end) => end.type === 'flow-map-end' || end.type === 'flow-seq-end',
    );
    const end = close === undefined ? token.offset : close.offset + 1;
    return { ...this.#collection(ast, token.items, token.offset, true), end };
  }

  #collection(
    ast: unknown,
    items: readonly CST.CollectionItem[],
    start: number,
    flow: boolean,
  ): MapNode | ListNode {
    const written = items.filter((item) => isWritten(item));
    const nodes = isMap(ast) || isSeq(ast) ? ast.items : [];
    const entries = written.map((item, index) => this.#entry(item, nodes[index], isMap(ast), flow));
    const end = entries.at(-1)?.end ?? start;
    // A block begins with the anchor or tag of its first key, too.
    const begin = flow ? start : (entries[0]?.start ?? start);
    return { kind: isMap(ast) ? 'map' : 'list', flow, start: begin, end, ast, entries };
  }

  #entry(item: CST.CollectionItem, ast: unknown, inMap: boolean, flow: boolean): SourceEntry {
    return inMap ? this.#pair(item, ast as Pair) : this.#item(item, ast, flow);
  }

  #item(item: CST.CollectionItem, ast: unknown, flow: boolean): SourceEntry {
    const dash = item.start.find((token) => token.type === 'seq-item-ind');
    const odd = item.key !== undefined && item.key !== null;
    const props = item.start.filter(isProperty);
    const first = dash ?? props[0] ?? item.key ?? item.value;
    const start = first?.offset ?? 0;
    const bareHead = dash === undefined ? start : dash.offset + 1;
    const head = props.reduce((_, token) => tokenEnd(token), bareHead);
    const value = odd ? this.#oddItem(ast) : this.node(ast, head);
    const end = value.kind === 'empty' ? head : value.end;
    return {
      ...{ start, end, head, bareHead, key: undefined, merge: false },
      ...{ bare: flow && value.kind === 'empty', value, anchor: anchorOf(ast) },
    };
  }

  #oddItem(ast: unknown): SourceNode {
    const [start, end] = (isMap(ast) && ast.range) || [0, 0];
    return { kind: 'odd', start, end, ast };
  }

  #pair(item: CST.CollectionItem, pair: Pair): SourceEntry {
    const mark = item.start.find((token) => token.type === 'explicit-key-ind');
    const first = mark ?? item.start.find(isProperty) ?? item.key;
    const colon = item.sep?.find((token) => token.type === 'map-value-ind');
    const keyEnd = this.node(pair.key, first?.offset ?? 0).end;
    const bareHead = colon === undefined ? keyEnd : colon.offset + 1;
    const props = (item.sep ?? []).filter(isProperty);
    const head = props.reduce((_, token) => tokenEnd(token), bareHead);
    const value = this.node(pair.value, head);
    const merge = isMergeKey(pair.key);
    return {
      start: first?.offset ?? colon?.offset ?? head,
      end: value.kind === 'empty' ? head : value.end,
      head,
      bareHead,
      key: merge ? undefined : this.#key(pair.key),
      merge,
      bare: colon === undefined,
      value,
      anchor: anchorOf(pair.value),
      keyLook: keyLook(item.key),
    };
  }

  #key(key: unknown): string | undefined {
    const value = this.#values.get(key);
    return value === undefined ? undefined : String(value);
  }
}

function scalarNode(ast: Scalar, token: CST.FlowScalar | CST.BlockScalar): SourceNode {
  if (token.type === 'block-scalar') {
    const { start, end } = blockScalarSpan(token);
    return { kind: 'scalar', start, end, ast, token };
  }
  const end = token.offset + token.source.length;
  return { kind: 'scalar', start: token.offset, end, ast, token };
}

/** Commas and comments at a collection's end make no item. */
function isWritten(item: CST.CollectionItem): boolean {
  if ((item.key ?? item.value) !== undefined && (item.key ?? item.value) !== null) return true;
  if (item.sep?.some((token) => token.type === 'map-value-ind') === true) return true;
  return item.start.some(
    (token) =>
      token.type === 'seq-item-ind' || token.type === 'explicit-key-ind' || isProperty(token),
  );
}

function isProperty(token: CST.SourceToken): boolean {
  return token.type === 'anchor' || token.type === 'tag';
}

function tokenEnd(token: CST.SourceToken): number {
  return token.offset + token.source.length;
}

function keyLook(key: CST.Token | null | undefined): 'plain' | 'single' | 'double' {
  if (key?.type === 'single-quoted-scalar') return 'single';
  return key?.type === 'double-quoted-scalar' ? 'double' : 'plain';
}

function anchorOf(ast: unknown): string | undefined {
  return isMap(ast) || isSeq(ast) || isScalar(ast) ? ast.anchor : undefined;
}
