import { l10n } from 'vscode';
import { writerWords } from '../../core/diff/writerWords.ts';
import { formatPath } from '../../core/model/fieldPath.ts';
import { writtenAt, type Finding, type Writer } from '../../core/model/finding.ts';
import type { ObjectKey } from '../../core/model/objectRef.ts';
import type { Health, ObjectStatus } from '../../core/model/objectStatus.ts';
import type { LineBlame } from '../../engine/repository.ts';
import type { PanelObject, PanelRow, PanelWriter } from '../../shared/panelPicture.ts';
import { describeStatus, statusPresentation } from '../presentation.ts';
import { panelValue } from './panelValue.ts';
import { pathWords } from './pathWords.ts';

/** What the store does not hold. */
export interface PanelFacts {
  /** The target's: not said again. */
  readonly namespace: string;
  /** By line, the first first; empty where it is not known yet. */
  readonly blame: readonly LineBlame[];
}

/** One object as the panel shows it. */
export function panelObject(key: ObjectKey, status: ObjectStatus, facts: PanelFacts): PanelObject {
  const { ref, source } = status;
  const isElsewhere = ref.namespace !== undefined && ref.namespace !== facts.namespace;
  const since = sinceOf(status);
  return {
    key,
    kind: ref.kind,
    name: ref.name,
    ...(isElsewhere ? { namespace: ref.namespace } : {}),
    ...(source === undefined ? {} : { file: source.file, line: source.line }),
    status: status.status,
    statusWord: statusPresentation[status.status].word,
    health: status.health,
    healthWord: healthWord(status.health),
    ...(since === undefined ? {} : { since }),
    notes: notesOf(status),
    rows: rowsOf(status, facts),
  };
}

function healthWord(health: Health): string {
  switch (health) {
    case 'healthy':
      return l10n.t('healthy');
    case 'progressing':
      return l10n.t('progressing');
    case 'degraded':
      return l10n.t('degraded');
    case 'suspended':
      return l10n.t('suspended');
    case 'missing':
      return l10n.t('missing');
    case 'unknown':
      return l10n.t('health not known');
  }
}

/** The earliest recorded write that is not Git's own. */
function sinceOf({ findings }: ObjectStatus): string | undefined {
  const times = findings.flatMap(({ pending, writer }) =>
    pending || writer === undefined ? [] : (writtenAt(writer) ?? []),
  );
  return times.sort()[0];
}

function notesOf(status: ObjectStatus): readonly string[] {
  const { behind, owner, ignored, message, facets } = status;
  const why = message ?? (rowsAreOffered(status) ? undefined : describeStatus(status));
  return [
    ...(why === undefined ? [] : [why]),
    ...(behind === undefined ? [] : [describeStatus({ ...status, status: 'behind' })]),
    ...(owner === undefined ? [] : [l10n.t('Managed by {0}: not applied from here.', owner)]),
    ...(facets.includes('edited') ? [l10n.t('Edited here, not committed yet.')] : []),
    ...(ignored.length === 0 ? [] : [ignoredWords(ignored.length)]),
  ];
}

function ignoredWords(count: number): string {
  return count === 1
    ? l10n.t('1 more field is ignored by a rule.')
    : l10n.t('{0} more fields are ignored by rules.', count);
}

function rowsAreOffered({ status }: ObjectStatus): boolean {
  switch (status) {
    case 'drifted':
    case 'behind':
    case 'missing':
      return true;
    case 'unknown':
    case 'invalid':
    case 'extra':
    case 'inSync':
      return false;
  }
}

function rowsOf(status: ObjectStatus, facts: PanelFacts): readonly PanelRow[] {
  if (!rowsAreOffered(status)) return [];
  if (status.status === 'missing') return [wholeRow(status, facts)];
  return status.findings.map((finding) => rowOf(finding, status, facts));
}

function wholeRow(status: ObjectStatus, { blame }: PanelFacts): PanelRow {
  const { source } = status;
  const author = source === undefined ? undefined : blame[source.line - 1];
  return {
    path: '',
    words: [l10n.t('the whole object')],
    kind: 'whole',
    pending: false,
    masked: false,
    git: { text: l10n.t('declared'), form: 'scalar' },
    ...(author === undefined ? {} : { author: authorOf(author) }),
    ...committedIn(status.capturedIn),
    refused: refusalsOf(status, undefined),
    inAll: status.capturedIn === undefined,
  };
}

function rowOf(finding: Finding, status: ObjectStatus, { blame }: PanelFacts): PanelRow {
  const { path, kind, pending, line, note, writer } = finding;
  const capturedIn = finding.capturedIn ?? (pending ? undefined : status.capturedIn);
  const masked = finding.masked === true;
  const git = masked ? undefined : panelValue(finding.git, path);
  const live = masked ? undefined : panelValue(finding.live, path);
  // What Git does not declare has no line of its own there.
  const isDeclared = kind === 'changed' || kind === 'absent';
  const author = line === undefined || !isDeclared ? undefined : blame[line - 1];
  return {
    path: formatPath(path),
    words: pathWords(path),
    ...{ kind, pending, masked },
    ...(git === undefined ? {} : { git }),
    ...(live === undefined ? {} : { live }),
    ...(writer === undefined ? {} : { writer: panelWriter(writer) }),
    ...(author === undefined ? {} : { author: authorOf(author) }),
    ...(note === undefined ? {} : { note }),
    ...committedIn(capturedIn),
    refused: refusalsOf(status, finding),
    inAll: finding.leaveByDefault !== true && capturedIn === undefined,
  };
}

/** Another branch declares what the cluster has: it is no news, and not of "all". */
function committedIn(branch: string | undefined): Pick<PanelRow, 'committed'> {
  return branch === undefined ? {} : { committed: l10n.t('captured in {0}', branch) };
}

function refusalsOf(status: ObjectStatus, finding: Finding | undefined): PanelRow['refused'] {
  const { owner, source } = status;
  const live = liveRefusal(status, finding);
  return {
    ...(owner === undefined ? {} : { git: l10n.t('Managed by {0}: apply it there.', owner) }),
    ...(live !== undefined
      ? { live }
      : source === undefined
        ? { live: l10n.t('No file of the repository declares it.') }
        : {}),
  };
}

function liveRefusal(status: ObjectStatus, finding: Finding | undefined): string | undefined {
  const { ref } = status;
  const capturedIn = finding?.capturedIn ?? status.capturedIn;
  if (finding?.pending === true) {
    return l10n.t('Git moved on and was not applied here yet: the cluster has nothing to capture.');
  }
  if (capturedIn !== undefined) return l10n.t('It is committed to {0} already.', capturedIn);
  if (finding?.masked !== true || ref.kind !== 'Secret') return undefined;
  return l10n.t(
    'A Secret’s plain value never goes into Git. Use SOPS, a SealedSecret or an ExternalSecret.',
  );
}

function panelWriter(writer: Writer): PanelWriter {
  const { manager, operation, subresource } = writer;
  const time = writtenAt(writer);
  const on = subresource === undefined ? '' : ` on /${subresource}`;
  return {
    words: writerWords(writer),
    raw: `${manager === '' ? '?' : manager} · ${operation}${on}`,
    ...(time === undefined ? {} : { time }),
  };
}

function authorOf({ author, commit, subject, time }: LineBlame): PanelRow['author'] & object {
  return { name: author, commit: commit.slice(0, 7), subject, time };
}
