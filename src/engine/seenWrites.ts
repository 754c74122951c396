import { ownedPaths } from '../core/diff/ownedPaths.ts';
import { valueAt } from '../core/diff/valueAt.ts';
import { isEqual } from '../core/model/equal.ts';
import { isJsonObject } from '../core/model/json.ts';
import {
  managedFieldsOf,
  type KubeObject,
  type ManagedFieldsEntry,
} from '../core/model/kubeObject.ts';

/**
 * When the watch told of writes that the server records no time of, such as those of `/scale`. An
 * entry is known as the one that came with a live object, and is forgotten with that.
 */
export class SeenWrites {
  readonly #times = new WeakMap<ManagedFieldsEntry, string>();

  /**
   * @param before what was known of the object until now.
   * @param at RFC 3339: the watch told of `after` just now. Without it, the write was at some time
   * since `before` was read: what is as it was keeps its time, and anything else has none.
   */
  note(before: KubeObject | undefined, after: KubeObject, at: string | undefined): void {
    if (before === undefined) return;
    for (const entry of managedFieldsOf(after)) {
      if (entry.time !== undefined) continue;
      const known = managedFieldsOf(before).find((one) => isSameWriter(one, entry));
      const isOld = known !== undefined && isSameWrite([before, known], [after, entry]);
      const time = isOld ? this.#times.get(known) : at;
      if (time !== undefined) this.#times.set(entry, time);
    }
  }

  /** RFC 3339; `undefined` where nobody saw it happen. */
  at(entry: ManagedFieldsEntry): string | undefined {
    return this.#times.get(entry);
  }
}

type Write = readonly [object: KubeObject, entry: ManagedFieldsEntry];

function isSameWriter(a: ManagedFieldsEntry, b: ManagedFieldsEntry): boolean {
  return (
    a.manager === b.manager &&
    a.operation === b.operation &&
    a.subresource === b.subresource &&
    a.apiVersion === b.apiVersion
  );
}

/** The same fields, and the same values in them. */
function isSameWrite([before, a]: Write, [after, b]: Write): boolean {
  if (!isEqual(a.fieldsV1, b.fieldsV1)) return false;
  if (!isJsonObject(b.fieldsV1)) return true;
  return ownedPaths(b.fieldsV1).every((path) =>
    isEqual(valueAt(before, path, undefined), valueAt(after, path, undefined)),
  );
}
