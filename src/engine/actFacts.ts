import type { WriterClass } from '../core/model/finding.ts';
import type { ManagedFieldsEntry } from '../core/model/kubeObject.ts';
import type { ObjectKey } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { ObjectFacts } from '../core/plan/objectFacts.ts';
import type { DefinedKind } from '../core/schema/definedKinds.ts';
import type { ResourceKind } from './cluster.ts';

/** All that an act on one object needs. Holds secret values: it never leaves the engine. */
export interface ActFacts extends ObjectFacts {
  /** Absent while the server does not serve the kind: its definition is only about to come. */
  readonly kind?: ResourceKind;
  /** The class of a writer, by the shipped table and the repository's settings. */
  readonly classify: (entry: ManagedFieldsEntry) => WriterClass;
}

/** The reconciler, as the executor needs it. */
export interface ActSource {
  /**
   * Reads live by a get and compares again; kinds by the cluster's latest discovery. Throws
   * `ClusterError` where the object cannot be read.
   *
   * @param coming definitions as they will be applied first: they decide what is declared.
   */
  facts(key: ObjectKey, coming?: readonly DefinedKind[]): Promise<ActFacts>;
  /** Definitions were written: from now on objects are judged by what the server serves of them. */
  kindsMoved(): Promise<void>;
  /** Looks at the objects again by a get each, and publishes what it sees. */
  lookAgain(keys: readonly ObjectKey[]): Promise<ReadonlyMap<ObjectKey, ObjectStatus>>;
}
