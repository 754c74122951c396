import { structuredPatch } from 'diff';
import { formatPath, type FieldPath } from '../core/model/fieldPath.ts';
import type { Finding } from '../core/model/finding.ts';
import type { Json } from '../core/model/json.ts';
import { formatRef } from '../core/model/objectRef.ts';
import type { ObjectStatus } from '../core/model/objectStatus.ts';
import type { TargetState } from '../engine/statusStore.ts';
import { line, span, type Line } from './spans.ts';
import { statusFaces } from './statusFaces.ts';
import { whoText } from './statusText.ts';
import { revisionText, sourceText } from './subjectText.ts';
import { entryLines, yamlLines } from '../core/manifest/yamlLines.ts';

const context = 3;

/** One object as `git diff` would show it: `-` is Git, `+` is the cluster. Empty where in sync. */
export function diffLines(object: ObjectStatus, state: TargetState, now: Date): readonly Line[] {
  if (object.status === 'inSync') return [];
  const head = line(
    span(`diff ${formatRef(object.ref)}`, 'bold'),
    span(`  ${statusFaces[object.status].word}`, statusFaces[object.status].style),
  );
  const why = object.message === undefined ? [] : [line(`# ${object.message}`)];
  if (object.status === 'missing') {
    return [
      head,
      ...why,
      ...sides(object, state, '/dev/null'),
      line(span('@@ the whole object @@', 'cyan')),
    ];
  }
  if (object.findings.length === 0) return [head, ...why];
  return [
    head,
    ...why,
    ...sides(object, state, state.cluster?.context ?? 'cluster'),
    ...object.findings.flatMap((finding) => hunkLines(finding, object, now)),
  ];
}

function sides(object: ObjectStatus, state: TargetState, live: string): readonly Line[] {
  const file = object.source?.file ?? formatRef(object.ref);
  return [
    line(span(`--- ${file}  ${revisionText(state)}`, 'bold')),
    line(span(`+++ ${live}`, 'bold')),
  ];
}

function hunkLines(finding: Finding, object: ObjectStatus, now: Date): readonly Line[] {
  const source =
    object.source === undefined || finding.line === undefined
      ? ''
      : ` ${sourceText({ ...object.source, line: finding.line })}`;
  const who = whoText(finding, now);
  const head = line(
    span(`@@ ${formatPath(finding.path)} @@`, 'cyan'),
    span(`${source}${who === '' ? '' : ` · ${who}`}`, 'dim'),
  );
  return [head, ...bodyLines(finding)];
}

function bodyLines(finding: Finding): readonly Line[] {
  if (finding.masked === true) {
    const hidden = '(secret)';
    const isIn = {
      git: finding.kind !== 'added' && finding.kind !== 'stale',
      live: finding.kind !== 'absent',
    };
    return [
      ...(isIn.git ? [removed(`${nameOf(finding.path)}: ${hidden}`)] : []),
      ...(isIn.live ? [added(`${nameOf(finding.path)}: ${hidden}`)] : []),
    ];
  }
  const git = textOf(finding.path, finding.git);
  const live = textOf(finding.path, finding.live);
  if (git.length + live.length <= 2 * context) return [...git.map(removed), ...live.map(added)];
  return comparedLines(git, live);
}

/** Long values are compared line by line, as a file would be. */
function comparedLines(git: readonly string[], live: readonly string[]): readonly Line[] {
  const joined = (lines: readonly string[]): string => lines.map((text) => `${text}\n`).join('');
  const patch = structuredPatch('git', 'live', joined(git), joined(live), '', '', { context });
  return patch.hunks.flatMap(({ lines }, index) => [
    ...(index === 0 ? [] : [line(span(' …', 'dim'))]),
    ...lines.map((text) => {
      if (text.startsWith('-')) return removed(text.slice(1));
      return text.startsWith('+') ? added(text.slice(1)) : line(text);
    }),
  ]);
}

function removed(text: string): Line {
  return line(span(`-${text}`, 'red'));
}

function added(text: string): Line {
  return line(span(`+${text}`, 'green'));
}

/** The value as it would stand in the manifest: behind its key, or as an item. */
function textOf(path: FieldPath, value: Json | undefined): readonly string[] {
  if (value === undefined) return [];
  const last = path.at(-1);
  if (last !== undefined && 'key' in last) return entryLines(last.key, value);
  const [first = '', ...rest] = yamlLines(value);
  return [`- ${first}`, ...rest.map((text) => `  ${text}`)];
}

function nameOf(path: FieldPath): string {
  const last = path.at(-1);
  return last !== undefined && 'key' in last ? last.key : formatPath(path.slice(-1));
}
