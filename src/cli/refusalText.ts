import type { Refusal } from '../core/model/plan.ts';

/** Why a step is refused, with the option that lifts it where there is one. */
export function refusalText({ message, remedy }: Refusal): string {
  return remedy === undefined ? message : `${message} ${remedy}`;
}
