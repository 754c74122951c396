import { isSameJson } from './isSameJson.ts';
import { isJsonArray, type Json } from '../../model/json.ts';
import { parseKubeYaml } from '../kubeYaml.ts';
import { splitDocuments, type DocumentText } from '../splitDocuments.ts';
import { editDocument, readCaptureDocument, type EditedDocument } from './captureDocument.ts';
import { replaceDocument } from './replaceDocument.ts';
import { openWindow } from './documentWindow.ts';
import { CaptureRefusal, refusalOf } from './captureRefusal.ts';
import type { DocumentPlace, LineEdit } from './fieldChange.ts';

/**
 * The text without one document. No `text`: nothing else is declared in the file, it goes as a
 * whole.
 */
export type RemovalResult =
  { readonly text?: string; readonly edits: readonly LineEdit[] } | { readonly refused: string };

/**
 * Takes one document, or one item of a List, out of a file; a List's last item takes the List with
 * it. The file's header comments stay, all other documents keep every byte. Never throws.
 */
export function removeDocument(text: string, source: DocumentPlace): RemovalResult {
  try {
    return source.item === undefined
      ? removeWhole(text, source.document)
      : removeItem(text, source.document, source.item);
  } catch (error) {
    return { refused: refusalOf(error, `document ${source.document + 1}`) };
  }
}

function removeItem(text: string, document: number, item: number): RemovalResult {
  const { part } = partAt(text, document);
  const window = openWindow(part.text, { document, item }, [{ path: [], remove: true }]);
  const edited =
    window === undefined
      ? withoutItem(part.text, document, item)
      : withoutItem(window.text, document, window.source.item ?? item);
  if (edited === undefined) return removeWhole(text, document);
  const restored = window === undefined ? edited.text : window.restore(edited.text);
  if (restored === undefined) {
    throw new CaptureRefusal(`item ${item} of the list cannot be taken out by itself`);
  }
  return replaceDocument(text, part, { text: restored, edits: edited.edits });
}

/** `undefined`: it is the list's only item. */
function withoutItem(text: string, document: number, item: number): EditedDocument | undefined {
  const before = readCaptureDocument(text, `document ${document + 1}`);
  const { items } = before.value;
  const list: readonly Json[] = isJsonArray(items) ? items : [];
  if (item >= list.length) throw new CaptureRefusal(`the list has no item ${item}`);
  if (list.length === 1) return undefined;
  const from = [...list.keys()].filter((at) => at !== item);
  const rest = list.filter((_, at) => at !== item);
  const wanted = { ...before.value, items: rest };
  const edited = editDocument(before, wanted, new Map([[rest, { list, from }]]), {});
  if (edited !== undefined) return edited;
  throw new CaptureRefusal(`item ${item} of the list cannot be taken out by itself`);
}

function removeWhole(text: string, index: number): RemovalResult {
  const { part, parts } = partAt(text, index);
  const others = parts.filter((other) => other.index !== index);
  const next = parts[index + 1];
  if (!others.some((other) => hasContent(other.text))) {
    return { edits: [{ removed: linesOf(text), added: [] }] };
  }
  for (const [start, end] of spans(text, part, next)) {
    const rest = text.slice(0, start) + text.slice(end);
    if (!saysTheSame(others, splitDocuments(rest))) continue;
    return { text: rest, edits: [{ removed: linesOf(text.slice(start, end)), added: [] }] };
  }
  throw new CaptureRefusal(`document ${index + 1} cannot be taken out without touching others`);
}

function partAt(text: string, index: number) {
  const parts = splitDocuments(text);
  const part = parts[index];
  if (part !== undefined) return { part, parts };
  throw new CaptureRefusal(`there is no document ${index + 1} in the file`);
}

type Span = readonly [start: number, end: number];

/** What may be cut out, the best first. */
function spans(text: string, part: DocumentText, next: DocumentText | undefined): readonly Span[] {
  const end = next?.offset ?? text.length;
  const marker = /^---(?=\s|$)/m.exec(part.text);
  const marked = marker !== null && !/^[^#\s\ufeff]/m.test(part.text.slice(0, marker.index));
  if (part.index > 0) return [[part.offset, end]];
  const bom = text.startsWith('\ufeff') ? 1 : 0;
  if (marked) return [[Math.max(marker.index, bom), end]];
  const start = Math.max(headerEnd(part.text), bom);
  const separator = /^---[ \t]*\r?\n/.exec(next?.text ?? '')?.[0].length ?? 0;
  return [
    [start, end + separator],
    [start, end],
    [bom, end],
  ];
}

/** End of the comments that a file begins with, where a blank line sets them apart. */
function headerEnd(text: string): number {
  const leading = /^\ufeff?(?:[ \t]*(?:#.*)?\r?\n)*/.exec(text)?.[0] ?? '';
  const blank = leading.search(/^[ \t]*\r?\n(?!(?:.|\n)*^[ \t]*\r?\n)/m);
  if (blank < 0 || !leading.slice(0, blank).includes('#')) return 0;
  return leading.indexOf('\n', blank) + 1;
}

/** The document holds more than comments and markers. */
function hasContent(text: string): boolean {
  return /^(?!---|\.\.\.|%)[ \t\ufeff]*[^#\s\ufeff]|^---[ \t]+[^#\s]/m.test(text);
}

function saysTheSame(before: readonly DocumentText[], after: readonly DocumentText[]): boolean {
  if (before.length !== after.length) return false;
  return before.every(({ text }, index) => {
    const now = after[index]?.text ?? '';
    if (now === text) return true;
    if (index > 0) return false;
    const [old, read] = [parseKubeYaml(text), parseKubeYaml(now)];
    return old.problems.length === read.problems.length && isSameJson(old.value, read.value);
  });
}

function linesOf(text: string): string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
