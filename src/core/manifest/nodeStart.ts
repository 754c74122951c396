import { isMap, isSeq, type Node } from 'yaml';

/**
 * Where a node's own text begins, in characters. A block collection begins with its first item,
 * since before it stand anchors and tags.
 */
export function nodeStart(node: Node | undefined): number {
  return firstItem(node)?.range?.[0] ?? node?.range?.[0] ?? 0;
}

function firstItem(node: Node | undefined): Node | undefined {
  if (isMap(node) && !node.flow) return (node.items[0]?.key ?? undefined) as Node | undefined;
  return isSeq(node) && !node.flow ? ((node.items[0] ?? undefined) as Node | undefined) : undefined;
}
