import type { ObjectKey } from '../core/model/objectRef.ts';

/**
 * What a menu, a CodeLens, a hover's link or a row of a view hands to a command. Plain JSON. Names
 * things only: whoever takes it looks them up again.
 */
export interface Place {
  /** The workspace folder's address, `folder.uri.toString()`. */
  readonly folder: string;
  /** Path from the repository's root; all objects of that file where no key is given. */
  readonly file?: string;
  readonly key?: ObjectKey;
  /** Findings of the object, as `formatPath` writes them; all of them where absent. */
  readonly paths?: readonly string[];
}

/** Rows of several folders may be selected together: an object's key alone names no folder. */
export function placesByFolder(places: readonly Place[]): readonly (readonly Place[])[] {
  return [...Map.groupBy(places, ({ folder }) => folder).values()];
}

/** Commands may be called by anybody, with anything. */
export function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false;
  const { folder, file, key, paths } = value as Record<string, unknown>;
  const isText = (one: unknown): boolean => one === undefined || typeof one === 'string';
  const arePaths =
    paths === undefined || (Array.isArray(paths) && paths.every((one) => typeof one === 'string'));
  return typeof folder === 'string' && isText(file) && isText(key) && arePaths;
}
