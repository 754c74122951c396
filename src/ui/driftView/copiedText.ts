import { formatRef } from '../../core/model/objectRef.ts';
import type { DriftNode } from './driftNode.ts';
import type { FolderTree } from './folderTree.ts';
import { forbiddenRole } from './forbiddenRole.ts';

/** What is copied of rows: paths of findings, names of objects, messages with their places. */
export function copiedText(
  nodes: readonly DriftNode[],
  treeOf: (folder: string) => FolderTree | undefined,
): string {
  return nodes.flatMap((node) => textOf(node, treeOf(node.of)) ?? []).join('\n');
}

function textOf(node: DriftNode, tree: FolderTree | undefined): string | undefined {
  switch (node.kind) {
    case 'finding':
      return node.place.paths.join('\n');
    case 'object': {
      const status = tree?.store.get(node.place.key);
      return status && formatRef(status.ref);
    }
    case 'problem': {
      const { file, line = 1, message } = tree?.problems()[node.index] ?? {};
      return file === undefined ? message : `${file}:${line}: ${message}`;
    }
    case 'notice':
      return tree?.store.state.message;
    case 'folder':
    case 'problems':
    case 'group':
    case 'forbidden':
    case 'ignored':
      return undefined;
  }
}

/** The Roles that would allow what is forbidden, as YAML documents: of one kind, or of all. */
export function copiedRoles(
  trees: Iterable<FolderTree>,
  only?: { readonly of: string; readonly objectKind: string },
): string {
  const roles = new Set<string>();
  for (const { of, store } of trees) {
    if (only !== undefined && of !== only.of) continue;
    for (const { ref, reason, message } of store.objects()) {
      if (reason !== 'forbidden' || (only !== undefined && ref.kind !== only.objectKind)) continue;
      roles.add(forbiddenRole(ref, message));
    }
  }
  return [...roles].join('---\n');
}
