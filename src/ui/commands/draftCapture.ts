import { l10n } from 'vscode';
import type { CaptureSelection, CommitDraft } from '../../engine/commitDesk.ts';
import type { Messages } from '../messages.ts';
import type { CommitPort } from '../session.ts';
import { withProgress } from './withProgress.ts';

/**
 * Plans a capture. Values that look secret are in it only after a consent of their own: Git shows
 * them to everybody who can read the repository. `undefined`: taken back.
 */
export async function draftCapture(
  commits: CommitPort,
  selections: readonly CaptureSelection[],
  messages: Messages,
): Promise<CommitDraft | undefined> {
  const { current } = await commits.branches();
  // Where HEAD is detached only a new branch can take a commit.
  const place = current === undefined ? { branch: 'capture/live' } : {};
  const plan = (chosen: readonly CaptureSelection[]): Promise<CommitDraft | undefined> =>
    withProgress(l10n.t('Driftline plans the commit'), () => commits.draftCapture(chosen, place));
  const draft = await plan(selections);
  if (draft === undefined || draft.secretLooking.length === 0) return draft;
  const paths = draft.secretLooking.map(({ path }) => path);
  const agreed = await messages.confirm({
    title: l10n.t('Write values that look secret into Git?'),
    detail: l10n.t(
      '{0}\n\nWhoever can read the repository can read them, in its history too. Without your consent the rest is captured.',
      paths.join('\n'),
    ),
    button: l10n.t('Write Them into Git'),
  });
  if (!agreed) return draft;
  const keys = new Set(draft.secretLooking.map(({ key }) => key));
  return plan(
    selections.map((one) => (keys.has(one.key) ? { ...one, showsSecrets: true as const } : one)),
  );
}
