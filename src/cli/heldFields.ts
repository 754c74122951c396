import { formatRef } from '../core/model/objectRef.ts';
import type { Plan } from '../core/model/plan.ts';

/** Manager → the fields it holds against the plan, of objects that are left alone for it. */
export function heldFields(
  plan: Plan,
  takenOver: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const held = new Map<string, string[]>();
  for (const { ref, conflicts, refusal } of plan.steps) {
    if (refusal?.reason !== 'conflict') continue;
    for (const { manager, path } of conflicts) {
      if (takenOver.includes(manager)) continue;
      held.set(manager, [...(held.get(manager) ?? []), `${formatRef(ref)} ${path}`]);
    }
  }
  return held;
}
