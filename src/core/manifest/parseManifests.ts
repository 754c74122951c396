import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';
import type { ManifestDocument } from '../model/manifest.ts';
import type { Problem } from '../model/objectStatus.ts';
import { checkObject, type ObjectFault } from './checkObject.ts';
import { isClientSide } from './clientSideFile.ts';
import { findNode } from './findNode.ts';
import { parseKubeYaml, type KubeYaml } from './kubeYaml.ts';
import { LineIndex } from './lineIndex.ts';
import { nodeStart } from './nodeStart.ts';
import { splitDocuments, type DocumentText } from './splitDocuments.ts';

/** What a file declares, and what is wrong in it; both empty for a file without manifests. */
export interface ParsedManifests {
  readonly documents: readonly ManifestDocument[];
  readonly problems: readonly Problem[];
}

/** Raised when the same text would be read differently: what is cached by blob id is then void. */
export const parserVersion = 2;

/**
 * Reads the Kubernetes objects of a YAML or JSON file. Never throws: what is wrong comes as
 * problems with lines, and a broken document leaves the others alone. Text that holds no manifest
 * (CI files, values, compose) has neither documents nor problems.
 */
export function parseManifests(text: string, file: string): ParsedManifests {
  if (!mayHoldManifests(text)) return { documents: [], problems: [] };
  const parts = splitDocuments(text).map((part) => readPart(part, file));
  const hasManifests = parts.some((part) => part.manifest || part.looksLikeOne);
  if (!hasManifests) return { documents: [], problems: [] };
  return {
    documents: parts.flatMap((part) => part.documents),
    problems: parts.flatMap((part) => part.problems).map((problem) => ({ file, ...problem })),
  };
}

/** A quick look that rules out most files: every manifest names both fields. */
export function mayHoldManifests(text: string): boolean {
  return text.includes('apiVersion') && text.includes('kind');
}

type PartProblem = Omit<Problem, 'file'>;

interface Part {
  readonly documents: readonly ManifestDocument[];
  /** Counted only where the file holds manifests at all. */
  readonly problems: readonly PartProblem[];
  readonly manifest: boolean;
  /** It cannot be read, but its text starts as manifests do. */
  readonly looksLikeOne: boolean;
}

const nothing: Part = { documents: [], problems: [], manifest: false, looksLikeOne: false };

function readPart(part: DocumentText, file: string): Part {
  const yaml = parseKubeYaml(part.text);
  const place = new Place(part, yaml, file);
  const problems = yaml.problems.map((problem) => ({
    line: place.lineAt(problem.offset),
    severity: problem.severity,
    message: problem.message,
  }));
  if (yaml.problems.some((problem) => problem.severity === 'error')) {
    return readBroken(part, problems);
  }
  const read = readValue(yaml.value, place);
  const misplaced = part.markedContent ? [markedContent(part)] : [];
  const own = read.manifest ? problems : [];
  return { ...read, problems: [...own, ...misplaced, ...read.problems] };
}

function markedContent(part: DocumentText): PartProblem {
  const message =
    'content on the line of "---": kubectl refuses the file, move it to the next line';
  return { line: part.line, severity: 'error', message };
}

/** Text with `{{` that is no YAML is a template's, and nobody's fault. */
function readBroken(part: DocumentText, problems: readonly PartProblem[]): Part {
  const looksLikeOne = startsLikeManifest(part.text);
  const template = part.text.indexOf('{{');
  if (template < 0) return { ...nothing, problems, looksLikeOne };
  const line = part.line + new LineIndex(part.text).lineAt(template) - 1;
  const message = 'looks like a template ("{{"): not rendered yet, and not judged';
  return { ...nothing, problems: [{ line, severity: 'notice', message }], looksLikeOne };
}

const fields = ['apiVersion', 'kind'] as const;

