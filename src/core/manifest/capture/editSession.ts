import type { NodeValues } from '../kubeYaml.ts';
import { AnchorValues } from './anchorValues.ts';
import type { LayoutStyle } from './layoutStyle.ts';
import type { SourceText } from './sourceText.ts';
import type { MapNode, SourceEntry, SourceNode } from './sourceTree.ts';
import { TextEdit } from './textEdit.ts';
import type { ListOrigins } from './wantedValue.ts';
import { BlockWriter } from './writeBlock.ts';

/** What is given up where the usual way of writing did not read back as wanted. */
export interface EditMode {
  /** False: texts of several lines are written in double quotes. */
  readonly blocks: boolean;
  /** Blank lines below something removed go with it (they would join a `|+` text above). */
  readonly eatBlank: boolean;
}

/** One attempt to make a document's text say something else. */
export class EditSession {
  readonly source: SourceText;
  readonly edit: TextEdit;
  readonly writer: BlockWriter;
  readonly anchors: AnchorValues;
  readonly style: LayoutStyle;
  readonly mode: EditMode;
  readonly root: MapNode;
  readonly values: NodeValues;
  readonly origins: ListOrigins;

  constructor(input: {
    source: SourceText;
    root: MapNode;
    values: NodeValues;
    origins: ListOrigins;
    style: LayoutStyle;
    mode: EditMode;
  }) {
    this.source = input.source;
    this.root = input.root;
    this.values = input.values;
    this.origins = input.origins;
    this.style = input.style;
    this.mode = input.mode;
    this.edit = new TextEdit(input.source);
    this.writer = new BlockWriter(input.style, input.mode.blocks);
    this.anchors = new AnchorValues(input.root, input.values);
  }
}

/** Where a value stands: the entry that holds it, and what surrounds that. */
export interface Owner {
  readonly entry: SourceEntry;
  readonly inList: boolean;
  /** The surrounding collection is written with `{}` or `[]`. */
  readonly flow: boolean;
  /** Keys from the document's root, `*` for items. */
  readonly path: readonly string[];
}

/** The owner of an entry of a collection that stands at a path. */
export function ownerOf(
  node: Exclude<SourceNode, { kind: 'scalar' | 'alias' | 'empty' | 'odd' }>,
  entry: SourceEntry,
  path: readonly string[],
): Owner {
  const inList = node.kind === 'list';
  return { entry, inList, flow: node.flow, path: [...path, inList ? '*' : (entry.key ?? '<<')] };
}
