import { splitDocuments, type DocumentText } from '../splitDocuments.ts';
import type { EditedDocument } from './captureDocument.ts';
import { CaptureRefusal } from './captureRefusal.ts';
import type { LineEdit } from './fieldChange.ts';

/** The text of a whole file after an edit. */
export interface EditedText {
  readonly text: string;
  /** In the text's order where all was edited at once. */
  readonly edits: readonly LineEdit[];
}

/** Puts an edited document back into its file; throws where other documents would move. */
export function replaceDocument(
  text: string,
  part: DocumentText,
  edited: EditedDocument,
): EditedText {
  const { offset, index } = part;
  const result = text.slice(0, offset) + edited.text + text.slice(offset + part.text.length);
  const found = splitDocuments(result)[index];
  if (found?.text === edited.text) return { text: result, edits: edited.edits };
  throw new CaptureRefusal('the edit would change where documents begin and end');
}
