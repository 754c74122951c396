import type { JsonObject } from './json.ts';

/** Who wrote which fields, as the API server records it in `metadata.managedFields`. */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly apiVersion?: string;
  /** RFC 3339, seconds. One time for all fields of the entry; may be missing. */
  readonly time?: string;
  readonly fieldsType?: string;
  readonly fieldsV1?: JsonObject;
  readonly subresource?: string;
}

/** `metadata` of any Kubernetes object, the fields that the engine reads by name. */
export interface ObjectMeta extends JsonObject {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * A Kubernetes object as JSON, of any kind. `apiVersion` and `kind` are always set: lists from the
 * server leave them out of their items, adapters put them back.
 */
export interface KubeObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** The managedFields of a live object; empty where the server tracks none. */
export function managedFieldsOf(object: KubeObject): readonly ManagedFieldsEntry[] {
  const entries = object.metadata['managedFields'];
  return Array.isArray(entries) ? (entries as readonly ManagedFieldsEntry[]) : [];
}
