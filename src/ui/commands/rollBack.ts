import * as vscode from 'vscode';
import type { Messages } from '../messages.ts';
import type { PreviewDocuments } from '../previewDocuments.ts';
import type { WorkspaceController } from '../workspaceController.ts';
import { makeCommit, offerPush } from './makeCommit.ts';
import { requireOpened } from './sync.ts';
import { withProgress } from './withProgress.ts';

const title = 'Roll Back';
/** Commits to choose from. */
const LONGEST_LIST = 100;

/** A commit of the path: picked, its revert shown and committed; applying it is a step of its own. */
export async function rollBack(
  workspace: WorkspaceController,
  previews: PreviewDocuments,
  messages: Messages,
): Promise<void> {
  const { session } = requireOpened(workspace);
  const { commits } = session;
  const history = await commits.history(LONGEST_LIST);
  const picked = await vscode.window.showQuickPick(
    history.map((commit) => ({
      label: commit.subject,
      description: `${commit.commit.slice(0, 7)} · ${commit.author}`,
      detail: new Date(commit.time).toLocaleString(),
      commit,
    })),
    { title, placeHolder: 'The commit to take back', matchOnDescription: true },
  );
  if (picked === undefined) return;
  const draft = await withProgress('Driftline plans the revert', () =>
    commits.draftRollback(picked.commit),
  );
  if (draft === undefined) return;
  const branchHint = `rollback/${picked.commit.commit.slice(0, 7)}`;
  const talk = { title, draft, commits, previews, messages, branchHint };
  const commit = await makeCommit(talk);
  if (commit === undefined) return;
  await offerPush(talk, commit);
  await session.refresh();
  if (session.store.state.revision?.sha !== commit.commit || draft.differing.length === 0) return;
  const sentence = `${draft.differing.join(', ')}: not applied yet.`;
  if ((await messages.ask(sentence, ['Sync…'])) === 'Sync…') {
    await vscode.commands.executeCommand('driftline.sync');
  }
}
