import { formatPath } from '../../model/fieldPath.ts';
import { splitDocuments, type DocumentText } from '../splitDocuments.ts';
import type { EditedDocument } from './captureDocument.ts';
import { CaptureRefusal, refusalOf } from './captureRefusal.ts';
import { changeDocument, type CaptureJob } from './changeDocument.ts';
import { fileStyle } from './fileStyle.ts';
import { openWindow } from './documentWindow.ts';
import type { CaptureContext, DocumentPlace, FieldChange } from './fieldChange.ts';
import { replaceDocument, type EditedText } from './replaceDocument.ts';

/** The new text with what was edited line by line, in order; or why nothing may be written. */
export type CaptureResult = EditedText | { readonly refused: string };

/**
 * The smallest text edit that makes one document of a file declare the changes (drift.md 7), and
 * nothing else: the new text is read again as kubectl reads it before it is answered, and every
 * byte that is not meant stays. Never throws.
 *
 * A map or list that a removal leaves empty is removed too where live has none; see
 * `CaptureContext.live`.
 */
export function captureEdits(
  text: string,
  source: DocumentPlace,
  changes: readonly FieldChange[],
  context: CaptureContext = {},
): CaptureResult {
  try {
    const part = partOf(text, source.document);
    const job = { source, changes, context, habits: fileStyle(text) };
    const edited = changeLarge(part.text, job) ?? changeDocument(part.text, job);
    return replaceDocument(text, part, edited);
  } catch (error) {
    return { refused: refusalOf(error, subjectOf(source, changes)) };
  }
}

function subjectOf(source: DocumentPlace, changes: readonly FieldChange[]): string {
  const [first] = changes;
  if (first === undefined) return `document ${source.document + 1}`;
  return changes.length === 1 ? formatPath(first.path) : `${formatPath(first.path)} and others`;
}

function partOf(text: string, document: number): DocumentText {
  const part = splitDocuments(text)[document];
  if (part === undefined) {
    throw new CaptureRefusal(`there is no document ${document + 1} in the file`);
  }
  if (!part.markedContent) return part;
  throw new CaptureRefusal('the document has content on the line of "---": kubectl refuses it');
}

/** `undefined`: the document is not large, or has to be read whole to be edited. */
function changeLarge(text: string, job: CaptureJob): EditedDocument | undefined {
  const window = openWindow(text, job.source, job.changes);
  if (window === undefined) return undefined;
  try {
    const edited = changeDocument(window.text, { ...job, source: window.source });
    const restored = window.restore(edited.text);
    return restored === undefined ? undefined : { text: restored, edits: edited.edits };
  } catch (error) {
    // What a part cannot tell the whole document may: it is asked next.
    if (error instanceof CaptureRefusal) return undefined;
    throw error;
  }
}
