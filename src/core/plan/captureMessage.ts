import { holdsSecret } from '../diff/secretInside.ts';
import { formatPath, type FieldPath } from '../model/fieldPath.ts';
import type { Finding } from '../model/finding.ts';
import type { Json } from '../model/json.ts';
import { partedPair } from '../model/partedText.ts';
import type { CaptureStep } from './planCapture.ts';

/** Longest value that a subject line shows. */
const longestValue = 24;

/**
 * The commit message of a capture, to be edited by the person: what and why, then trailers that
 * tell where each value came from. Secret-looking values are never in it.
 */
export function captureMessage(steps: readonly CaptureStep[], context: string): string {
  const body = steps.length > 1 ? ['', ...steps.map(bodyLine)] : [];
  return [
    subjectLine(steps, context),
    ...body,
    '',
    ...steps.flatMap((step) => trailers(step, context)),
  ].join('\n');
}

function subjectLine(steps: readonly CaptureStep[], context: string): string {
  const [first] = steps;
  if (first === undefined) return '';
  const from = ` from ${context}`;
  if (steps.length === 1) return `capture(${first.ref.name}): ${describe(first)}${from}`;
  return `capture: ${steps.length} objects${from}`;
}

function bodyLine(step: CaptureStep): string {
  return `- ${step.ref.kind} ${step.ref.name}: ${describe(step)}`;
}

function describe({ removesDocument, findings, ref }: CaptureStep): string {
  if (removesDocument) return `remove ${ref.kind}`;
  const [only] = findings;
  if (findings.length === 1 && only !== undefined) return describeFinding(ref, only);
  const names = findings.map(({ path }) => shortName(path));
  const text = names.join(', ');
  return text.length <= 48 ? text : `${findings.length} fields`;
}

function describeFinding(ref: CaptureStep['ref'], finding: Finding): string {
  const name = shortName(finding.path);
  const { git, live } = finding;
  const secret = finding.masked === true || holdsSecret(ref, finding.path, live ?? git);
  switch (finding.kind) {
    case 'changed':
      return secret ? `change ${name}` : changeWords(name, git, live);
    case 'added':
      return `add ${name}`;
    case 'absent':
      return `remove ${name}`;
    case 'stale':
      return `put back ${name}`;
  }
}

/** `replicas 3 → 5`, `image …:v1 → …:v2`; the name alone where a line does not hold the change. */
function changeWords(name: string, git: Json | undefined, live: Json | undefined): string {
  const sides = partedPair(firstLine(git), firstLine(live), longestValue).map(shortText);
  const [before = '', after = ''] = sides;
  const says = before !== '' && after !== '' && before !== after;
  return says ? `${name} ${before} → ${after}` : `change ${name}`;
}

function firstLine(value: Json | undefined): string {
  if (value === undefined || (typeof value === 'object' && value !== null)) return '';
  return String(value).split('\n')[0] ?? '';
}

function shortText(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

/** `env DEBUG`, `replicas`, `image`. */
function shortName(path: FieldPath): string {
  const last = path.at(-1);
  if (last === undefined) return 'object';
  if ('key' in last) return last.key;
  const list = path.at(-2);
  const of = list !== undefined && 'key' in list ? `${list.key} ` : '';
  if ('index' in last) return `${of}${last.index}`;
  if ('value' in last) return `${of}${String(last.value)}`;
  return `${of}${last.item.map(([, value]) => String(value)).join('/')}`;
}

function trailers(step: CaptureStep, context: string): readonly string[] {
  const { namespace, kind, name } = step.ref;
  const where = [context, ...(namespace === undefined ? [] : [namespace]), kind, name].join('/');
  const version = step.resourceVersion;
  return [
    `Captured-From: ${where}`,
    ...(version === undefined ? [] : [`Live-Resource-Version: ${version}`]),
    ...step.findings.flatMap(writerTrailer),
  ];
}

/** `Live-Writer: spec.replicas kubectl/scale Update 2026-11-22T10:00:00Z` */
function writerTrailer({ path, writer }: Finding): readonly string[] {
  if (writer === undefined) return [];
  const { manager, subresource, operation, time } = writer;
  const who = subresource === undefined ? manager : `${manager}/${subresource}`;
  return [`Live-Writer: ${[formatPath(path), who, operation, time ?? ''].join(' ').trim()}`];
}
