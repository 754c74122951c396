import { formatPath } from '../../core/model/fieldPath.ts';
import type { Place } from '../place.ts';
import type { DriftNode } from './driftNode.ts';
import type { FolderTree } from './folderTree.ts';

/** A line of the revision's text. */
export interface Location {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Where a row's subject stands; `undefined` where it stands in no file. */
export function nodeLocation(node: DriftNode, tree: FolderTree): Location | undefined {
  switch (node.kind) {
    case 'problem': {
      const problem = tree.problems()[node.index];
      if (problem?.file === undefined) return undefined;
      return { file: problem.file, line: problem.line ?? 1 };
    }
    case 'object':
    case 'finding':
      return placeLocation(node.place, tree);
    case 'folder':
    case 'notice':
    case 'problems':
    case 'group':
    case 'forbidden':
    case 'ignored':
      return undefined;
  }
}

/** The first of the named findings that has a line, else the first of all, else the document. */
export function placeLocation(
  { key, file, paths }: Place,
  { store }: Pick<FolderTree, 'store'>,
): Location | undefined {
  if (key === undefined) return file === undefined ? undefined : { file, line: 1 };
  const status = store.get(key);
  if (status?.source === undefined) return undefined;
  const all = [...status.findings, ...status.ignored];
  const named = all.filter(({ path }) => paths?.includes(formatPath(path)) ?? true);
  const line = named.find((finding) => finding.line !== undefined)?.line;
  return { file: status.source.file, line: line ?? status.source.line };
}
