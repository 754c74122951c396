import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { CommitDraft } from '../../engine/commitDesk.ts';
import type { Commit } from '../../engine/committer.ts';
import type { StatusStore } from '../../engine/statusStore.ts';
import type { Messages } from '../messages.ts';
import type { PreviewDocuments } from '../previewDocuments.ts';
import { refWords } from '../refWords.ts';
import type { CommitPort } from '../session.ts';
import { behindWords } from '../behindWords.ts';
import { withProgress } from './withProgress.ts';

/** What both commands that commit have to ask. */
export interface CommitTalk {
  readonly title: string;
  readonly draft: CommitDraft;
  readonly commits: CommitPort;
  readonly store: StatusStore;
  readonly previews: PreviewDocuments;
  readonly messages: Messages;
  /** For the name of a new branch. */
  readonly branchHint: string;
}

/**
 * Shows the commit, for as long as it is asked for its branch and message, and makes it.
 * `undefined`: taken back.
 */
export async function makeCommit(talk: CommitTalk): Promise<Commit | undefined> {
  const { title, draft, previews, messages } = talk;
  for (const refusal of draft.refusals) messages.note(`Not captured: ${refusal}`);
  const [refused] = draft.refusals;
  if (draft.files.length === 0) {
    await messages.warn(refused ?? l10n.t('Nothing to commit: Git declares it already.'));
    return undefined;
  }
  if (refused !== undefined) void messages.warn(l10n.t('Not captured: {0}', refused));
  const close = await previews.show(title, draft.files, talk.store);
  try {
    return await askAndCommit(talk);
  } finally {
    await close();
  }
}

async function askAndCommit(talk: CommitTalk): Promise<Commit | undefined> {
  const { title, draft, messages } = talk;
  const branch = await chooseBranch(talk);
  if (branch === undefined) return undefined;
  const message = await askMessage(draft.message, title);
  if (message === undefined) return undefined;
  const choice = branch === 'current' ? { message } : { message, branch: branch.name };
  const commit = await withProgress(title, () => draft.commit(choice));
  if (commit)
    messages.done(
      l10n.t('{0} on {1}: {2}', commit.commit.slice(0, 7), commit.branch, commit.subject),
    );
  return commit;
}

/** Offers to push a commit, where there is a remote. Says whether it was pushed. */
export async function offerPush(
  { commits, messages }: CommitTalk,
  commit: Commit,
): Promise<boolean> {
  const { remote } = await commits.branches();
  if (remote === undefined) return false;
  const sentence = l10n.t('Committed "{0}" to {1}.', commit.subject, commit.branch);
  const push = l10n.t('Push');
  if ((await messages.ask(sentence, [push])) !== push) return false;
  const pushed = await withProgress(l10n.t('Pushing {0}', commit.branch), () =>
    commits.push(commit.branch),
  );
  if (!pushed) return false;
  const { review } = pushed;
  const told = l10n.t('Pushed {0} to {1}.', pushed.branch, pushed.remote);
  if (review === undefined) messages.done(told);
  else await offerReview(messages, told, review);
  return true;
}

async function offerReview(messages: Messages, told: string, review: string): Promise<void> {
  const open = l10n.t('Open Pull Request');
  if ((await messages.ask(told, [open])) !== open) return;
  await vscode.env.openExternal(vscode.Uri.parse(review));
}

async function chooseBranch({
  title,
  draft,
  commits,
  store,
  branchHint,
}: CommitTalk): Promise<'current' | { readonly name: string } | undefined> {
  const state = await commits.branches();
  const { current, offersNewBranch } = state;
  const behind = behindWords(state);
  // A new branch starts where the current one stands.
  const warning = behind === undefined ? {} : { detail: `$(warning) ${behind}` };
  const onto =
    current === undefined
      ? []
      : [{ label: l10n.t('Commit to {0}', current), ...warning, isNew: false }];
  const anew = { label: l10n.t('Commit to a New Branch…'), ...warning, isNew: true };
  const picked = await vscode.window.showQuickPick(
    offersNewBranch ? [anew, ...onto] : [...onto, anew],
    { title, placeHolder: consequence(draft, store.state.target.namespace), ignoreFocusOut: true },
  );
  if (picked === undefined) return undefined;
  if (!picked.isNew) return 'current';
  const name = await vscode.window.showInputBox({
    title,
    prompt: l10n.t('Name of the new branch'),
    value: branchHint,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? l10n.t('A branch needs a name.') : undefined),
  });
  return name === undefined ? undefined : { name: name.trim() };
}

function consequence({ files, differing }: CommitDraft, namespace: string): string {
  const changed =
    files.length === 1
      ? l10n.t('1 file is changed.')
      : l10n.t('{0} files are changed.', files.length);
  if (differing.length === 0) return changed;
  const subjects = differing.map((ref) => refWords(ref, namespace));
  return l10n.t('{0} To be applied afterwards: {1}.', changed, subjects.join(', '));
}

/** The first line is the person's; the rest, trailers included, stays. */
async function askMessage(message: string, title: string): Promise<string | undefined> {
  const [subject = '', ...rest] = message.split('\n');
  const own = await vscode.window.showInputBox({
    title,
    prompt: l10n.t('The commit’s message; its trailers are added'),
    value: subject,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? l10n.t('A commit needs a message.') : undefined),
  });
  return own === undefined ? undefined : [own.trim(), ...rest].join('\n');
}
