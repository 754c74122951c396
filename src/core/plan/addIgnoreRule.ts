import {
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { parseSettings } from '../diff/parseSettings.ts';
import { isEqual } from '../model/equal.ts';
import type { FieldPath } from '../model/fieldPath.ts';
import type { ObjectRef } from '../model/objectRef.ts';
import type { IgnoreRule } from '../model/settings.ts';
import { ignoreRuleFields, ignoreRuleInFlow } from './ignoreRuleText.ts';

/** Text that is put into `.driftline.yaml`; all other bytes stay. */
export interface RuleEdit {
  /** Place in the text that was given. */
  readonly offset: number;
  readonly insert: string;
  /** Of the rule in the text with the edit, from 1. */
  readonly line: number;
}

/**
 * Where the narrowest rule for a field goes in `.driftline.yaml`, and how it reads there. An empty
 * `insert` where the same rule is there already. Throws where the text can't be read, or would not
 * say afterwards what it said before and the rule.
 */
export function addIgnoreRule(text: string, ref: ObjectRef, path: FieldPath): RuleEdit {
  const before = parseSettings(text);
  const wanted = ruleOf(ref, path);
  const there = before.settings.ignore.find(({ line: _, ...rule }) => isEqual(rule, wanted));
  if (there) return { offset: text.length, insert: '', line: there.line };
  const edit = placeRule(text, ref, path);
  const after = parseSettings(text.slice(0, edit.offset) + edit.insert + text.slice(edit.offset));
  const added = after.settings.ignore.find(({ line: _, ...rule }) => isEqual(rule, wanted));
  const isSound =
    added !== undefined &&
    after.settings.ignore.length === before.settings.ignore.length + 1 &&
    after.problems.length === before.problems.length;
  if (!isSound) throw unreadable();
  return { ...edit, line: added.line };
}

function ruleOf(ref: ObjectRef, path: FieldPath): Omit<IgnoreRule, 'line'> {
  const { jsonPointers, ...pattern } = ignoreRuleFields(ref, path);
  return { ...pattern, pointers: jsonPointers, managers: [] };
}

type Insertion = Pick<RuleEdit, 'offset' | 'insert'>;

function placeRule(text: string, ref: ObjectRef, path: FieldPath): Insertion {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0) throw unreadable();
  const root: unknown = document.contents;
  const isEmpty = root === null || (isScalar(root) && root.value === null);
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const block = (indent: string) => blockRule(ref, path, indent, end);
  if (isEmpty) return behindAll(text, document, `ignore:${end}${block('  ')}`, end);
  if (!isMap(root)) throw unreadable();
  const pair = root.items.find(({ key }) => isScalar(key) && key.value === 'ignore');
  const flow = ignoreRuleInFlow(ref, path);
  if (pair === undefined) {
    if (root.flow) return insideFlow(text, root, `ignore: [${flow}]`);
    return behindAll(text, document, `ignore:${end}${block('  ')}`, end);
  }
  if (isSeq(pair.value)) {
    return pair.value.flow
      ? insideFlow(text, pair.value, flow)
      : behindLastItem(text, pair.value, block, end);
  }
  if (root.flow || !isScalar(pair.key) || !isNothing(pair.value)) throw unreadable();
  return underKey(text, pair.key.range?.[1] ?? 0, block('  '), end);
}

function isNothing(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null && value.source === '');
}

/** One field a line, as people write them. */
function blockRule(ref: ObjectRef, path: FieldPath, indent: string, end: string): string {
  const { jsonPointers, ...pattern } = ignoreRuleFields(ref, path);
  const lines = Object.entries(pattern).map(([key, value]) => `${key}: ${scalar(value)}`);
  const pointers = jsonPointers.map((pointer) => `  - ${scalar(pointer)}`);
  return [...lines, 'jsonPointers:', ...pointers]
    .map((line, index) => `${indent}${index === 0 ? '- ' : '  '}${line}${end}`)
    .join('');
}

/** Bare where every reader of YAML takes it for the same string. */
function scalar(text: string): string {
  const isWord = /^[A-Za-z/][A-Za-z0-9._/~-]*$/.test(text);
  return isWord && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

function behindAll(text: string, document: Document, block: string, end: string): Insertion {
  const marker = /(?:^|\n)\.\.\.(?=\s|$)/.exec(text);
  const offset = marker ? marker.index + (text[marker.index] === '\n' ? 1 : 0) : text.length;
  const before = text.slice(0, offset);
  const isOnNewLine = before === '' || before === '\uFEFF' || before.endsWith('\n');
  const gap = document.contents === null || before.trim() === '' ? '' : end;
  return { offset, insert: `${isOnNewLine ? '' : end}${gap}${block}` };
}

/** At the list's end, before its bracket; a comma where something stands before. */
function insideFlow(text: string, node: YAMLMap | YAMLSeq, rule: string): Insertion {
  const close = (node.range?.[1] ?? 0) - 1;
  const inside = text.slice(node.range?.[0], close).trimEnd();
  const offset = (node.range?.[0] ?? 0) + inside.length;
  const isAfterComma = inside.endsWith(',');
  if (node.items.length === 0) return { offset, insert: rule };
  return { offset, insert: `${isAfterComma ? '' : ','} ${rule}` };
}

/** Behind the line where the last item ends, as far in as that item's dash. */
function behindLastItem(
  text: string,
  list: YAMLSeq,
  block: (indent: string) => string,
  end: string,
): Insertion {
  const last = list.items.at(-1) as
    { range?: readonly [number, number, number] | null } | undefined;
  const [start = 0, valueEnd = start] = last?.range ?? list.range ?? [];
  const dash = text.lastIndexOf('-', start - 1);
  const indent = text.slice(text.lastIndexOf('\n', dash) + 1, dash);
  if (indent.trim() !== '') throw unreadable();
  return afterLine(text, start + text.slice(start, valueEnd).trimEnd().length, block(indent), end);
}

function underKey(text: string, keyEnd: number, block: string, end: string): Insertion {
  return afterLine(text, keyEnd, block, end);
}

function afterLine(text: string, place: number, block: string, end: string): Insertion {
  const lineEnd = text.indexOf('\n', place);
  if (lineEnd < 0) return { offset: text.length, insert: `${end}${block}` };
  return { offset: lineEnd + 1, insert: block };
}

function unreadable(): Error {
  return new Error(
    '.driftline.yaml can’t be edited as it stands: mend it first, or add the rule by hand.',
  );
}
