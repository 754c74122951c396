import { isEqual } from '../../model/equal.ts';
import { captureEdits, type CaptureResult } from './captureEdits.ts';
import type { CaptureContext, DocumentPlace, FieldChange, LineEdit } from './fieldChange.ts';
import { removeDocument, type RemovalResult } from './removeDocument.ts';

/** One document in one text of its file; it may stand elsewhere in another. */
export interface PlacedText {
  readonly text: string;
  readonly source: DocumentPlace;
}

/** What is captured of one document. */
export type CaptureRequest =
  | { readonly changes: readonly FieldChange[]; readonly context?: CaptureContext }
  | { readonly removesDocument: true };

/**
 * Makes the edit that `base` gets in another text of the file (the index's, the working file's):
 * made anew there, not merged, so that edits on neighbouring lines do not matter. Refused where
 * the lines that it takes out or brings in are not the same: it meets an uncommitted change.
 * Line ends and a byte order mark do not count. Never throws.
 */
export function rebaseEdit(
  base: PlacedText,
  other: PlacedText,
  request: CaptureRequest,
): RemovalResult {
  const meant = makeEdit(base, request);
  if ('refused' in meant) return meant;
  const made = makeEdit(other, request);
  if ('refused' in made) return made;
  if (isEqual(meant.edits, made.edits)) return made;
  return { refused: `the capture meets an uncommitted change${lineOf(meant.edits, made.edits)}` };
}

function makeEdit(
  { text, source }: PlacedText,
  request: CaptureRequest,
): CaptureResult | RemovalResult {
  if ('removesDocument' in request) return removeDocument(text, source);
  return captureEdits(text, source, request.changes, request.context);
}

/** Counts the edits that differ; lines may hold what is secret and are not quoted. */
function lineOf(meant: readonly LineEdit[], made: readonly LineEdit[]): string {
  const differing = meant.filter((edit, index) => !isEqual(edit, made[index])).length;
  return differing > 1 ? ` in ${differing} places` : '';
}
