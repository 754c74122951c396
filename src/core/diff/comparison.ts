import type { FieldPath } from '../model/fieldPath.ts';
import type { FindingKind } from '../model/finding.ts';
import type { Json } from '../model/json.ts';
import type { KubeObject, ManagedFieldsEntry } from '../model/kubeObject.ts';
import type { DefaultsTable } from '../schema/defaultsTable.ts';
import type { SchemaNode } from '../schema/schemaNode.ts';
import type { WriterClassifier } from './classifyWriter.ts';
import type { LearnedDefaults } from './serverDefaults.ts';

/** A difference before it is confirmed, placed and masked. */
export interface Difference {
  readonly kind: FindingKind;
  readonly path: FieldPath;
  readonly git?: Json;
  readonly live?: Json;
  /** The youngest owner of the live field; absent where none is recorded. */
  readonly owner?: ManagedFieldsEntry;
  /**
   * Nobody is recorded for the field itself: the owner wrote, by another version of the kind, what
   * this version does not have, and this may be how it shows it. Never undone unasked.
   */
  readonly inferred?: true;
}

/** All that tier 1 looks at; desired is normalised (see `normalizeDesired`). */
export interface ComparisonInput {
  readonly desired: KubeObject;
  readonly live: KubeObject;
  /** `undefined` where the server publishes no schema: lists are atomic then. */
  readonly schema: SchemaNode | undefined;
  readonly table: DefaultsTable;
  /**
   * The table is another minor version's, and the kind is built in: what nobody is known to have
   * written may be a default that the table does not know, and is none of our business then.
   */
  readonly tableIsForeign?: boolean;
  readonly classifier: WriterClassifier;
  /** `status` is not Git's: the kind has the subresource, or is built in. */
  readonly skipStatus: boolean;
  /** Leaf paths that are allocated at a real write only, general form. */
  readonly allocated: ReadonlySet<string>;
  /** The server's own form of desired, the real name put back. */
  readonly probe?: KubeObject;
  /** Leaf shapes at which two probes disagreed: they never count. */
  readonly volatile?: ReadonlySet<string>;
  readonly learned?: LearnedDefaults;
  /** Older revisions of the document, normalised, newest first. */
  readonly history?: readonly KubeObject[];
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** Declared fields that this server's schema does not know: a warning each, no finding. */
  readonly unknownFields: readonly FieldPath[];
  /** A probe of this object could change the answer. */
  readonly asksProbe: boolean;
  /** Older revisions could change the answer. */
  readonly asksHistory: boolean;
}
