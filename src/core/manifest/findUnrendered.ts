import { isJsonArray, isJsonObject, type Json } from '../model/json.ts';
import type { Unrendered } from '../model/manifest.ts';
import { parseKubeYaml } from './kubeYaml.ts';

/** kustomize reads a folder by the first of these that it holds. */
export function isKustomization(file: string): boolean {
  return /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(file);
}

/** Helm takes a folder for a chart by this name alone. */
export function isChart(file: string): boolean {
  return /(?:^|\/)Chart\.yaml$/.test(file);
}

/**
 * What a kustomization names outside its own folder (`../base`, `../common/labels.yaml`), relative
 * to that folder. All text in it that leads upwards counts, whichever field it stands in: bases,
 * patches, generators and what later versions add. `undefined` where the text is no kustomization
 * (a Flux `Kustomization` is an object of the cluster, whatever its file is called).
 */
export function outsidePaths(text: string): readonly string[] | undefined {
  const { value, problems } = parseKubeYaml(text);
  if (problems.some((problem) => problem.severity === 'error')) return upwardWords(text);
  if (!isJsonObject(value)) return [];
  const { apiVersion } = value;
  if (typeof apiVersion === 'string' && !apiVersion.startsWith('kustomize.config.k8s.io/')) {
    return undefined;
  }
  return [...new Set(upwards(value))];
}

function upwards(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return upwardPath(value);
  if (isJsonArray(value)) return value.flatMap(upwards);
  return isJsonObject(value) ? Object.values(value).flatMap(upwards) : [];
}

/** What a kustomization that cannot be read seems to name: better too much than too little. */
function upwardWords(text: string): readonly string[] {
  const words = text.split(/[\s"',[\]{}]+/);
  return [...new Set(words.flatMap(upwardPath))];
}

/** `config.toml=../files/config.toml` is how generators rename. */
function upwardPath(text: string): readonly string[] {
  const path = text.slice(text.indexOf('=') + 1);
  return /^(?:\.\/)*(?:[^\n/]+\/)*\.\.(?:\/|$)/.test(path) && !path.includes('\n') ? [path] : [];
}

/** A folder's recognised root, before it is known which files it covers. */
export interface RenderRoot {
  readonly kind: Unrendered['kind'];
  readonly file: string;
  /** As `outsidePaths` has them. */
  readonly outside: readonly string[];
}

/**
 * For each root, the files that it covers: those at or below its folder, and those at or below
 * what it names outside.
 */
export function findUnrendered(
  roots: readonly RenderRoot[],
  files: readonly string[],
): readonly Unrendered[] {
  return roots.map(({ kind, file, outside }) => {
    const folder = folderOf(file);
    const paths = [folder, ...outside.flatMap((path) => joinPath(folder, path) ?? [])];
    const covers = files.filter((candidate) => paths.some((path) => isWithin(candidate, path)));
    return { kind, file, covers };
  });
}

/** The folder of a path, `''` for the root. */
export function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
}

/** `file` is `path` or lies below it; everything lies below `''`. */
export function isWithin(file: string, path: string): boolean {
  return path === '' || file === path || file.startsWith(`${path}/`);
}

/** A relative path from a folder; `undefined` where it leads out of the repository. */
export function joinPath(folder: string, relative: string): string | undefined {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
