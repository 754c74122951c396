import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { PathCommit } from '../../engine/repository.ts';
import type { Place } from '../place.ts';
import { refWords } from '../refWords.ts';
import type { Workspace } from '../workspace.ts';
import type { CaptureTalk } from './captureLive.ts';
import { makeCommit, offerPush } from './makeCommit.ts';
import { requireOpened } from './requireOpened.ts';
import { withProgress } from './withProgress.ts';

const title = (): string => l10n.t('Roll Back');
/** Commits to choose from. */
const LONGEST_LIST = 100;

/**
 * A commit of the path, picked or named by its id: its revert is shown and committed; applying it
 * is a step of its own.
 */
export async function rollBack(
  workspace: Workspace,
  { folder, commit: named }: { readonly folder?: string; readonly commit?: string },
  { previews, messages }: CaptureTalk,
): Promise<void> {
  const opened = await requireOpened(workspace, folder === undefined ? undefined : [{ folder }]);
  if (opened === undefined) return;
  const { session } = opened;
  const { commits, store } = session;
  const history = await commits.history(named === undefined ? LONGEST_LIST : MOST_SEARCHED);
  const known = history.find(({ commit }) => commit === named);
  const picked = known ?? (await pickCommit(history));
  if (picked === undefined) return;
  const reach = await chooseReach(picked, history);
  if (reach === undefined) return;
  const { current } = await commits.branches();
  // Where HEAD is detached only a new branch can take a commit.
  const place = current === undefined ? { branch: 'rollback' } : {};
  const draft = await withProgress(l10n.t('Driftline plans the revert'), () =>
    commits.draftRollback(picked, { ...reach, ...place }),
  );
  if (draft === undefined) return;
  const branchHint = `rollback/${picked.commit.slice(0, 7)}`;
  const talk = { title: title(), draft, commits, store, previews, messages, branchHint };
  const commit = await makeCommit(talk);
  if (commit === undefined) return;
  await session.refresh();
  // A target that follows the remote has the commit only now.
  if (await offerPush(talk, commit)) await session.refresh();
  if (session.store.state.revision?.sha !== commit.commit || draft.differing.length === 0) return;
  const sync = l10n.t('Sync…');
  const { namespace } = session.store.state.target;
  const subjects = draft.differing.map((ref) => refWords(ref, namespace));
  const sentence = l10n.t('{0}: not applied yet.', subjects.join(', '));
  if ((await messages.ask(sentence, [sync])) === sync) {
    const place: Place = { folder: opened.folder.uri.toString() };
    await vscode.commands.executeCommand('driftline.sync', place);
  }
}

/** The newest commit has nothing after it: there is no choice then. */
async function chooseReach(
  { commit, subject }: PathCommit,
  history: readonly PathCommit[],
): Promise<{ readonly since: boolean } | undefined> {
  const after = history.findIndex((one) => one.commit === commit);
  if (after <= 0) return { since: false };
  const all =
    after === 1 ? l10n.t('the 1 commit after it') : l10n.t('all {0} commits after it', after);
  const picked = await vscode.window.showQuickPick(
    [
      { label: l10n.t('Take Back This Commit'), description: subject, since: false },
      {
        label: l10n.t('Go Back to This Commit'),
        description: l10n.t('takes back {0}', all),
        since: true,
      },
    ],
    { title: title(), placeHolder: `${commit.slice(0, 7)} ${subject}` },
  );
  return picked && { since: picked.since };
}

/** Old commits can be named too, from the History view. */
const MOST_SEARCHED = 10_000;

async function pickCommit(history: readonly PathCommit[]): Promise<PathCommit | undefined> {
  const items = history.map((commit) => ({
    label: commit.subject,
    description: `${commit.commit.slice(0, 7)} · ${commit.author}`,
    detail: new Date(commit.time).toLocaleString(),
    commit,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: title(),
    placeHolder: l10n.t('The commit to take back'),
    matchOnDescription: true,
  });
  return picked?.commit;
}

/** A row of the History view names its folder and its commit. */
export function namedCommit(row: unknown): { readonly folder?: string; readonly commit?: string } {
  if (typeof row !== 'object' || row === null) return {};
  const { folder, commit } = row as Record<string, unknown>;
  return typeof folder === 'string' && typeof commit === 'string' ? { folder, commit } : {};
}
