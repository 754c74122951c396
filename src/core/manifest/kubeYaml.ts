import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  Scalar,
  Schema,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml';
import type { Json, JsonScalar } from '../model/json.ts';
import { decodeBase64, decodeUtf8 } from '../model/base64.ts';
import { formatKubeKey, readPlainScalar, type KubeScalar } from './kubeScalar.ts';

/**
 * The one schema for Kubernetes YAML. Syntax only: every scalar stays the text it was written as,
 * and `readKubeValue` gives it kubectl's meaning (no schema of the library does, see
 * kubeScalar.ts). Shared, since making one for each document is slow.
 */
export const kubeSchema = new Schema({ schema: 'failsafe' });

/** Something in a document that kubectl refuses (`error`) or that people should know. */
export interface YamlProblem {
  readonly severity: 'error' | 'warning';
  /** Characters from the start of the document's text. */
  readonly offset: number;
  readonly message: string;
}

/** One YAML document as kubectl reads it. `value` means nothing where there is an error. */
export interface KubeYaml {
  readonly document: Document.Parsed;
  readonly value: Json;
  readonly problems: readonly YamlProblem[];
  /** Some int64 is held rounded. */
  readonly inexact: boolean;
}

/** What each node of a tree says, aliases and keys too; filled in while a document is read. */
export type NodeValues = Map<unknown, Json>;

/**
 * Parses the text of one document; never throws. With `values` the tree keeps its source tokens
 * and every node's value is written down, for edits.
 */
export function parseKubeYaml(text: string, values?: NodeValues): KubeYaml {
  const document = parseSyntax(text, values !== undefined);
  const syntax = document.errors.slice(0, 1).map((error): YamlProblem => ({
    severity: 'error',
    offset: Math.min(error.pos[0], Math.max(text.trimEnd().length - 1, 0)),
    message: `not valid YAML: ${withoutContent(error.message)}`,
  }));
  if (syntax.length > 0) return { document, value: null, problems: syntax, inexact: false };
  const reader = new KubeReader(values);
  const value = reader.readDocument(document);
  return { document, value, problems: reader.problems, inexact: reader.inexact };
}

