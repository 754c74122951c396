import { isMap, isScalar, parseDocument, type Document, type YAMLMap, type YAMLSeq } from 'yaml';

/** A change of `.driftline.yaml`'s text; all other bytes stay. */
export interface SettingsEdit {
  /** Place in the text that was given. */
  readonly offset: number;
  /** Characters behind it that go. */
  readonly removed: number;
  readonly insert: string;
  /** Of what was asked for, in the text with the edit, from 1. */
  readonly line: number;
}

/** An edit before it is known where it leads. */
export type TextChange = Omit<SettingsEdit, 'line'>;

/** The text, with a map at its root, or nothing that declares anything. Throws where it is neither. */
export function readSettingsText(text: string): SettingsText {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0) throw unreadable();
  const root: unknown = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) {
    return new SettingsText(text, document, undefined);
  }
  if (!isMap(root)) throw unreadable();
  return new SettingsText(text, document, root);
}

/** Where something new goes in `.driftline.yaml`, beside what a person wrote there. */
export class SettingsText {
  /** Absent where nothing is declared. */
  readonly root: YAMLMap | undefined;
  /** What the file's lines end with. */
  readonly lineEnd: string;
  readonly #text: string;
  readonly #document: Document;

  constructor(text: string, document: Document, root: YAMLMap | undefined) {
    this.root = root;
    this.lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
    this.#text = text;
    this.#document = document;
  }

  /** Behind all that is there, with a blank line between. */
  behindAll(block: string): TextChange {
    const text = this.#text;
    const marker = /(?:^|\n)\.\.\.(?=\s|$)/.exec(text);
    const offset = marker ? marker.index + (text[marker.index] === '\n' ? 1 : 0) : text.length;
    const before = text.slice(0, offset);
    const isOnNewLine = before === '' || before === '\uFEFF' || before.endsWith('\n');
    const gap = this.#document.contents === null || before.trim() === '' ? '' : this.lineEnd;
    return inserted(offset, `${isOnNewLine ? '' : this.lineEnd}${gap}${block}`);
  }

  /** At the end of what stands in brackets or braces; a comma where something stands before. */
  insideFlow(node: YAMLMap | YAMLSeq, part: string): TextChange {
    const close = (node.range?.[1] ?? 0) - 1;
    const inside = this.#text.slice(node.range?.[0], close).trimEnd();
    const offset = (node.range?.[0] ?? 0) + inside.length;
    const isAfterComma = inside.endsWith(',');
    if (node.items.length === 0) return inserted(offset, part);
    return inserted(offset, `${isAfterComma ? '' : ','} ${part}`);
  }

  /** Behind the line where the list's last item ends, as far in as that item's dash. */
  behindLastItem(list: YAMLSeq, block: (indent: string) => string): TextChange {
    const last = list.items.at(-1) as Ranged | undefined;
    const [start = 0] = last?.range ?? list.range ?? [];
    const dash = this.#text.lastIndexOf('-', start - 1);
    const indent = this.#text.slice(this.#text.lastIndexOf('\n', dash) + 1, dash);
    if (indent.trim() !== '') throw unreadable();
    return this.afterLine(this.#endOf(last ?? list), block(indent));
  }

  /** Behind the map's last entry, in its column. */
  behindLastEntry(map: YAMLMap, block: (indent: string) => string): TextChange {
    const first = map.items[0]?.key as Ranged | undefined;
    const last = map.items.at(-1);
    const end = (last?.value ?? last?.key) as Ranged | null | undefined;
    if (first === undefined || !end) throw unreadable();
    return this.afterLine(this.#endOf(end), block(' '.repeat(this.columnOf(first))));
  }

  /** In the line below the place's. */
  afterLine(place: number, block: string): TextChange {
    const lineEnd = this.#text.indexOf('\n', place);
    if (lineEnd < 0) return inserted(this.#text.length, `${this.lineEnd}${block}`);
    return inserted(lineEnd + 1, block);
  }

  /** Letters before the node in its line; a dash of a list counts. */
  columnOf(node: Ranged): number {
    const [start = 0] = node.range ?? [];
    return start - (this.#text.lastIndexOf('\n', start - 1) + 1);
  }

  #endOf(node: Ranged): number {
    const [start = 0, end = start] = node.range ?? [];
    return start + this.#text.slice(start, end).trimEnd().length;
  }
}

/** What the YAML library gives its nodes: start, end of the value, end of what belongs to it. */
export interface Ranged {
  readonly range?: readonly [number, number, number] | null | undefined;
}

/** `key:` with nothing behind it. */
export function isNothing(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null && value.source === '');
}

/** The entry of a map by its key. */
export function entryOf(map: YAMLMap, name: string) {
  return map.items.find(({ key }) => isScalar(key) && key.value === name);
}

/** The text with a change made in it. */
export function withChange(text: string, { offset, removed, insert }: TextChange): string {
  return text.slice(0, offset) + insert + text.slice(offset + removed);
}

export function unreadable(): Error {
  return new Error(
    '.driftline.yaml can’t be edited as it stands: mend it first, or edit it by hand.',
  );
}

function inserted(offset: number, insert: string): TextChange {
  return { offset, removed: 0, insert };
}
