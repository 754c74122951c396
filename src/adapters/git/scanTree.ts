import {
  folderOf,
  isChart,
  isKustomization,
  isWithin,
  joinPath,
} from '../../core/manifest/findUnrendered.ts';
import { isManifestFile } from '../../core/manifest/isManifestFile.ts';
import type { ManifestScan, Unrendered } from '../../core/model/manifest.ts';
import type { Problem } from '../../core/model/objectStatus.ts';
import type { UnreadBlobs } from './blobReader.ts';
import type { ForeignContent, ManifestReader } from './manifestReader.ts';
import { isUnspeakable, type TreeFile, type TreeListing } from './treeListing.ts';

/** The settings of a repository, at its root. */
export const settingsFile = '.driftline.yaml';

/** What a link's blob says, by path of the link. */
export type LinkTargets = ReadonlyMap<string, string>;

/**
 * Reads the manifests below a path of one tree. What is covered by a kustomization or a chart
 * anywhere in the tree is left out and told; so is whatever could not be read.
 */
export async function scanTree(
  tree: TreeListing,
  path: string,
  links: LinkTargets,
  reader: ManifestReader,
): Promise<Omit<ManifestScan, 'settings'>> {
  const names = [...tree.files, ...tree.links].map(({ file }) => file);
  const { roots, unread: unreadRoots } = await reader.unrendered(tree.files, names);
  const covered = new Set(roots.flatMap((root) => root.covers));
  const linked = followLinks(tree, path, links);
  const plain = [...tree.files, ...linked.files].filter(
    ({ file }) => isWithin(file, path) && !covered.has(file) && isJudged(file),
  );
  const unread = await reader.prepare(plain.map(({ blob }) => blob));
  return {
    files: await reader.readAll(plain, unread),
    unrendered: roots.flatMap((root) => withinPath(root, path)),
    problems: [
      ...emptyProblems(names, path),
      ...submoduleProblems(tree, path),
      ...linked.problems,
      ...unreadProblems(tree.files, unreadRoots),
      ...unreadProblems(plain, unread),
      ...foreignProblems(plain, (blob) => reader.foreign(blob)),
      ...nameProblems(plain),
    ],
  };
}

function isJudged(file: string): boolean {
  return isManifestFile(file) && file !== settingsFile && !isChart(file);
}

function withinPath(root: Unrendered, path: string): readonly Unrendered[] {
  const covers = root.covers.filter((file) => isWithin(file, path));
  const itself = isKustomization(root.file) || isChart(root.file);
  return covers.length > 0 || (itself && isWithin(root.file, path)) ? [{ ...root, covers }] : [];
}

/** A path that was mistyped is not in sync. */
function emptyProblems(names: readonly string[], path: string): readonly Problem[] {
  if (path === '' || names.some((name) => isWithin(name, path))) return [];
  const message = 'holds no YAML or JSON file in this commit: check the path';
  return [{ file: path, severity: 'error', message }];
}

function nameProblems(files: readonly TreeFile[]): readonly Problem[] {
  return files
    .filter(({ file }) => isUnspeakable(file))
    .map(({ file }) => ({
      file,
      severity: 'warning',
      message: 'has a name that is not UTF-8: its edits on disk are not seen, rename it',
    }));
}

function submoduleProblems(tree: TreeListing, path: string): readonly Problem[] {
  return tree.submodules
    .filter((folder) => isWithin(folder, path) || isWithin(path, folder))
    .map((folder) => ({
      file: folder,
      severity: 'warning',
      message: 'is a submodule, whose manifests are not looked at here: open it on its own',
    }));
}

interface FollowedLinks {
  readonly files: readonly TreeFile[];
  readonly problems: readonly Problem[];
}

/**
 * A link to a file of the tree is that file, judged where it stands; at the link only where the
 * file itself is out of sight. A link that leads elsewhere is told, and so is one to a folder that
 * is out of sight, since kubectl too does not follow those.
 */
function followLinks(tree: TreeListing, path: string, targets: LinkTargets): FollowedLinks {
  const blobs = new Map(tree.files.map(({ file, blob }) => [file, blob]));
  const files: TreeFile[] = [];
  const problems: Problem[] = [];
  for (const { file } of tree.links.filter((link) => isWithin(link.file, path))) {
    const target = finalTarget(file, targets);
    const blob = target === undefined ? undefined : blobs.get(target);
    if (target === undefined || (blob === undefined && isManifestFile(file))) {
      problems.push(lostLink(file, targets));
    } else if (blob !== undefined && isManifestFile(file)) {
      if (!isWithin(target, path)) files.push({ file, blob });
    } else if (
      !isWithin(target, path) &&
      tree.files.some((other) => isWithin(other.file, target))
    ) {
      problems.push(folderLink(file, target));
    }
  }
  return { files, problems };
}

function folderLink(file: string, target: string): Problem {
  const message = `is a link to the folder "${target}", whose manifests are looked at only there`;
  return { file, severity: 'warning', message };
}

const longestChain = 10;

function finalTarget(link: string, targets: LinkTargets): string | undefined {
  let at: string | undefined = link;
  for (let steps = 0; steps < longestChain && at !== undefined; steps += 1) {
    const target = targets.get(at);
    if (target === undefined) return at;
    at = target.startsWith('/') ? undefined : joinPath(folderOf(at), target);
  }
  return undefined;
}

function lostLink(file: string, targets: LinkTargets): Problem {
  const target = targets.get(file) ?? '';
  const message = `is a link to "${target}", which is no file of this repository: not looked at`;
  return { file, severity: isManifestFile(file) ? 'warning' : 'notice', message };
}

function unreadProblems(files: readonly TreeFile[], unread: UnreadBlobs): readonly Problem[] {
  const missing = new Set(unread.missing);
  const tooLarge = new Set(unread.tooLarge);
  return files.flatMap(({ file, blob }): readonly Problem[] => {
    if (missing.has(blob)) {
      const message =
        'its content is not here (a partial clone): run "git fetch --refetch", or check it out';
      return [{ file, severity: 'error', message }];
    }
    if (!tooLarge.has(blob)) return [];
    const message = 'is larger than 32 MB: no manifest, as it seems, and not looked at';
    return [{ file, severity: 'warning', message }];
  });
}

const foreignMessages: Readonly<Record<ForeignContent, string>> = {
  lfs: 'is kept in Git LFS, whose content is not in the commit: not looked at',
  gitCrypt: 'is encrypted by git-crypt: not looked at',
  binary: 'is not text: not looked at',
};

function foreignProblems(
  files: readonly TreeFile[],
  foreignOf: (blob: string) => ForeignContent | undefined,
): readonly Problem[] {
  return files.flatMap(({ file, blob }): readonly Problem[] => {
    const foreign = foreignOf(blob);
    if (foreign === undefined) return [];
    return [{ file, severity: 'warning', message: foreignMessages[foreign] }];
  });
}
