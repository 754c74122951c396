import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';

/** One entry of `status.conditions`. Only what the object carries. */
export interface Condition {
  readonly type: string;
  /** `True`, `False` or `Unknown`. */
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration: number | undefined;
}

/**
 * Reads an object from the server without trusting its shape: what has another type reads as
 * absent, so that a rule never throws on a custom resource that looks like a built-in one.
 */
export class StatusReader {
  readonly object: KubeObject;

  constructor(object: KubeObject) {
    this.object = object;
  }

  /** The value at a path of plain keys; `undefined` where anything on the way is missing. */
  at(...keys: readonly string[]): Json | undefined {
    let value: Json | undefined = this.object;
    for (const key of keys) value = isJsonObject(value) ? value[key] : undefined;
    return value;
  }

  text(...keys: readonly string[]): string {
    const value = this.at(...keys);
    return typeof value === 'string' ? value : '';
  }

  number(...keys: readonly string[]): number | undefined {
    const value = this.at(...keys);
    return typeof value === 'number' ? value : undefined;
  }

  /** A counter of the server: left out means 0. */
  count(...keys: readonly string[]): number {
    return this.number(...keys) ?? 0;
  }

  list(...keys: readonly string[]): readonly JsonObject[] {
    const value = this.at(...keys);
    return isJsonArray(value) ? value.filter(isJsonObject) : [];
  }

  conditions(): readonly Condition[] {
    return this.list('status', 'conditions').map(readCondition);
  }

  condition(type: string): Condition | undefined {
    return this.conditions().find((condition) => condition.type === type);
  }

  is(type: string, status: 'True' | 'False'): boolean {
    return this.condition(type)?.status === status;
  }

  /** The controller has not looked at the newest spec yet; `false` where it does not say. */
  lagsBehindSpec(): boolean {
    const observed = this.number('status', 'observedGeneration');
    const generation = this.object.metadata.generation;
    return observed !== undefined && generation !== undefined && observed < generation;
  }
}

function readCondition(entry: JsonObject): Condition {
  const observed = entry['observedGeneration'];
  return {
    type: textOf(entry['type']),
    status: textOf(entry['status']),
    reason: textOf(entry['reason']),
    message: textOf(entry['message']),
    observedGeneration: typeof observed === 'number' ? observed : undefined,
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
