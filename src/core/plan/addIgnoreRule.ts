import { isScalar, isSeq } from 'yaml';
import { parseSettings } from '../diff/parseSettings.ts';
import { isEqual } from '../model/equal.ts';
import type { FieldPath } from '../model/fieldPath.ts';
import type { ObjectRef } from '../model/objectRef.ts';
import type { IgnoreRule } from '../model/settings.ts';
import { ignoreRuleFields, ignoreRuleInFlow } from './ignoreRuleText.ts';
import {
  entryOf,
  isNothing,
  readSettingsText,
  unreadable,
  withChange,
  type SettingsEdit,
  type TextChange,
} from './settingsText.ts';

/**
 * Where the narrowest rule for a field goes in `.driftline.yaml`, and how it reads there. An empty
 * `insert` where the same rule is there already. Throws where the text can't be read, or would not
 * say afterwards what it said before and the rule.
 */
export function addIgnoreRule(text: string, ref: ObjectRef, path: FieldPath): SettingsEdit {
  const before = parseSettings(text);
  const wanted = ruleOf(ref, path);
  const there = before.settings.ignore.find(({ line: _, ...rule }) => isEqual(rule, wanted));
  if (there) return { offset: text.length, removed: 0, insert: '', line: there.line };
  const edit = placeRule(text, ref, path);
  const after = parseSettings(withChange(text, edit));
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

function placeRule(text: string, ref: ObjectRef, path: FieldPath): TextChange {
  const settings = readSettingsText(text);
  const { root, lineEnd } = settings;
  const block = (indent: string) => blockRule(ref, path, indent, lineEnd);
  const whole = `ignore:${lineEnd}${block('  ')}`;
  if (root === undefined) return settings.behindAll(whole);
  const entry = entryOf(root, 'ignore');
  const flow = ignoreRuleInFlow(ref, path);
  if (entry === undefined) {
    return root.flow ? settings.insideFlow(root, `ignore: [${flow}]`) : settings.behindAll(whole);
  }
  if (isSeq(entry.value)) {
    return entry.value.flow
      ? settings.insideFlow(entry.value, flow)
      : settings.behindLastItem(entry.value, block);
  }
  if (root.flow || !isScalar(entry.key) || !isNothing(entry.value)) throw unreadable();
  return settings.afterLine(entry.key.range?.[1] ?? 0, block('  '));
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
