import { locatePaths } from '../manifest/locate.ts';
import { parseManifests } from '../manifest/parseManifests.ts';
import { splitDocuments } from '../manifest/splitDocuments.ts';
import type { FieldPath } from '../model/fieldPath.ts';
import { isJsonArray, isJsonObject, type Json } from '../model/json.ts';
import type { KubeObject } from '../model/kubeObject.ts';
import type { Source } from '../model/objectStatus.ts';
import { isSecretLeaf } from './maskObject.ts';

/** What stands for a secret value. */
const hidden = '••••••';

/** A leaf of a document. */
export interface SecretPlace {
  readonly source: Pick<Source, 'document' | 'item'>;
  readonly path: FieldPath;
}

/** A quick look that rules out most texts: nothing in them can be a secret leaf. */
const mayHoldSecrets =
  /kind["']?\s*:\s*["']?Secret\b|passw|passphrase|secret|token|api[-_]?key|private[-_]?key|access[-_]?key|credential/i;

/** Whether a text, YAML or JSON, may hold a secret value; often true of one that holds none. */
export function mayHoldSecretText(text: string): boolean {
  return mayHoldSecrets.test(text);
}

/**
 * The text of a manifest file to be read by people, every secret value in it hidden, as many lines
 * as before. A document that can't be read is hidden whole where it may hold one.
 */
export function hideSecretText(
  text: string,
  file: string,
  /** Places that are secret by a rule. */
  masked: readonly SecretPlace[] = [],
): string {
  if (masked.length === 0 && !mayHoldSecrets.test(text)) return text;
  const lines = text.split('\n');
  const { documents } = parseManifests(text, file);
  for (const { source, object } of documents) {
    const paths = secretPaths(object, object, []).map((path) => ({ path }));
    if (paths.length === 0) continue;
    for (const line of locatePaths(text, source, paths)) {
      if (line !== undefined) hideValue(lines, line - 1);
    }
  }
  for (const { source, path } of masked) {
    const [line] = locatePaths(text, source, [{ path }]);
    if (line !== undefined) hideValue(lines, line - 1);
  }
  const read = new Set(documents.map(({ source }) => source.document));
  for (const [index, part] of splitDocuments(text).entries()) {
    if (read.has(index) || !mayHoldSecrets.test(part.text)) continue;
    const count = part.text.split('\n').length;
    for (let at = part.line - 1; at < part.line - 1 + count; at++) hideLine(lines, at);
  }
  return lines.join('\n');
}

function secretPaths(
  object: KubeObject,
  value: Json | undefined,
  path: FieldPath,
): readonly FieldPath[] {
  if (isJsonArray(value)) {
    return value.flatMap((item, index) => secretPaths(object, item, [...path, step(item, index)]));
  }
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([key, inner]) =>
      secretPaths(object, inner, [...path, { key }]),
    );
  }
  return isSecretLeaf(object, path, value) ? [path] : [];
}

function step(item: Json, index: number): FieldPath[number] {
  const name = isJsonObject(item) ? item['name'] : undefined;
  return typeof name === 'string' ? { item: [['name', name]] } : { index };
}

const keyed = /^(\s*(?:- +)*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s:#'"][^:#]*):)(.*)$/;

/** The line's value, and the lines that go on with it. */
function hideValue(lines: string[], at: number): void {
  const line = lines[at];
  if (line === undefined) return;
  const key = keyed.exec(line)?.[1];
  if (key === undefined) return hideLine(lines, at);
  lines[at] = `${key} ${hidden}`;
  const depth = indentOf(line);
  for (let next = at + 1; next < lines.length; next++) {
    const text = lines[next] ?? '';
    if (text.trim() === '') continue;
    if (indentOf(text) <= depth) return;
    hideLine(lines, next);
  }
}

function hideLine(lines: string[], at: number): void {
  const line = lines[at] ?? '';
  if (line.trim() === '' || line.startsWith('---')) return;
  lines[at] = `${line.slice(0, indentOf(line))}${hidden}`;
}

/** `- key:` is as deep as its key. */
function indentOf(line: string): number {
  return /^\s*(?:- +)*/.exec(line)?.[0].length ?? 0;
}