function startsLikeManifest(text: string): boolean {
  const flow = /^(?:\ufeff|---|#.*|\s)*[{[]/.test(text);
  return fields.every((field) => {
    const lineStart = flow ? `["']?${field}["']?\\s*:` : `^\ufeff?["']?${field}["']?[ \\t]*:`;
    return new RegExp(lineStart, 'm').test(text);
  });
}

function readValue(value: Json, place: Place): Part {
  if (value === null) return nothing;
  if (!isJsonObject(value)) return { ...nothing, problems: [strayPart(place, 'is no object')] };
  const { apiVersion, kind } = value;
  if (!isWord(apiVersion) || !isWord(kind)) return readStray(value, place);
  if (isClientSide(apiVersion, kind)) return nothing;
  if (isList(value, kind)) return readList(value, place);
  return readObject(value, place, undefined);
}

/** A kind of a cluster may end so too; it has a name then, and no items. */
function isList(value: JsonObject, kind: string): boolean {
  return kind === 'List' || (kind.endsWith('List') && isJsonArray(value['items']));
}

function isWord(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

function readStray(value: JsonObject, place: Place): Part {
  const missing = fields.filter((field) => !isWord(value[field]));
  return { ...nothing, problems: [strayPart(place, `has no ${missing.join(' and no ')}`)] };
}

/** kubectl fails on such a document; it is worth a word only beside manifests. */
function strayPart(place: Place, what: string): PartProblem {
  const message = `this document ${what}: no Kubernetes object, left alone`;
  return { line: place.line(undefined, []), severity: 'warning', message };
}

/** Items that name no kind take it from the list, as kubectl does: `ConfigMapList` → `ConfigMap`. */
function readList(list: JsonObject, place: Place): Part {
  const items = isJsonArray(list['items']) ? list['items'] : [];
  const kind = String(list['kind']).slice(0, -'List'.length);
  const parts = items.map((item, index): Part => {
    if (!isJsonObject(item)) return refusedItem(place, index, 'is no object');
    const own = isWord(item['kind']) ? item : { ...item, apiVersion: list['apiVersion'], kind };
    if (!isWord(own['kind']) || !isWord(own['apiVersion'])) {
      return refusedItem(place, index, 'has no apiVersion or no kind');
    }
    if (isJsonArray(own['items']) && own['kind'].endsWith('List')) {
      return refusedItem(place, index, 'is a list inside a list, which kubectl refuses');
    }
    return readObject(own, place, index);
  });
  return {
    ...nothing,
    manifest: true,
    documents: parts.flatMap((part) => part.documents),
    problems: parts.flatMap((part) => part.problems),
  };
}

function refusedItem(place: Place, item: number, what: string): Part {
  const message = `item ${item} of the list ${what}`;
  return { ...nothing, problems: [{ line: place.line(item, []), severity: 'error', message }] };
}

function readObject(value: JsonObject, place: Place, item: number | undefined): Part {
  const faults = checkObject(value);
  const problems = faults.map((fault) => faultProblem(fault, value, place, item));
  if (faults.some((fault) => fault.nameless)) return { ...nothing, manifest: true, problems };
  const document = place.document(normalise(value), item);
  const [fault] = faults;
  const judged = fault === undefined ? document : { ...document, invalid: fault.message };
  return { ...nothing, manifest: true, documents: [judged], problems };
}

function faultProblem(
  fault: ObjectFault,
  value: JsonObject,
  place: Place,
  item: number | undefined,
): PartProblem {
  const message = `${String(value['kind'])}: ${fault.message}`;
  return { line: place.line(item, fault.path), severity: fault.severity, message };
}

/** An empty namespace is none. The SOPS block is no part of the object. */
function normalise(value: JsonObject): { object: KubeObject; encrypted: boolean } {
  const { sops, metadata, ...rest } = value;
  const { namespace, ...meta } = metadata as JsonObject;
  const named = namespace === undefined || namespace === null || namespace === '';
  const encrypted = isJsonObject(sops) && ('mac' in sops || 'version' in sops);
  const object = {
    ...rest,
    metadata: named ? meta : (metadata as JsonObject),
    ...(sops === undefined || encrypted ? {} : { sops }),
  };
  return { object: object as unknown as KubeObject, encrypted };
}

/** Where a document stands, and what it is made of: lines and sources. */
class Place {
  readonly #part: DocumentText;
  readonly #yaml: KubeYaml;
  readonly #file: string;
  readonly #lines: LineIndex;

  constructor(part: DocumentText, yaml: KubeYaml, file: string) {
    this.#part = part;
    this.#yaml = yaml;
    this.#file = file;
    this.#lines = new LineIndex(part.text);
  }

  lineAt(offset: number): number {
    return this.#part.line + this.#lines.lineAt(offset) - 1;
  }

  /** Line of the deepest step of the path that is there. */
  line(item: number | undefined, path: ObjectFault['path']): number {
    const prefix = item === undefined ? [] : [{ key: 'items' }, { index: item }];
    const { node, key } = findNode(this.#yaml.document, [...prefix, ...path]);
    return this.lineAt(nodeStart(key ?? node));
  }

  document(read: { object: KubeObject; encrypted: boolean }, item: number | undefined) {
    const source = { file: this.#file, document: this.#part.index, line: this.line(item, []) };
    const document: ManifestDocument = {
      source: item === undefined ? source : { ...source, item },
      object: read.object,
      ...(read.encrypted ? { encrypted: true } : {}),
      ...(this.#yaml.inexact ? { inexact: true } : {}),
    };
    return document;
  }
}
