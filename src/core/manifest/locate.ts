import { isMap, isScalar, isSeq, type Document, type Node } from 'yaml';
import type { FieldPath } from '../model/fieldPath.ts';
import type { Source } from '../model/objectStatus.ts';
import { findNode, type FoundNode } from './findNode.ts';
import { parseSyntax } from './kubeYaml.ts';
import { LineIndex } from './lineIndex.ts';
import { nodeStart } from './nodeStart.ts';
import { splitDocuments } from './splitDocuments.ts';

/** A place of an object to find in its source. */
export interface PathQuery {
  readonly path: FieldPath;
  /** Git does not declare it: asked for is the line after which it would stand. */
  readonly added?: boolean;
}

type DocumentPlace = Pick<Source, 'document' | 'item'>;

/**
 * Lines, from 1 in the file, of the deepest part of each path that the document holds; values that
 * stand elsewhere by an alias or a merge key are found where they are written. All `undefined`
 * where the text has no such document.
 */
export function locatePaths(
  text: string,
  source: DocumentPlace,
  queries: readonly PathQuery[],
): readonly (number | undefined)[] {
  const part = splitDocuments(text)[source.document];
  if (part === undefined) return queries.map(() => undefined);
  const document = parseSyntax(part.text);
  const lines = new LineIndex(part.text);
  const lineOf = (offset: number): number => part.line + lines.lineAt(offset) - 1;
  const prefix = source.item === undefined ? [] : [{ key: 'items' }, { index: source.item }];
  return queries.map((query) => {
    const found = findField(document, prefix, query);
    if (found.depth < prefix.length) return undefined;
    const complete = found.depth === prefix.length + query.path.length;
    const offset =
      query.added && !complete ? endOf(found, part.text) : nodeStart(found.key ?? found.node);
    return lineOf(offset);
  });
}

/** As `locatePaths`, for one path. */
export function locatePath(
  text: string,
  source: DocumentPlace,
  path: FieldPath,
  options: Pick<PathQuery, 'added'> = {},
): number | undefined {
  return locatePaths(text, source, [{ path, ...options }])[0];
}

/** A Secret's `data.KEY` may be written as `stringData.KEY`, which the server lets win. */
function findField(document: Document.Parsed, prefix: FieldPath, query: PathQuery): FoundNode {
  const found = findNode(document, [...prefix, ...query.path]);
  const [first, ...rest] = query.path;
  if (first === undefined || !('key' in first) || first.key !== 'data') return found;
  const kind = findNode(document, [...prefix, { key: 'kind' }]).node;
  if (!isScalar(kind) || kind.value !== 'Secret') return found;
  const plain = findNode(document, [...prefix, { key: 'stringData' }, ...rest]);
  const complete = plain.depth === prefix.length + query.path.length;
  return complete || plain.depth > found.depth ? plain : found;
}

/** The last character of the last thing in a collection, or of the empty value's key. */
function endOf(found: FoundNode, text: string): number {
  const last = lastOf(found.node);
  const range = last?.range ?? found.key?.range;
  if (range === undefined || range === null) return nodeStart(found.key ?? found.node);
  const [start, end] = range;
  const written = text.slice(start, end).trimEnd();
  return start + Math.max(written.length - 1, 0);
}

function lastOf(node: Node | undefined): Node | undefined {
  if (isMap(node) && node.items.length > 0) {
    const pair = node.items.at(-1);
    const value = lastOf((pair?.value ?? undefined) as Node | undefined);
    return isWritten(value) ? value : ((pair?.key ?? undefined) as Node | undefined);
  }
  if (!isSeq(node) || node.items.length === 0) return node;
  return lastOf((node.items.at(-1) ?? undefined) as Node | undefined) ?? node;
}

/** An empty value has no text of its own. */
function isWritten(node: Node | undefined): boolean {
  const range = node?.range;
  return range !== undefined && range !== null && range[1] > range[0];
}
