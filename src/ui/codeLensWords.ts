import { l10n } from 'vscode';
import type { CommandId } from '../contributions.ts';
import type { ObjectStatus, UnknownReason } from '../core/model/objectStatus.ts';
import { actsOnObject } from './offeredActs.ts';
import { describeStatus, fields, statusPresentation } from './presentation.ts';
import { foreignText } from './valueWords.ts';

/** One CodeLens of a line; without a command it is text alone. */
export interface LensWords {
  readonly title: string;
  readonly tooltip?: string;
  readonly command?: CommandId;
}

/** What the lenses of a document know beside its verdict. */
export interface LensFacts {
  /** The context's name. */
  readonly cluster: string;
  /** Subject of the newest commit that is not applied yet, where it is known. */
  readonly notApplied?: string;
}

const LONGEST_TEXT = 72;
const LONGEST_NAME = 40;

/** The lenses over a document, in one line; none where nothing is to be done. */
export function codeLensWords(object: ObjectStatus, facts: LensFacts): readonly LensWords[] {
  const head = headOf(object, facts);
  if (head === undefined) return [];
  const { badge } = statusPresentation[object.status];
  const beside = [ownerWords(object), capturedWords(object), seenWords(object)].filter(
    (one) => one !== undefined,
  );
  const title = `${badge} ${[head, ...beside].join(' · ')}`;
  const words = { title, tooltip: describeStatus(object) };
  return [
    isShown(object) ? { ...words, command: 'driftline.showDrift' } : words,
    ...actsOf(object),
  ];
}

/** The panel has more to say of it than the lens. */
function isShown({ status }: ObjectStatus): boolean {
  return status === 'drifted' || status === 'behind' || status === 'missing';
}

function headOf(object: ObjectStatus, { cluster, notApplied }: LensFacts): string | undefined {
  switch (object.status) {
    case 'inSync':
    case 'extra':
      return undefined;
    case 'drifted':
      return driftedWords(object);
    case 'behind':
      return behindWords(object, notApplied);
    case 'missing':
      return l10n.t('Missing in {0}', foreignText(cluster, LONGEST_NAME));
    case 'invalid':
      return reasonWords(statusPresentation.invalid.word, object.message);
    case 'unknown':
      return reasonWords(statusPresentation.unknown.word, object.message);
  }
}

function driftedWords({ findings }: ObjectStatus): string {
  const drifted = findings.filter(({ pending }) => !pending).length;
  const pending = findings.length - drifted;
  const head = l10n.t('Drifted: {0}', fields(drifted));
  return pending === 0 ? head : `${head}, ${l10n.t('{0} behind Git', pending)}`;
}

function behindWords({ behind, findings }: ObjectStatus, notApplied: string | undefined): string {
  const commits = behind?.commits;
  const head =
    commits === undefined
      ? l10n.t('Behind Git: {0}', fields(findings.length))
      : commits === 1
        ? l10n.t('1 commit behind')
        : l10n.t('{0} commits behind', commits);
  return notApplied === undefined ? head : `${head}: ${foreignText(notApplied, LONGEST_TEXT)}`;
}

function reasonWords(word: string, reason: string | undefined): string {
  return reason === undefined ? word : `${word}: ${foreignText(reason, LONGEST_TEXT)}`;
}

function ownerWords({ owner }: ObjectStatus): string | undefined {
  return owner === undefined
    ? undefined
    : l10n.t('managed by {0}', foreignText(owner, LONGEST_NAME));
}

function capturedWords({ capturedIn }: ObjectStatus): string | undefined {
  return capturedIn === undefined
    ? undefined
    : l10n.t('captured in {0}', foreignText(capturedIn, LONGEST_NAME));
}

function seenWords({ since }: ObjectStatus): string | undefined {
  return since === undefined ? undefined : l10n.t('as last seen');
}

function actsOf(object: ObjectStatus): readonly LensWords[] {
  const { apply, capture } = actsOnObject(object);
  const lenses: LensWords[] = [];
  if (object.status === 'drifted') {
    lenses.push({ title: l10n.t('Show drift'), command: 'driftline.showDrift' });
  }
  if (apply === 'apply') {
    lenses.push({ title: l10n.t('Apply from Git'), command: 'driftline.apply' });
  }
  if (apply === 'create') {
    lenses.push({ title: l10n.t('Create from Git'), command: 'driftline.apply' });
  }
  if (capture) lenses.push({ title: l10n.t('Capture live'), command: 'driftline.capture' });
  if (object.status === 'unknown') lenses.push(...nextStep(object.reason));
  return lenses;
}

/** What a person can do about not knowing. */
function nextStep(reason: UnknownReason | undefined): readonly LensWords[] {
  switch (reason) {
    case 'unreachable':
    case 'signIn':
      return [
        { title: l10n.t('Try again'), command: 'driftline.refresh' },
        { title: l10n.t('Show log'), command: 'driftline.showLog' },
      ];
    case 'otherCluster':
      return [{ title: l10n.t('Switch context…'), command: 'driftline.chooseCluster' }];
    case 'renderFailed':
    case 'forbidden':
      return [{ title: l10n.t('Show log'), command: 'driftline.showLog' }];
    case 'noHistory':
    case 'notServed':
      return [{ title: l10n.t('Try again'), command: 'driftline.refresh' }];
    case 'notRendered':
    case 'opaque':
    case undefined:
      return [];
  }
}

/** `$(name)` in a lens would be drawn as an icon. */
export function withoutIcons(title: string): string {
  return title.replaceAll('$(', '\\$(');
}
