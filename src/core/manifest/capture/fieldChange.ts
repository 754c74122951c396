import type { FieldPath } from '../../model/fieldPath.ts';
import type { Json } from '../../model/json.ts';
import type { SchemaNode } from '../../schema/schemaNode.ts';

/** What capture makes of one finding: live's value is written, or the place is taken out. */
export type FieldChange =
  | { readonly path: FieldPath; readonly value: Json }
  | { readonly path: FieldPath; readonly remove: true };

/** What helps to read paths and to place what is new; none of it is needed. */
export interface CaptureContext {
  /** The kind's schema, for merge keys that an item leaves out. */
  readonly schema?: SchemaNode;
  /**
   * The live object. A parent that a removal leaves empty goes too where live has none, and stays
   * as `{}` or `[]` where live has one. Without it lists and free maps go, structs stay.
   */
  readonly live?: Json;
}

/** A document of a file, or an item of the List that it is. */
export interface DocumentPlace {
  readonly document: number;
  readonly item?: number;
}

/** Whole lines that went and that came at one place, without their line ends. */
export interface LineEdit {
  readonly removed: readonly string[];
  readonly added: readonly string[];
}
