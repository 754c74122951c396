import type {
  ClusterPreview,
  CommitPreview,
  PreviewChange,
  PreviewConsent,
  PreviewFile,
  PreviewStep,
} from '../../src/shared/panelPreview.ts';
import type { PanelWords } from '../../src/shared/panelWords.ts';
import { el } from './dom.ts';
import { diffLines, foldUnchanged, type DiffLine } from './lineDiff.ts';
import { lineTable } from './lineTable.ts';
import { markInside } from './markInside.ts';
import { appendVisible } from './visibleText.ts';

/** Less than elsewhere: there is little room, and the file is a click away. */
const CONTEXT = 1;

/** The person allows something for an object, or takes that back. */
export type AllowConsent = (
  key: string,
  allows: PreviewConsent['allows'],
  isGiven: boolean,
) => void;

/** What would go to the cluster, object by object. */
export function drawClusterPreview(
  preview: ClusterPreview,
  words: PanelWords,
  allow: AllowConsent,
): readonly HTMLElement[] {
  const { steps, notes, writes } = preview;
  const nothing = writes === 0 ? [el('p', { class: 'aside' }, words.nothingToApply)] : [];
  return [
    ...nothing,
    ...steps.map((step) => stepOf(step, words, allow)),
    ...noteList(notes, words),
  ];
}

function stepOf(step: PreviewStep, words: PanelWords, allow: AllowConsent): HTMLElement {
  const head = el('h3', {}, el('span', { class: 'action' }, `${step.action} `));
  appendVisible(head, step.subject, words);
  const refused = step.refusal === undefined ? [] : [sentence('error', step.refusal, words)];
  return el(
    'div',
    { class: 'step' },
    head,
    ...refused,
    ...step.consents.map((consent) => consentBox(step, consent, allow)),
    ...step.changes.map((change) => changeOf(change, words)),
    ...noteList(step.notes, words),
  );
}

/** A box to tick: what it allows is written beside it, and the plan is made anew by it. */
function consentBox(
  { key, subject }: PreviewStep,
  { allows, label, isGiven }: PreviewConsent,
  allow: AllowConsent,
): HTMLElement {
  const kind = 'recreate' in allows ? 'recreate' : 'takeOver';
  const attributes = { type: 'checkbox', 'data-focus': `${kind} ${key}` };
  const input = el('input', { ...attributes, 'aria-label': `${subject}: ${label}` });
  input.checked = isGiven;
  input.addEventListener('change', () => allow(key, allows, input.checked));
  return el('label', { class: 'consent' }, input, label);
}

function changeOf({ path, before, after }: PreviewChange, words: PanelWords): HTMLElement {
  const name = el('div', { class: 'change-path' });
  appendVisible(name, path, words);
  const marks = before === undefined || after === undefined ? undefined : markInside(before, after);
  const lines: readonly DiffLine[] = [
    ...linesOf(before, '-', marks?.before),
    ...linesOf(after, '+', marks?.after),
  ];
  return el('div', { class: 'change' }, name, lineTable(lines, words, { numbers: false }));
}

function linesOf(
  text: string | undefined,
  sign: '-' | '+',
  segments: DiffLine['segments'],
): readonly DiffLine[] {
  if (text === undefined) return [];
  const lines = text.split('\n').map((line) => ({ sign, text: line }));
  const [only] = lines;
  return segments !== undefined && lines.length === 1 && only !== undefined
    ? [{ ...only, segments }]
    : lines;
}

/** The text diff of the commit, file by file, and what is not in it. */
export function drawCommitPreview(
  preview: CommitPreview,
  words: PanelWords,
): readonly HTMLElement[] {
  const { files, refusals, notes } = preview;
  const nothing =
    files.length === 0 && refusals.length === 0
      ? [el('p', { class: 'aside' }, words.nothingToCommit)]
      : [];
  return [
    ...nothing,
    ...refusals.map((refusal) => sentence('error', refusal, words)),
    ...noteList(notes, words),
    ...files.map((file) => fileOf(file, words)),
  ];
}

function fileOf({ file, before, after }: PreviewFile, words: PanelWords): HTMLElement {
  const head = el('h3');
  appendVisible(head, file, words);
  const lines = diffLines(before ?? '', after ?? '');
  const shown =
    lines === undefined
      ? el('p', { class: 'aside' }, words.tooLarge)
      : lineTable(foldUnchanged(lines, CONTEXT), words, { numbers: true });
  return el('div', { class: 'step' }, head, shown);
}

function noteList(notes: readonly string[], words: PanelWords): readonly HTMLElement[] {
  return notes.map((note) => sentence('note', note, words));
}

function sentence(name: string, text: string, words: PanelWords): HTMLElement {
  const told = el('p', { class: name });
  appendVisible(told, text, words);
  return told;
}
