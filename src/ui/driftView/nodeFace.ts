import { l10n } from 'vscode';
import { viewItems } from '../../contributions.ts';
import { formatPath } from '../../core/model/fieldPath.ts';
import type { Problem, Status } from '../../core/model/objectStatus.ts';
import { visibleText } from '../../core/model/visibleText.ts';
import { sinceWords } from '../moments.ts';
import { statusesByRank, statusPresentation } from '../presentation.ts';
import type { DriftNode, ForbiddenNode, GroupNode } from './driftNode.ts';
import { findingFace } from './findingFace.ts';
import type { FolderTree } from './folderTree.ts';
import { forbiddenRole } from './forbiddenRole.ts';
import { objectFace } from './objectFace.ts';
import type { RowFace } from './rowFace.ts';

/** A row of one folder; `undefined` for what has gone since it was shown. */
export function nodeFace(
  node: Exclude<DriftNode, { readonly kind: 'folder' }>,
  tree: FolderTree,
  now: Date,
): RowFace | undefined {
  switch (node.kind) {
    case 'notice':
      return noticeFace(tree, now);
    case 'problems':
      return problemsFace(tree.problems());
    case 'problem': {
      const problem = tree.problems()[node.index];
      return problem && problemFace(problem);
    }
    case 'group':
      return groupFace(node, tree);
    case 'forbidden':
      return forbiddenFace(node, tree);
    case 'object': {
      const status = tree.store.get(node.place.key);
      return status && objectFace(status, node.opens, now);
    }
    case 'ignored':
      return ignoredFace(tree.store.get(node.key)?.ignored.length ?? 0);
    case 'finding': {
      const status = tree.store.get(node.place.key);
      const all = node.ignored ? status?.ignored : status?.findings;
      const finding = all?.find(({ path }) => node.place.paths.includes(formatPath(path)));
      return status && finding && findingFace(finding, status, now);
    }
  }
}

/** The cluster is away: since when, why, and that a click tries again. */
function noticeFace({ store }: FolderTree, now: Date): RowFace {
  const { cluster, since, message, phase } = store.state;
  const where = cluster?.context ?? l10n.t('The cluster');
  const reasons = new Set([...store.objects()].map(({ reason }) => reason));
  const what = reasons.has('signIn')
    ? l10n.t('Sign in to {0}', where)
    : reasons.has('otherCluster')
      ? l10n.t('Another cluster answers as {0}', where)
      : phase === 'failed'
        ? l10n.t('Driftline could not look')
        : l10n.t('{0} does not answer', where);
  return {
    label: visibleText(what),
    description:
      since === undefined
        ? visibleText(message ?? '')
        : l10n.t('since {0}', sinceWords(since, now)),
    lines: [
      ...(message === undefined ? [] : [visibleText(message)]),
      l10n.t('Driftline tries again by itself. Click to try now.'),
    ],
    icon: {
      codicon: reasons.has('signIn') ? 'account' : 'debug-disconnect',
      color: 'list.warningForeground',
    },
    context: viewItems.error,
    folds: 'never',
    click: 'refresh',
  };
}

function problemsFace(problems: readonly Problem[]): RowFace {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const label = errors > 0 ? l10n.t('Problems') : l10n.t('Good to know');
  return {
    label,
    description: String(errors > 0 ? errors : problems.length),
    lines: [label],
    icon: errors > 0 ? { codicon: 'error', color: 'driftline.invalid' } : { codicon: 'info' },
    context: viewItems.group,
    folds: errors > 0 ? 'open' : 'folded',
  };
}

function problemFace({ file, line, severity, message }: Problem): RowFace {
  const place = file === undefined ? '' : line === undefined ? file : `${file}:${line}`;
  const icons = {
    error: { codicon: 'error', color: 'driftline.invalid' },
    warning: { codicon: 'warning', color: 'list.warningForeground' },
    notice: { codicon: 'info' },
  } as const;
  return {
    label: visibleText(message),
    description: visibleText(place),
    lines: [visibleText(message), ...(place === '' ? [] : [visibleText(place)])],
    icon: icons[severity],
    context: viewItems.error,
    folds: 'never',
    ...(file === undefined ? {} : { click: 'revealInFile' as const }),
  };
}

function groupFace({ group }: GroupNode, { groups, choice, store }: FolderTree): RowFace {
  const count = groups.count(group);
  const worst = groups.worst(group);
  const isQuiet = worst === 'inSync' || (worst === 'unknown' && store.state.phase === 'stale');
  const label = groupLabel(group, choice.grouping);
  return {
    label: visibleText(label),
    description: String(count),
    lines: [count === 1 ? l10n.t('1 object') : l10n.t('{0} objects', count)],
    ...groupIcon(worst, choice.grouping),
    context: viewItems.group,
    folds: isQuiet ? 'folded' : 'open',
  };
}

function groupLabel(group: string, grouping: FolderTree['choice']['grouping']): string {
  switch (grouping) {
    case 'status': {
      const status = statusesByRank.find((one) => one === group);
      return status === undefined ? group : statusPresentation[status].word;
    }
    case 'kind':
      return group;
    case 'namespace':
      return group === '' ? l10n.t('No namespace') : group;
    case 'file':
      return group === '' ? l10n.t('No file') : group;
  }
}

/** By status the word says it, and each row carries its mark. */
function groupIcon(
  worst: Status | undefined,
  grouping: FolderTree['choice']['grouping'],
): Pick<RowFace, 'icon'> {
  if (grouping === 'status' || worst === undefined) return {};
  return { icon: { mark: statusPresentation[worst].icon } };
}

/** One line a kind, with the Role that would allow it. */
function forbiddenFace({ group, objectKind }: ForbiddenNode, tree: FolderTree): RowFace {
  const found = tree.forbidden(group, objectKind);
  const [, first] = found[0] ?? [];
  const where = tree.store.state.cluster?.context ?? '';
  return {
    label: visibleText(objectKind),
    description: l10n.t('{0} may not be read in {1}', found.length, visibleText(where)),
    lines: [
      visibleText(first?.message ?? ''),
      '',
      l10n.t('This would allow it:'),
      ...(first === undefined ? [] : forbiddenRole(first.ref, first.message).split('\n')),
    ],
    icon: { codicon: 'lock' },
    context: viewItems.forbidden,
    folds: 'folded',
  };
}

function ignoredFace(count: number): RowFace {
  return {
    label: l10n.t('Ignored'),
    description: String(count),
    lines: [l10n.t('Differences that a rule hides')],
    icon: { codicon: 'eye-closed' },
    context: viewItems.group,
    folds: 'folded',
  };
}
