import type { FieldPath } from '../model/fieldPath.ts';
import type { Finding } from '../model/finding.ts';
import type { Json } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';
import type { ObjectStatus } from '../model/objectStatus.ts';
import type { ObjectKey } from '../model/objectRef.ts';
import type { Conflict, ObjectConsent } from '../model/plan.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';

/**
 * A finding with the values that an act needs. They may be secret: they go to the API server and
 * nowhere else. `finding` is what people see.
 */
export interface ActFinding {
  readonly finding: Finding;
  /** As it is to stand in live (a Secret's as `data`); absent where Git declares none. */
  readonly git?: Json;
  readonly live?: Json;
}

/**
 * All that is known about one object at one moment, unmasked: `findings` and `status` were judged
 * on exactly this `desired` and this `live`.
 */
export interface ObjectFacts {
  readonly status: ObjectStatus;
  /** As it is to be applied: namespace filled in, a Secret's `stringData` as `data`. */
  readonly desired?: KubeObject;
  /** As one get answered, whole, with resourceVersion and managedFields. */
  readonly live?: KubeObject;
  /** Not the ignored ones. */
  readonly findings: readonly ActFinding[];
  /** Places where live's value stands although Git may say otherwise: ignored, autoscaled. */
  readonly carried: readonly FieldPath[];
  /** Desired holds text that something else fills in, and live does not: never applied. */
  readonly opaque?: true;
  readonly schema?: SchemaNode;
}

/** What the server answered to a dry run of the apply, before anything is written. */
export interface Rehearsal {
  /** Fields that somebody else holds with another value. */
  readonly conflicts: readonly Conflict[];
  readonly warnings: readonly string[];
  /** The server would not take it. */
  readonly rejection?: { readonly immutable: boolean; readonly message: string };
}

/** What the person who asked allows. */
export interface SyncChoice {
  /** Takes over fields that other appliers and controllers hold. */
  readonly force: boolean;
  /** Raw names of managers whose fields are taken over, where `force` does not take all. */
  readonly takeOver?: readonly string[];
  /**
   * The objects were named one by one. Else what a sync of all leaves out is left out: a job that
   * has finished and was cleaned up, and what a branch has captured already.
   */
  readonly named?: boolean;
  /**
   * Deletes and makes anew where a field cannot be changed. What holds other objects or data goes
   * that way only where it was `named`.
   */
  readonly recreate?: boolean;
  /** What is allowed for some objects alone, by their keys. */
  readonly consents?: ReadonlyMap<ObjectKey, ObjectConsent>;
  /** Where given, exactly these findings are settled, whoever wrote them. */
  readonly only?: (status: ObjectStatus, finding: Finding) => boolean;
}
