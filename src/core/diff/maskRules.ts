import type { Finding } from '../model/finding.ts';
import type { ObjectRef } from '../model/objectRef.ts';
import type { MaskRule } from '../model/settings.ts';
import { compilePattern, parsePointer, pointerMeets } from './ignoreRules.ts';
import { holdsSecret } from './secretInside.ts';

/** Which findings never show their values: Secrets, what looks like one, and what a rule names. */
export class MaskRules {
  readonly #rules: readonly {
    names(ref: ObjectRef): boolean;
    readonly pointers: readonly (readonly string[])[];
  }[];

  constructor(rules: readonly MaskRule[]) {
    this.#rules = rules.map((rule) => ({
      names: compilePattern(rule),
      pointers: rule.pointers.map(parsePointer),
    }));
  }

  masks(ref: ObjectRef, finding: Finding): boolean {
    if (holdsSecret(ref, finding.path, finding.git)) return true;
    if (holdsSecret(ref, finding.path, finding.live)) return true;
    return this.#rules.some(
      (rule) =>
        rule.names(ref) && rule.pointers.some((pointer) => pointerMeets(pointer, finding.path)),
    );
  }
}
