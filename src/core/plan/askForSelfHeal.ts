import { isMap, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import { parseSettings } from '../diff/parseSettings.ts';
import { isEqual } from '../model/equal.ts';
import type { RepositorySettings } from '../model/settings.ts';
import {
  entryOf,
  isNothing,
  readSettingsText,
  unreadable,
  withChange,
  type Ranged,
  type SettingsEdit,
  type SettingsText,
  type TextChange,
} from './settingsText.ts';

const FLAG = 'selfHeal';

/**
 * How `.driftline.yaml` comes to ask for self-heal of its target: nothing else in it changes. An
 * empty `insert` where it does already. Throws where the text can't be read, or would say something
 * else too afterwards.
 */
export function askForSelfHeal(text: string): SettingsEdit {
  const before = parseSettings(text);
  if (before.settings.target?.policy?.selfHeal === true) {
    const offset = text.indexOf(FLAG);
    return { offset, removed: 0, insert: '', line: lineAt(text, offset) };
  }
  const change = placePolicy(readSettingsText(text));
  const result = withChange(text, change);
  const after = parseSettings(result);
  const isSound =
    isEqual(withoutLines(after.settings), withoutLines(asking(before.settings))) &&
    after.problems.length <= before.problems.length;
  if (!isSound) throw unreadable();
  const flag = change.insert.indexOf(FLAG);
  return { ...change, line: lineAt(result, change.offset + Math.max(0, flag)) };
}

function asking(settings: RepositorySettings): RepositorySettings {
  const { target = {} } = settings;
  const policy = { selfHeal: true, autoSync: target.policy?.autoSync ?? false };
  return { ...settings, target: { ...target, policy } };
}

/** Rules below the edit stand in other lines. */
function withoutLines({ ignore, ...rest }: RepositorySettings): object {
  return { ...rest, ignore: ignore.map(({ line: _, ...rule }) => rule) };
}

function placePolicy(settings: SettingsText): TextChange {
  const { root, lineEnd } = settings;
  const item = `  - policy:${lineEnd}      ${FLAG}: true${lineEnd}`;
  const targets = root && entryOf(root, 'targets');
  if (root === undefined || targets === undefined) {
    return root?.flow
      ? settings.insideFlow(root, `targets: [{ policy: { ${FLAG}: true } }]`)
      : settings.behindAll(`targets:${lineEnd}${item}`);
  }
  if (isNothing(targets.value)) return underKey(settings, root, targets, item);
  if (!isSeq(targets.value)) throw unreadable();
  const [target] = targets.value.items;
  if (target === undefined) {
    return settings.insideFlow(targets.value, `{ policy: { ${FLAG}: true } }`);
  }
  if (!isMap(target)) throw unreadable();
  return placeInTarget(settings, target);
}

function placeInTarget(settings: SettingsText, target: YAMLMap): TextChange {
  const { lineEnd } = settings;
  const policy = entryOf(target, 'policy');
  if (policy === undefined) {
    if (target.flow) return settings.insideFlow(target, `policy: { ${FLAG}: true }`);
    return settings.behindLastEntry(
      target,
      (indent) => `${indent}policy:${lineEnd}${indent}  ${FLAG}: true${lineEnd}`,
    );
  }
  if (isNothing(policy.value)) {
    const indent = ' '.repeat(settings.columnOf(policy.key as Ranged) + 2);
    return underKey(settings, target, policy, `${indent}${FLAG}: true${lineEnd}`);
  }
  if (!isMap(policy.value)) throw unreadable();
  return placeFlag(settings, policy.value);
}

function placeFlag(settings: SettingsText, policy: YAMLMap): TextChange {
  const { lineEnd } = settings;
  const flag = entryOf(policy, FLAG);
  if (flag !== undefined) return replaced(flag);
  if (policy.flow) return settings.insideFlow(policy, `${FLAG}: true`);
  return settings.behindLastEntry(policy, (indent) => `${indent}${FLAG}: true${lineEnd}`);
}

function underKey(settings: SettingsText, map: YAMLMap, { key }: Pair, block: string): TextChange {
  if (map.flow || !isScalar(key)) throw unreadable();
  return settings.afterLine(key.range?.[1] ?? 0, block);
}

/** `selfHeal: false` → `selfHeal: true`. */
function replaced({ value }: Pair): TextChange {
  const [start, end] = (isScalar(value) && value.source !== '' ? value.range : undefined) ?? [];
  if (start === undefined || end === undefined) throw unreadable();
  return { offset: start, removed: end - start, insert: 'true' };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, Math.max(0, offset)).split('\n').length;
}
