import { formatPath } from '../../model/fieldPath.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { splitDocuments, type DocumentText } from '../splitDocuments.ts';
import {
  editDocument,
  readCaptureDocument,
  type CaptureDocument,
  type EditedDocument,
} from './captureDocument.ts';
import { CaptureRefusal, refusalOf } from './captureRefusal.ts';
import type { CaptureContext, DocumentPlace, FieldChange, LineEdit } from './fieldChange.ts';
import { ownValue } from './jsonMap.ts';
import { WantedValue, type ListOrigins } from './wantedValue.ts';

/** The new text with what was edited line by line, in order; or why nothing may be written. */
export type CaptureResult =
  { readonly text: string; readonly edits: readonly LineEdit[] } | { readonly refused: string };

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
  const subject = subjectOf(source, changes);
  try {
    return new Capture(text, source, context).run(changes);
  } catch (error) {
    return { refused: refusalOf(error, subject) };
  }
}

/** As `captureEdits`, for a whole document's new value that shares its unchanged parts. */
export function captureValue(
  text: string,
  document: number,
  wanted: JsonObject,
  origins: ListOrigins,
): CaptureResult {
  return new Capture(text, { document }, {}).become(wanted, origins);
}

function subjectOf(source: DocumentPlace, changes: readonly FieldChange[]): string {
  const [first] = changes;
  if (first === undefined) return `document ${source.document + 1}`;
  return changes.length === 1 ? formatPath(first.path) : `${formatPath(first.path)} and others`;
}

class Capture {
  readonly #text: string;
  readonly #part: DocumentText;
  readonly #source: DocumentPlace;
  readonly #context: CaptureContext;

  constructor(text: string, source: DocumentPlace, context: CaptureContext) {
    const part = splitDocuments(text)[source.document];
    if (part === undefined) {
      throw new CaptureRefusal(`there is no document ${source.document + 1} in the file`);
    }
    if (part.markedContent) {
      throw new CaptureRefusal('the document has content on the line of "---": kubectl refuses it');
    }
    this.#text = text;
    this.#part = part;
    this.#source = source;
    this.#context = context;
  }

  run(changes: readonly FieldChange[]): CaptureResult {
    return this.#spliced(this.#atOnce(changes) ?? this.#oneByOne(changes));
  }

  become(wanted: JsonObject, origins: ListOrigins): CaptureResult {
    const document = this.#read(this.#part.text);
    const edited = editDocument(document, wanted, origins, {});
    if (edited !== undefined) return this.#spliced(edited);
    throw new CaptureRefusal('the edit cannot be written so that it reads back exactly');
  }

  #spliced(edited: EditedDocument): CaptureResult {
    const { offset, text } = this.#part;
    const result =
      this.#text.slice(0, offset) + edited.text + this.#text.slice(offset + text.length);
    const found = splitDocuments(result)[this.#source.document];
    if (found?.text === edited.text) return { text: result, edits: edited.edits };
    throw new CaptureRefusal('the edit would change where documents begin and end');
  }

  #atOnce(changes: readonly FieldChange[]): EditedDocument | undefined {
    const document = this.#read(this.#part.text);
    const maker = new WantedValue(this.#context);
    return this.#edit(document, maker, this.#wanted(document.value, maker, changes));
  }

  /** Tells which change cannot be written; together they may still be possible. */
  #oneByOne(changes: readonly FieldChange[]): EditedDocument {
    let text = this.#part.text;
    const edits: LineEdit[] = [];
    for (const change of changes) {
      const document = this.#read(text);
      const maker = new WantedValue(this.#context);
      const edited = this.#edit(document, maker, this.#wanted(document.value, maker, [change]));
      if (edited === undefined) throw unwritable(change);
      text = edited.text;
      edits.push(...edited.edits);
    }
    return { text, edits };
  }

  #read(text: string): CaptureDocument {
    const document = readCaptureDocument(text, `document ${this.#source.document + 1}`);
    const object = this.#object(document.value);
    if (isJsonObject(object) && isEncrypted(object)) {
      throw new CaptureRefusal('the document is encrypted by SOPS: change it with sops');
    }
    return document;
  }

  #object(value: JsonObject): Json | undefined {
    const { item } = this.#source;
    if (item === undefined) return value;
    const { items } = value;
    return isJsonArray(items) ? items[item] : undefined;
  }

  #wanted(value: JsonObject, maker: WantedValue, changes: readonly FieldChange[]): JsonObject {
    const object = this.#object(value);
    if (object === undefined) {
      throw new CaptureRefusal(`the list has no item ${this.#source.item ?? 0}`);
    }
    const wanted = changes
      .map((change) => whereWritten(object, change))
      .reduce((now, change) => maker.apply(now, change), object);
    return this.#withObject(value, maker, wanted);
  }

  #withObject(value: JsonObject, maker: WantedValue, wanted: Json): JsonObject {
    const { item } = this.#source;
    if (item === undefined) return wanted as JsonObject;
    return maker.withListItem(value, 'items', item, wanted);
  }

  #edit(document: CaptureDocument, maker: WantedValue, wanted: Json): EditedDocument | undefined {
    return editDocument(document, wanted, maker.origins, {});
  }
}

function isEncrypted(object: JsonObject): boolean {
  const { sops } = object;
  return isJsonObject(sops) && ('mac' in sops || 'version' in sops);
}

/**
 * A Secret's `data.KEY` may be written as `stringData.KEY`: it can be taken out there. Values of a
 * Secret are never written (drift.md 4).
 */
function whereWritten(object: Json, change: FieldChange): FieldChange {
  const [first, second] = change.path;
  if (!isJsonObject(object) || object['kind'] !== 'Secret' || first === undefined) return change;
  if (!('key' in first) || (first.key !== 'data' && first.key !== 'stringData')) return change;
  if (!('remove' in change)) {
    const path = formatPath(change.path);
    throw new CaptureRefusal(
      `${path}: a Secret's value is never written to Git; use SOPS, a SealedSecret or an ExternalSecret`,
    );
  }
  if (second === undefined || !('key' in second) || first.key !== 'data') return change;
  const { data, stringData } = object;
  if (isJsonObject(data) && ownValue(data, second.key) !== undefined) return change;
  if (!isJsonObject(stringData) || ownValue(stringData, second.key) === undefined) return change;
  return { ...change, path: [{ key: 'stringData' }, ...change.path.slice(1)] };
}

function unwritable(change: FieldChange): CaptureRefusal {
  const what = 'remove' in change ? 'its removal' : 'its new value';
  const path = formatPath(change.path);
  return new CaptureRefusal(`${path}: ${what} cannot be written so that it reads back exactly`);
}
