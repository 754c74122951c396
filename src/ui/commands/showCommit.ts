import { l10n } from 'vscode';
import type { Messages } from '../messages.ts';
import type { PreviewDocuments } from '../previewDocuments.ts';
import type { Workspace } from '../workspace.ts';
import { namedCommit } from './rollBack.ts';

/** Shows what a commit changed in the editor's own diff. */
export async function showCommit(
  workspace: Workspace,
  row: unknown,
  { previews, messages }: { readonly previews: PreviewDocuments; readonly messages: Messages },
): Promise<void> {
  const { folder, commit } = namedCommit(row);
  const opened = folder === undefined ? undefined : workspace.of(folder);
  if (opened === undefined || commit === undefined) return;
  const files = await opened.session.commitFiles(commit);
  const name = commit.slice(0, 7);
  if (files.length === 0) messages.done(l10n.t('{0} changed no file of this path.', name));
  else await previews.show(name, files, opened.session.store);
}