/** Some messages quote the source, which may be a Secret's. */
function withoutContent(message: string): string {
  return message.replace(/: ".*$/s, '').replace(/(escape sequence).*$/s, '$1');
}

/**
 * The document's tree alone, for places and edits. `strict: false` and no unique keys, since that
 * is how kubectl's parser takes them (and `uniqueKeys` costs O(n²)).
 */
export function parseSyntax(text: string, keepSourceTokens = false): Document.Parsed {
  return parseDocument(text, {
    schema: kubeSchema,
    keepSourceTokens,
    strict: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
}

/** The text of a key as kubectl's JSON has it; `undefined` where kubectl refuses it. */
export function readKey(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  if (isPlain(key)) return formatKubeKey(sourceOf(key));
  const { value } = readScalar(key) ?? { value: null };
  return value === null ? undefined : String(value);
}

/** `<<` written plainly: its value is merged into the map that holds it. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && isPlain(key) && sourceOf(key) === '<<';
}

/** A scalar as kubectl reads it; `undefined` where its tag forbids its text. */
export function readScalar(node: Scalar): KubeScalar | undefined {
  const text = sourceOf(node);
  if (node.tag === undefined || node.tag === '!' || !node.tag.startsWith(coreTag)) {
    const plain = isPlain(node) && node.tag === undefined;
    return plain ? readPlainScalar(text) : { value: text };
  }
  return readTagged(node.tag.slice(coreTag.length), text);
}

const coreTag = 'tag:yaml.org,2002:';

function isPlain(node: Scalar): boolean {
  return node.type === Scalar.PLAIN || node.type === undefined;
}

function sourceOf(node: Scalar): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? '');
}

function readTagged(tag: string, text: string): KubeScalar | undefined {
  switch (tag) {
    case 'str':
    case 'timestamp':
      return { value: text };
    case 'binary': {
      const bytes = decodeBase64(text);
      return bytes === undefined ? undefined : { value: decodeUtf8(bytes) };
    }
    case 'int':
      return ofType(text, (value) => typeof value === 'number' && Number.isInteger(value));
    case 'float':
      return ofType(text, (value) => typeof value === 'number');
    case 'bool':
      return ofType(text, (value) => typeof value === 'boolean');
    case 'null':
      return ofType(text, (value) => value === null);
    default:
      return { value: text };
  }
}

function ofType(text: string, holds: (value: JsonScalar) => boolean): KubeScalar | undefined {
  const read = readPlainScalar(text);
  return holds(read.value) ? read : undefined;
}

/** Beyond this many values that stand there by aliases alone a document is taken for a bomb. */
const maxAliased = 400_000;
const maxWarnings = 20;

interface Anchored {
  readonly value: Json;
  readonly size: number;
}

/** Walks a document in its order, so that an anchor defined twice means what it last meant. */
class KubeReader {
  readonly problems: YamlProblem[] = [];
  inexact = false;
  readonly #anchors = new Map<string, Anchored | 'open'>();
  readonly #values: NodeValues | undefined;
  #size = 0;
  #aliased = 0;

  constructor(values: NodeValues | undefined) {
    this.#values = values;
  }

  readDocument(document: Document.Parsed): Json {
    return this.#read(document.contents);
  }

  #read(node: unknown): Json {
    const value = this.#readNode(node);
    this.#values?.set(node, value);
    return value;
  }

  #readNode(node: unknown): Json {
    this.#size += 1;
    if (isAlias(node)) return this.#readAlias(node.source, offsetOf(node));
    const anchor = anchorOf(node);
    if (anchor === undefined) return this.#readPlainly(node);
    this.#anchors.set(anchor, 'open');
    const before = this.#size;
    const value = this.#readPlainly(node);
    this.#anchors.set(anchor, { value, size: this.#size - before + 1 });
    return value;
  }

  #readPlainly(node: unknown): Json {
    if (isMap(node)) return this.#readMap(node);
    if (isSeq(node)) return node.items.map((item) => this.#read(item));
    return isScalar(node) ? this.#readScalar(node) : null;
  }

  #readAlias(name: string, offset: number): Json {
    const anchored = this.#anchors.get(name);
    if (anchored === undefined) return this.#refuse(offset, `unknown anchor "${name}"`);
    if (anchored === 'open') return this.#refuse(offset, `anchor "${name}" contains itself`);
    this.#size += anchored.size;
    this.#aliased += anchored.size;
    if (this.#aliased <= maxAliased) return anchored.value;
    return this.#refuse(offset, 'excessive aliasing');
  }

  #readScalar(node: Scalar): Json {
    const read = readScalar(node);
    const offset = offsetOf(node);
    if (read === undefined) {
      return this.#refuse(offset, `not a value of its tag ${node.tag ?? ''}`.trimEnd());
    }
    if (typeof read.value === 'number' && !Number.isFinite(read.value)) {
      return this.#refuse(offset, `${sourceOf(node)} cannot be sent to Kubernetes, JSON lacks it`);
    }
    if (read.inexact) {
      this.inexact = true;
      this.#warn(offset, 'an integer beyond 2^53: compared rounded, and never applied');
    }
    return read.value;
  }

  #readMap(node: YAMLMap): Json {
    const result: Record<string, Json> = {};
    const seen = new Set<string>();
    for (const pair of node.items) {
      if (isMergeKey(pair.key)) {
        this.#merge(pair.value, result);
        continue;
      }
      const key = this.#readKey(pair.key, node);
      if (key === undefined) continue;
      if (seen.has(key)) {
        this.#warn(offsetOf(pair.key), `key "${shorten(key)}" stands here twice: the last counts`);
      }
      seen.add(key);
      setKey(result, key, this.#read(pair.value));
    }
    return result;
  }

  #readKey(key: unknown, map: YAMLMap): string | undefined {
    const resolved = isAlias(key) ? this.#aliasedKey(key.source) : readKey(key);
    if (isScalar(key) && key.anchor !== undefined && resolved !== undefined) {
      this.#anchors.set(key.anchor, { value: resolved, size: 1 });
    }
    if (resolved === undefined) {
      const offset = isScalar(key) || isMap(key) || isSeq(key) ? offsetOf(key) : offsetOf(map);
      this.#refuse(offset, 'not a valid map key');
    }
    if (resolved !== undefined) this.#values?.set(key, resolved);
    return resolved;
  }

  #aliasedKey(name: string): string | undefined {
    const anchored = this.#anchors.get(name);
    if (anchored === undefined || anchored === 'open') return undefined;
    const { value } = anchored;
    return typeof value === 'object' ? undefined : String(value);
  }

  /** goyaml.v2 merges in place: what stands before the `<<` is overwritten, what follows wins. */
  #merge(node: unknown, into: Record<string, Json>): void {
    const sources = isSeq(node) ? [...node.items].reverse() : [node];
    for (const source of sources) {
      const value = this.#read(source);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        this.#refuse(offsetOf(node), 'a merge (<<) needs a map, or a list of maps');
        continue;
      }
      for (const [key, inner] of Object.entries(value)) setKey(into, key, inner as Json);
    }
  }

  #refuse(offset: number, message: string): null {
    this.problems.push({ severity: 'error', offset, message });
    return null;
  }

  #warn(offset: number, message: string): void {
    if (this.problems.length >= maxWarnings) return;
    this.problems.push({ severity: 'warning', offset, message });
  }
}

/** `__proto__` is a key like any other. */
function setKey(map: Record<string, Json>, key: string, value: Json): void {
  if (key !== '__proto__') {
    map[key] = value;
    return;
  }
  Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

function anchorOf(node: unknown): string | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
}

function offsetOf(node: unknown): number {
  return (node as Partial<Node> | null | undefined)?.range?.[0] ?? 0;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
