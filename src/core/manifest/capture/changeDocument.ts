import { formatPath } from '../../model/fieldPath.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { editDocument, readCaptureDocument, type EditedDocument } from './captureDocument.ts';
import { CaptureRefusal } from './captureRefusal.ts';
import type { CaptureContext, DocumentPlace, FieldChange, LineEdit } from './fieldChange.ts';
import { ownValue } from '../../model/ownValue.ts';
import type { LayoutStyle } from './layoutStyle.ts';
import { WantedValue } from './wantedValue.ts';

/** What is to be made of one document. */
export interface CaptureJob {
  readonly source: DocumentPlace;
  readonly changes: readonly FieldChange[];
  readonly context: CaptureContext;
  /** Of the whole file, for what the document does not show. */
  readonly habits?: Partial<LayoutStyle>;
}

/**
 * The text of one document with the changes written into it, all at once, or where that cannot be
 * one after the other. Throws a `CaptureRefusal` that names the change that cannot be written.
 */
export function changeDocument(text: string, job: CaptureJob): EditedDocument {
  const changer = new DocumentChanger(job);
  return changer.change(text, job.changes) ?? changer.oneByOne(text, job.changes);
}

class DocumentChanger {
  readonly #job: CaptureJob;

  constructor(job: CaptureJob) {
    this.#job = job;
  }

  change(text: string, changes: readonly FieldChange[]): EditedDocument | undefined {
    const { source, context, habits = {} } = this.#job;
    const document = readCaptureDocument(text, `document ${source.document + 1}`);
    const maker = new WantedValue(context);
    const object = this.#objectOf(document.value);
    const isSecret = kindOf(document.value, object) === 'Secret';
    const wanted = changes
      .map((change) => (isSecret ? whereWritten(object, change) : change))
      .reduce<Json>((now, change) => maker.apply(now, change), object);
    const whole = this.#withObject(document.value, maker, wanted);
    return editDocument(document, whole, maker.origins, habits);
  }

  oneByOne(text: string, changes: readonly FieldChange[]): EditedDocument {
    let now = text;
    const edits: LineEdit[] = [];
    for (const change of changes) {
      const edited = this.change(now, [change]);
      if (edited === undefined) throw unwritable(change);
      now = edited.text;
      edits.push(...edited.edits);
    }
    return { text: now, edits };
  }

  #objectOf(value: JsonObject): JsonObject {
    const { item } = this.#job.source;
    const { items } = value;
    const object = item === undefined ? value : isJsonArray(items) ? items[item] : undefined;
    if (!isJsonObject(object)) throw new CaptureRefusal(`the list has no item ${item ?? 0}`);
    const { sops } = object;
    if (isJsonObject(sops) && ('mac' in sops || 'version' in sops)) {
      throw new CaptureRefusal('the document is encrypted by SOPS: change it with sops');
    }
    return object;
  }

  #withObject(value: JsonObject, maker: WantedValue, wanted: Json): Json {
    const { item } = this.#job.source;
    return item === undefined ? wanted : maker.withListItem(value, 'items', item, wanted);
  }
}

/** Items that name no kind have it from their list. */
function kindOf(document: JsonObject, object: JsonObject): string {
  return String(object['kind'] ?? document['kind']).replace(/List$/, '');
}

/**
 * A Secret's `data.KEY` may be written as `stringData.KEY`: it can be taken out there. Values of a
 * Secret are never written (drift.md 4).
 */
function whereWritten(object: JsonObject, change: FieldChange): FieldChange {
  const [first, second] = change.path;
  if (first === undefined || !('key' in first)) return change;
  if (first.key !== 'data' && first.key !== 'stringData') return change;
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
