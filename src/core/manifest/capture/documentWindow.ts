import type { FieldPath } from '../../model/fieldPath.ts';
import { blockEntries, insideEntry, type EntrySpan } from './blockEntries.ts';
import type { DocumentPlace, FieldChange } from './fieldChange.ts';
import { jsonEntrySpans } from './jsonEntries.ts';

/** A large document with what its changes do not concern cut out, to be put back afterwards. */
export interface DocumentWindow {
  readonly text: string;
  readonly source: DocumentPlace;
  /** The whole document from the window's edited text; `undefined` where a cut got lost. */
  restore(edited: string): string | undefined;
}

/** In characters. */
export interface WindowLimits {
  /** Smaller documents are read whole. */
  readonly document: number;
  /** Less is not worth a cut. */
  readonly cut: number;
}

const usualLimits: WindowLimits = { document: 200_000, cut: 4_000 };

const alwaysKept = ['apiVersion', 'kind', 'metadata', 'sops', 'items'];

/**
 * Cuts entries out of a large document, by lines or by JSON's own syntax, that lie aside of all
 * changed paths; their neighbours stay, for their looks. `undefined` where the document is not
 * large, or its parts hang together by anchors.
 */
export function openWindow(
  text: string,
  source: DocumentPlace,
  changes: readonly FieldChange[],
  limits: WindowLimits = usualLimits,
): DocumentWindow | undefined {
  if (text.length < limits.document) return undefined;
  const json = /^[\ufeff\s]*\{/.test(text);
  if (json ? !isJson(text) : hasAnchors(text)) return undefined;
  const prefix = source.item === undefined ? [] : [{ key: 'items' }, { index: source.item }];
  const paths = changes.map((change): FieldPath => [...prefix, ...change.path]);
  const cutter = new Cutter(text, json, source.item !== undefined, limits.cut);
  cutter.cut(paths);
  return cutter.window(source);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false;
  }
}

function hasAnchors(text: string): boolean {
  return /(?:^|[\s[{,:-])[&*][\w]/m.test(text);
}

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly marker: string;
}

class Cutter {
  readonly #text: string;
  readonly #json: boolean;
  /** The object is an item of the List that the document is. */
  readonly #isList: boolean;
  readonly #smallCut: number;
  readonly #cuts: Cut[] = [];
  #item: number | undefined;

  constructor(text: string, json: boolean, isList: boolean, smallCut: number) {
    this.#isList = isList;
    this.#smallCut = smallCut;
    this.#text = text;
    this.#json = json;
  }

  cut(paths: readonly FieldPath[]): void {
    const root = { start: 0, end: this.#text.length };
    this.#level(root, this.#json ? this.#text.indexOf('{') : 0, paths, 0);
  }

  /** `place`: the bracket of a JSON value, or the column of a block's entries. */
  #level(span: EntrySpan, place: number, paths: readonly FieldPath[], depth: number): void {
    const steps = paths.flatMap((path) => path[depth] ?? []);
    if (steps.length < paths.length) return;
    const first = steps[0];
    const inList = first !== undefined && 'index' in first;
    // Only the index of a List's item can be told anew once others are cut out.
    if (inList ? depth !== 1 || !this.#isList : !steps.every((step) => 'key' in step)) return;
    const entries = this.#entries(span, place, inList);
    const wanted = new Set(steps.map((step) => ('key' in step ? step.key : String(first))));
    const isTarget = (entry: EntrySpan, index: number): boolean =>
      inList && 'index' in first ? index === first.index : wanted.has(entry.key ?? '');
    const targets = new Set(
      entries.flatMap((entry, index) => (isTarget(entry, index) ? [index] : [])),
    );
    this.#cutEntries(entries, targets, inList, place);
    for (const index of targets) {
      const entry = entries[index];
      if (entry === undefined || entry.end - entry.start < this.#smallCut) continue;
      const below = paths.filter((path) => {
        const step = path[depth];
        return inList || (step !== undefined && 'key' in step && step.key === entry.key);
      });
      this.#inside(entry, place, below, depth + 1);
    }
  }

  #inside(entry: EntrySpan, place: number, paths: readonly FieldPath[], depth: number): void {
    if (this.#json) return this.#level(entry, entry.value ?? entry.start, paths, depth);
    const inner = insideEntry(this.#text, entry, place);
    if (inner !== undefined) this.#level(inner, inner.column, paths, depth);
  }

  #entries(span: EntrySpan, place: number, inList: boolean): readonly EntrySpan[] {
    if (this.#json) return jsonEntrySpans(this.#text, place);
    return blockEntries(this.#text, span, place, inList);
  }

  #cutEntries(
    entries: readonly EntrySpan[],
    targets: ReadonlySet<number>,
    inList: boolean,
    place: number,
  ): void {
    // A key that cannot be told may be the one that is meant.
    const mayBeMeant = (index: number): boolean =>
      targets.has(index) ||
      (!inList && entries[index] !== undefined && entries[index]?.key === undefined);
    const isKept = entries.map(
      (entry, index) =>
        index === 0 ||
        index === entries.length - 1 ||
        [index - 1, index, index + 1].some(mayBeMeant) ||
        (!inList && alwaysKept.includes(entry.key ?? '')),
    );
    let position = 0;
    for (let index = 0; index < entries.length; position += 1, index += 1) {
      const run = index;
      while (isKept[index] === false) index += 1;
      if (index > run) {
        const isCut = this.#cutRun(entries.slice(run, index), inList, place);
        // In a JSON list a marker is an item of its own.
        position += !isCut ? index - run : this.#json ? 1 : 0;
      }
      if (inList && targets.has(index)) this.#item = position;
    }
  }

  #cutRun(run: readonly EntrySpan[], inList: boolean, place: number): boolean {
    const start = run[0]?.start ?? 0;
    const end = run.at(-1)?.end ?? start;
    if (end - start < this.#smallCut) return false;
    const id = `driftline cut ${this.#cuts.length} of ${this.#text.length}`;
    const marker = this.#json
      ? `${JSON.stringify(id)}${inList ? '' : ':0'},`
      : `${' '.repeat(place)}# ${id}\n`;
    this.#cuts.push({ start, end, marker });
    return true;
  }

  window(source: DocumentPlace): DocumentWindow | undefined {
    const cuts = this.#cuts.toSorted((a, b) => a.start - b.start);
    if (cuts.length === 0 || cuts.some((cut) => this.#text.includes(cut.marker.trim()))) {
      return undefined;
    }
    let text = '';
    let at = 0;
    for (const cut of cuts) {
      text += this.#text.slice(at, cut.start) + cut.marker;
      at = cut.end;
    }
    text += this.#text.slice(at);
    const place = this.#item === undefined ? source : { ...source, item: this.#item };
    return { text, source: place, restore: (edited) => this.#restore(edited, cuts) };
  }

  #restore(edited: string, cuts: readonly Cut[]): string | undefined {
    let text = '';
    let at = 0;
    for (const { start, end, marker } of cuts) {
      const found = edited.indexOf(marker, at);
      if (found < 0) return undefined;
      text += edited.slice(at, found) + this.#text.slice(start, end);
      at = found + marker.length;
    }
    return text + edited.slice(at);
  }
}
