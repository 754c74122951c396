import { l10n } from 'vscode';
import type { ObjectStatus, UnknownReason } from '../../core/model/objectStatus.ts';
import { visibleText } from '../../core/model/visibleText.ts';
import { sinceWords } from '../moments.ts';
import { describeStatus, fields, statusPresentation } from '../presentation.ts';
import { objectContext } from './rowContext.ts';
import type { RowFace } from './rowFace.ts';

/** `task-agent  Deployment · staging  2 fields`. */
export function objectFace(object: ObjectStatus, opens: boolean, now: Date): RowFace {
  const { ref, source, status, findings, ignored, since } = object;
  const hollow = since === undefined ? '' : '-hollow';
  const hasChildren = findings.length + ignored.length > 0;
  const isOpen = opens && findings.length > 0;
  return {
    label: visibleText(ref.name),
    description: describe(object),
    lines: linesOf(object, now),
    icon: { mark: `${statusPresentation[status].icon}${hollow}` },
    context: objectContext(object),
    folds: !hasChildren ? 'never' : isOpen ? 'open' : 'folded',
    ...(source === undefined ? {} : { click: 'revealInFile' as const }),
  };
}

function describe(object: ObjectStatus): string {
  const { ref } = object;
  const place = ref.namespace === undefined ? ref.kind : `${ref.kind} · ${ref.namespace}`;
  return visibleText([place, ...details(object)].join('  '));
}

function details(object: ObjectStatus): readonly string[] {
  const { capturedIn, facets, owner } = object;
  return [
    ...statusDetail(object),
    ...(capturedIn === undefined ? [] : [l10n.t('captured in {0}', capturedIn)]),
    ...(owner === undefined ? [] : [owner]),
    ...(facets.includes('edited') ? [l10n.t('edited here')] : []),
    ...healthDetail(object),
  ];
}

function statusDetail(object: ObjectStatus): readonly string[] {
  const { status, findings, behind, reason, message } = object;
  switch (status) {
    case 'drifted':
      return [fields(findings.filter(({ pending }) => !pending).length)];
    case 'behind':
      return behind === undefined ? [] : [commits(behind.commits)];
    case 'unknown':
      return [reason === undefined ? (message ?? '') : reasonWords(reason)];
    case 'invalid':
      return message === undefined ? [] : [message];
    case 'missing':
    case 'extra':
    case 'inSync':
      return [];
  }
}

function commits(count: number): string {
  return count === 1 ? l10n.t('1 commit behind') : l10n.t('{0} commits behind', count);
}

/** Why an object can't be told about, in few words. */
function reasonWords(reason: UnknownReason): string {
  switch (reason) {
    case 'unreachable':
      return l10n.t('cluster away');
    case 'signIn':
      return l10n.t('sign in');
    case 'forbidden':
      return l10n.t('may not be read');
    case 'notServed':
      return l10n.t('kind not known to the cluster');
    case 'otherCluster':
      return l10n.t('another cluster answers');
    case 'notRendered':
      return l10n.t('not rendered');
    case 'renderFailed':
      return l10n.t('rendering failed');
    case 'noHistory':
      return l10n.t('history incomplete');
    case 'opaque':
      return l10n.t('encrypted or filled in elsewhere');
  }
}

/** Only what a person should look at. */
function healthDetail({ health }: ObjectStatus): readonly string[] {
  switch (health) {
    case 'degraded':
      return [l10n.t('degraded')];
    case 'progressing':
      return [l10n.t('progressing')];
    case 'suspended':
      return [l10n.t('suspended')];
    case 'healthy':
    case 'missing':
    case 'unknown':
      return [];
  }
}

function linesOf(object: ObjectStatus, now: Date): readonly string[] {
  const { source, since, message, status, capturedIn, owner } = object;
  const isTold = status === 'missing' || status === 'invalid' || status === 'unknown';
  return [
    visibleText(describeStatus(object)),
    ...(message === undefined || isTold ? [] : [visibleText(message)]),
    ...(owner === undefined ? [] : [l10n.t('Managed by {0}', visibleText(owner))]),
    ...(capturedIn === undefined
      ? []
      : [l10n.t('The branch {0} already declares what the cluster has.', visibleText(capturedIn))]),
    ...(since === undefined ? [] : [l10n.t('Last seen before {0}', sinceWords(since, now))]),
    ...(source === undefined ? [] : [visibleText(`${source.file}:${source.line}`)]),
  ];
}
