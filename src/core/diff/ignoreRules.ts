import picomatch from 'picomatch';
import type { FieldPath, PathStep } from '../model/fieldPath.ts';
import type { Finding } from '../model/finding.ts';
import { groupOf, type ObjectRef } from '../model/objectRef.ts';
import type { IgnoreRule, ObjectPattern } from '../model/settings.ts';

/** Says which rule hides a finding, in words; `undefined` where none does. */
export class IgnoreRules {
  readonly #rules: readonly CompiledRule[];

  constructor(rules: readonly IgnoreRule[]) {
    this.#rules = rules.map(compile);
  }

  ruleFor(ref: ObjectRef, finding: Finding): string | undefined {
    return this.#rules.find((rule) => rule.hides(ref, finding))?.words;
  }
}

interface CompiledRule {
  readonly words: string;
  hides(ref: ObjectRef, finding: Finding): boolean;
}

function compile(rule: IgnoreRule): CompiledRule {
  const names = compilePattern(rule);
  const managers = rule.managers.map((name) => picomatch(name));
  const pointers = rule.pointers.map(parsePointer);
  return {
    words: describe(rule),
    hides: (ref, { path, writer }) => {
      if (!names(ref)) return false;
      if (writer !== undefined && managers.some((match) => match(writer.manager))) return true;
      return pointers.some((pointer) => pointerCovers(pointer, path));
    },
  };
}

/** Whether an object is one of those that the pattern names. */
export function compilePattern(pattern: ObjectPattern): (ref: ObjectRef) => boolean {
  const group = glob(pattern.group);
  const kind = glob(pattern.kind);
  const namespace = glob(pattern.namespace);
  const name = glob(pattern.name);
  return (ref) =>
    group(groupOf(ref.apiVersion)) &&
    kind(ref.kind) &&
    namespace(ref.namespace ?? '') &&
    name(ref.name);
}

function glob(pattern: string | undefined): (text: string) => boolean {
  if (pattern === undefined || pattern === '*') return () => true;
  if (pattern === '') return (text) => text === '';
  return picomatch(pattern, { dot: true });
}

/** RFC 6901: `~1` is `/`, `~0` is `~`. */
export function parsePointer(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}

/** The path lies at or below the place that the pointer names. */
export function pointerCovers(pointer: readonly string[], path: FieldPath): boolean {
  return pointer.length <= path.length && pointerMeets(pointer, path);
}

/** The path lies at, below or around the place that the pointer names. */
export function pointerMeets(pointer: readonly string[], path: FieldPath): boolean {
  return path
    .slice(0, pointer.length)
    .every((step, at) => pointer[at] === '*' || matchesStep(pointer[at] ?? '', step));
}

/** A keyed item is named by `*` or by the value of its merge key; an atomic one by its index. */
function matchesStep(part: string, step: PathStep): boolean {
  if ('key' in step) return part === step.key;
  if ('index' in step) return part === String(step.index);
  if ('value' in step) return part === String(step.value);
  return step.item.some(([, value]) => part === String(value));
}

function describe(rule: IgnoreRule): string {
  const what = [...rule.pointers, ...rule.managers.map((name) => `manager ${name}`)].join(', ');
  return `.driftline.yaml:${rule.line}: ${what}`;
}
