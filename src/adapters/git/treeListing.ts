import { isChart, isKustomization } from '../../core/manifest/findUnrendered.ts';
import { isManifestFile } from '../../core/manifest/isManifestFile.ts';
import type { GitRunner } from './gitRunner.ts';

/** A blob of a tree that may matter: by its name alone, nothing was read. */
export interface TreeFile {
  /** Path from the repository's root. */
  readonly file: string;
  readonly blob: string;
}

/** One commit's tree, with what cannot hold a manifest left out. */
export interface TreeListing {
  /** Regular files that may be manifests, kustomizations or charts, sorted by path. */
  readonly files: readonly TreeFile[];
  /** Symbolic links; their blob holds the target. */
  readonly links: readonly TreeFile[];
  /** Folders that are other repositories. */
  readonly submodules: readonly string[];
}

/** The name's bytes are no UTF-8: it cannot be found on disk by what was read of it. */
export function isUnspeakable(file: string): boolean {
  return file.includes('\ufffd');
}

/** Lists the whole tree, since a kustomization elsewhere may cover the path that is asked for. */
export async function listTree(git: GitRunner, sha: string): Promise<TreeListing> {
  return parseTree(await git.text(['ls-tree', '-r', '-z', '--full-tree', sha]));
}

/** Entries are `<mode> SP <type> SP <object> TAB <path> NUL`. */
function parseTree(output: string): TreeListing {
  const files: TreeFile[] = [];
  const links: TreeFile[] = [];
  const submodules: string[] = [];
  for (let at = 0; at < output.length;) {
    const end = output.indexOf('\0', at);
    const tab = output.indexOf('\t', at);
    if (end < 0 || tab < 0) break;
    const file = output.slice(tab + 1, end);
    const mode = output.slice(at, at + 6);
    if (mode === '160000') submodules.push(file);
    else if (mode === '120000') links.push({ file, blob: blobOf(output, at, tab) });
    else if (mayMatter(file)) files.push({ file, blob: blobOf(output, at, tab) });
    at = end + 1;
  }
  return { files, links, submodules };
}

function blobOf(output: string, at: number, tab: number): string {
  return output.slice(output.lastIndexOf(' ', tab) + 1, tab) || output.slice(at, tab);
}

function mayMatter(file: string): boolean {
  return isManifestFile(file) || isKustomization(file) || isChart(file);
}
