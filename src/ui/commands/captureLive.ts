import * as vscode from 'vscode';
import { formatPath } from '../../core/model/fieldPath.ts';
import type { Finding } from '../../core/model/finding.ts';
import { formatRef, type ObjectKey } from '../../core/model/objectRef.ts';
import type { ObjectStatus } from '../../core/model/objectStatus.ts';
import type { CaptureSelection } from '../../engine/commitDesk.ts';
import type { Messages } from '../messages.ts';
import { describeStatus } from '../presentation.ts';
import type { PreviewDocuments } from '../previewDocuments.ts';
import type { Opened, WorkspaceController } from '../workspaceController.ts';
import { makeCommit, offerPush } from './makeCommit.ts';
import { requireOpened } from './sync.ts';
import { withProgress } from './withProgress.ts';

const title = 'Capture Live to Commit';

interface Item extends vscode.QuickPickItem {
  readonly key?: ObjectKey;
  /** Absent where the whole object is meant. */
  readonly path?: string;
}

type Entry = readonly [ObjectKey, ObjectStatus];

/** Findings of the active file, or of all where that has none: picked, shown, committed. */
export async function captureLive(
  workspace: WorkspaceController,
  previews: PreviewDocuments,
  messages: Messages,
): Promise<void> {
  const opened = requireOpened(workspace);
  const { commits, refresh } = opened.session;
  const items = candidates(opened).flatMap(itemsOf);
  if (items.length === 0) {
    messages.done('Nothing to capture: Git declares what the cluster has.');
    return;
  }
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'What Git is to take over from the cluster',
    canPickMany: true,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  if (picked === undefined || picked.length === 0) return;
  const selections = selectionsOf(picked);
  const draft = await withProgress('Driftline plans the commit', () =>
    commits.draftCapture(selections),
  );
  if (draft === undefined) return;
  const talk = { title, draft, commits, previews, messages, branchHint: 'capture/live' };
  const commit = await makeCommit(talk);
  if (commit === undefined) return;
  await refresh();
  await offerPush(talk, commit);
}

function candidates({ session, picture }: Opened): readonly Entry[] {
  const all = [...session.store.entries()].filter(([, status]) => isCapturable(status));
  const editor = vscode.window.activeTextEditor;
  const file = editor && picture.uris.path(editor.document.uri);
  const here = all.filter(([, { source }]) => source?.file === file);
  return here.length > 0 ? here : all;
}

function isCapturable({ status, source, findings }: ObjectStatus): boolean {
  if (source === undefined) return false;
  if (status === 'missing') return true;
  return status === 'drifted' && findings.some(({ pending }) => !pending);
}

function itemsOf([key, object]: Entry): readonly Item[] {
  const head = { label: formatRef(object.ref), kind: vscode.QuickPickItemKind.Separator };
  if (object.status === 'missing') {
    const label = `Remove ${formatRef(object.ref)} from Git`;
    return [head, { label, description: describeStatus(object), key }];
  }
  const open = object.findings.filter(({ pending }) => !pending);
  return [head, ...open.map((finding) => itemOf(key, finding))];
}

function itemOf(key: ObjectKey, finding: Finding): Item {
  const path = formatPath(finding.path);
  const picked = finding.leaveByDefault !== true;
  return { label: path, description: describeValues(finding), picked, key, path };
}

function describeValues({ kind, git, live, masked }: Finding): string {
  if (masked === true) return 'looks like a secret';
  const [from, to] = [shortText(git), shortText(live)];
  switch (kind) {
    case 'changed':
      return `${from} → ${to}`;
    case 'added':
      return `add ${to}`;
    case 'absent':
      return `remove ${from}`;
    case 'stale':
      return `put back ${to}`;
  }
}

function shortText(value: unknown): string {
  const text = value === undefined ? '' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function selectionsOf(items: readonly Item[]): readonly CaptureSelection[] {
  const paths = new Map<ObjectKey, string[] | undefined>();
  for (const { key, path } of items) {
    if (key === undefined) continue;
    if (path === undefined) paths.set(key, undefined);
    else paths.set(key, [...(paths.get(key) ?? []), path]);
  }
  return [...paths].map(([key, of]) => (of === undefined ? { key } : { key, paths: of }));
}
