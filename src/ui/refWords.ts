import type { ObjectRef } from '../core/model/objectRef.ts';

/** `Deployment task-agent`; `Deployment other/task-agent` where it is not in the target's namespace. */
export function refWords(ref: ObjectRef, namespace: string): string {
  const elsewhere = ref.namespace !== undefined && ref.namespace !== namespace;
  return `${ref.kind} ${elsewhere ? `${ref.namespace}/` : ''}${ref.name}`;
}
