import { valueAt } from '../diff/valueAt.ts';
import type { FieldPath } from '../model/fieldPath.ts';
import type { JsonPatchOperation } from '../model/jsonPatch.ts';
import type { KubeObject } from '../model/kubeObject.ts';
import { ObjectEdit } from './objectEdit.ts';
import type { ActFinding, ObjectFacts } from './objectFacts.ts';
import { settleOrder } from './settleOrder.ts';

/**
 * One JSON patch that settles the given findings on exactly the live object that was read: it
 * begins with its resourceVersion, so that the server answers 409 when that has moved. Empty where
 * there is nothing to write.
 *
 * @param applied what the apply after it will send: it decides where items stand in their lists.
 */
export function revertPatch(
  facts: ObjectFacts,
  acted: readonly ActFinding[],
  applied: KubeObject,
): readonly JsonPatchOperation[] {
  const { live, schema } = facts;
  if (live === undefined) return [];
  const edit = new ObjectEdit(live, schema);
  const keeps = (parent: FieldPath): boolean => valueAt(applied, parent, schema) !== undefined;
  for (const { finding, git } of acted) {
    if (git === undefined) edit.remove(finding.path, keeps);
    else if (!edit.set(finding.path, git)) setWhole(edit, finding.path, applied, schema);
  }
  if (edit.operations.length === 0) return [];
  if (schema !== undefined) settleOrder(edit, live, applied, schema);
  return [guard(live), ...edit.operations];
}

/** The place is inside an atomic list that live lacks: the list is written as Git has it. */
function setWhole(
  edit: ObjectEdit,
  path: FieldPath,
  applied: KubeObject,
  schema: ObjectFacts['schema'],
): void {
  const list = path.slice(
    0,
    path.findIndex((step) => 'index' in step),
  );
  const value = valueAt(applied, list, schema);
  if (value !== undefined) edit.set(list, value);
}

function guard(live: KubeObject): JsonPatchOperation {
  const { resourceVersion } = live.metadata;
  if (resourceVersion === undefined) throw new Error('A live object has a resourceVersion.');
  return { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion };
}
