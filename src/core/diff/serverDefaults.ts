import { isEqual } from '../model/equal.ts';
import { isJsonObject, type Json } from '../model/json.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';

/** A declared place around an undeclared leaf. */
export interface Anchor {
  readonly typeName: string | undefined;
  readonly live: Json;
  /** How many steps of the general path lead to it. */
  readonly depth: number;
}

/** Names one undeclared leaf of a kind, list keys generalised, and from where it is undeclared. */
export type LeafShape = string;

/** `spec.template.spec.containers.*.image@5`: the path, and the depth of the declared anchor. */
export function leafShape(general: readonly string[], depth: number): LeafShape {
  return `${general.join('.')}@${depth}`;
}

/**
 * Defaults that the server's answers to probes taught for one kind, by leaf shape. Only answers
 * for leaves that nobody suspicious owns: the values are those of *other* objects of the kind.
 */
export class LearnedDefaults {
  readonly #values = new Map<LeafShape, Json[]>();

  add(shape: LeafShape, value: Json): void {
    const known = this.#values.get(shape);
    if (known === undefined) this.#values.set(shape, [value]);
    else if (!known.some((one) => isEqual(one, value))) known.push(value);
  }

  explains(shape: LeafShape, value: Json): boolean {
    return this.#values.get(shape)?.some((one) => isEqual(one, value)) ?? false;
  }

  toJSON(): Readonly<Record<LeafShape, readonly Json[]>> {
    return Object.fromEntries(this.#values);
  }

  static from(values: Readonly<Record<LeafShape, readonly Json[]>>): LearnedDefaults {
    const learned = new LearnedDefaults();
    for (const [shape, list] of Object.entries(values)) {
      for (const value of list) learned.add(shape, value);
    }
    return learned;
  }
}

/** The schema's default of a place, nested defaults filled in; exact for custom resources. */
export function schemaDefault(node: SchemaNode | undefined): Json | undefined {
  const value = node?.default;
  if (node === undefined || !isJsonObject(value)) return value;
  return fillDefaults(value, node);
}

/** A declared value with the schema's defaults of what it leaves out. */
function fillDefaults(value: Json, node: SchemaNode): Json {
  if (!isJsonObject(value)) return value;
  const filled: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value)) {
    const child = node.child(key);
    if (inner !== undefined) filled[key] = child === undefined ? inner : fillDefaults(inner, child);
  }
  for (const key of node.propertyNames) {
    if (filled[key] !== undefined) continue;
    const inner = schemaDefault(node.child(key));
    if (inner !== undefined) filled[key] = inner;
  }
  return filled;
}
