import { l10n } from 'vscode';
import { viewItems } from '../../contributions.ts';
import { visibleText } from '../../core/model/visibleText.ts';
import { statusPresentation, statusesByRank } from '../presentation.ts';
import { welcomeOf, welcomeReason } from '../welcome.ts';
import type { FolderSituation } from '../workspace.ts';
import type { RowFace } from './rowFace.ts';

/** One workspace folder: its cluster and counts, or what it waits for. */
export function folderFace({ folder, situation }: FolderSituation): RowFace {
  const lines = [folder.uri.fsPath, welcomeReason([situation], welcomeOf(situation))];
  const face = {
    label: folder.name,
    lines: lines.filter((line) => line !== '').map(visibleText),
    context: viewItems.folder,
  };
  if (situation.kind !== 'looking') {
    const waits = waitingWords(situation.kind);
    const rest = {
      ...face,
      description: waits,
      icon: { codicon: 'folder' },
      folds: 'never',
    } as const;
    return situation.kind === 'unbound' ? { ...rest, click: 'chooseCluster' } : rest;
  }
  const { state } = situation.store;
  const where = state.cluster?.context ?? state.target.name;
  const summary = situation.store.summary();
  const signs = statusesByRank
    .filter((status) => status !== 'inSync' && summary[status] > 0)
    .map((status) => `${statusPresentation[status].badge} ${summary[status]}`);
  const description = visibleText([`${where} / ${state.target.namespace}`, ...signs].join('  '));
  return { ...face, description, icon: { codicon: 'root-folder' }, folds: 'open' };
}

function waitingWords(kind: Exclude<FolderSituation['situation']['kind'], 'looking'>): string {
  switch (kind) {
    case 'untrusted':
      return l10n.t('not trusted');
    case 'noRepository':
      return l10n.t('no Git repository');
    case 'unbound':
      return l10n.t('choose a cluster');
    case 'opening':
      return l10n.t('starting');
    case 'failed':
      return l10n.t('could not start');
  }
}
