import type { FieldPath } from '../model/fieldPath.ts';

/** Where an object that is being deleted says so. Nobody is recorded for it. */
export const deletionPath: FieldPath = [{ key: 'metadata' }, { key: 'deletionTimestamp' }];

export function isDeletion(path: FieldPath): boolean {
  const [first, second] = path;
  if (path.length !== 2 || first === undefined || second === undefined) return false;
  if (!('key' in first) || !('key' in second)) return false;
  return first.key === 'metadata' && second.key === 'deletionTimestamp';
}
