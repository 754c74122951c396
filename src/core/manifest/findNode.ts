import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { FieldPath, PathStep } from '../model/fieldPath.ts';
import type { JsonScalar } from '../model/json.ts';
import { isMergeKey, readKey, readScalar } from './kubeYaml.ts';

/** How far a path leads into a document's tree. */
export interface FoundNode {
  /** The deepest node reached, aliases followed; `undefined` for an empty value. */
  readonly node: Node | undefined;
  /** The key of that node, where it is a map's value. */
  readonly key: Node | undefined;
  /** Steps that were found. */
  readonly depth: number;
}

/** Follows a path through maps, lists, aliases and merge keys, as far as it goes. */
export function findNode(document: Document.Parsed, path: FieldPath): FoundNode {
  let found: FoundNode = { node: document.contents ?? undefined, key: undefined, depth: 0 };
  for (const step of path) {
    const next = stepInto(document, found.node, step);
    if (next === undefined) return found;
    found = { ...next, depth: found.depth + 1 };
  }
  return found;
}

type Inner = Pick<FoundNode, 'node' | 'key'>;

function stepInto(document: Document, parent: unknown, step: PathStep): Inner | undefined {
  const node = followAlias(document, parent);
  if ('key' in step) return isMap(node) ? valueOf(document, node, step.key) : undefined;
  if (!isSeq(node)) return undefined;
  const item = 'index' in step ? node.items[step.index] : findItem(document, node.items, step);
  return item === undefined ? undefined : { node: item as Node, key: undefined };
}

/** The node that an alias stands for; any other node as it is. */
export function followAlias(document: Document, node: unknown): Node | undefined {
  if (!isAlias(node)) return (node ?? undefined) as Node | undefined;
  return node.resolve(document) as Node | undefined;
}

/** The last pair of that key counts, and what follows a merge wins over it (kubeYaml.ts). */
function valueOf(document: Document, map: YAMLMap, key: string): Inner | undefined {
  for (const pair of [...map.items].reverse()) {
    if (isMergeKey(pair.key)) {
      const merged = valueOfMerge(document, pair, key);
      if (merged !== undefined) return merged;
    } else if (keyText(document, pair.key) === key) {
      return { node: (pair.value ?? undefined) as Node | undefined, key: pair.key as Node };
    }
  }
  return undefined;
}

function keyText(document: Document, key: unknown): string | undefined {
  return readKey(isAlias(key) ? key.resolve(document) : key);
}

function valueOfMerge(document: Document, pair: Pair, key: string): Inner | undefined {
  const merged = followAlias(document, pair.value);
  const sources = isSeq(merged) ? merged.items : [merged];
  for (const source of sources) {
    const map = followAlias(document, source);
    const found = isMap(map) ? valueOf(document, map, key) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

type ItemStep = Exclude<PathStep, { readonly key: string } | { readonly index: number }>;

/**
 * The item that says most of the step: a merge key that the source leaves out has its default
 * there, whatever that is. Of equals the last counts, as for the server.
 */
function findItem(document: Document, items: readonly unknown[], step: ItemStep): unknown {
  let best: unknown;
  let most = 0;
  for (const item of items) {
    const agreed = agreement(document, followAlias(document, item), step);
    if (agreed === 0 || agreed < most) continue;
    best = item;
    most = agreed;
  }
  return best;
}

/** How many values of the step the item has written out; 0 where one is another. */
function agreement(document: Document, node: Node | undefined, step: ItemStep): number {
  if ('value' in step) return scalarIs(node, step.value) ? 1 : 0;
  if (!isMap(node)) return 0;
  let agreed = 0;
  for (const [key, value] of step.item) {
    const written = followAlias(document, valueOf(document, node, key)?.node);
    if (written === undefined || isNullScalar(written)) continue;
    if (!scalarIs(written, value)) return 0;
    agreed += 1;
  }
  return agreed;
}

function isNullScalar(node: Node): boolean {
  return scalarIs(node, null);
}

function scalarIs(node: unknown, value: JsonScalar): boolean {
  return isScalar(node) && readScalar(node)?.value === value;
}
