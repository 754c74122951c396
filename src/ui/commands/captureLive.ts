import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { formatPath } from '../../core/model/fieldPath.ts';
import type { Finding } from '../../core/model/finding.ts';
import { formatRef, type ObjectKey } from '../../core/model/objectRef.ts';
import type { ObjectStatus } from '../../core/model/objectStatus.ts';
import type { CaptureSelection } from '../../engine/commitDesk.ts';
import type { Messages } from '../messages.ts';
import { describeStatus } from '../presentation.ts';
import type { PreviewDocuments } from '../previewDocuments.ts';
import { placesByFolder, type Place } from '../place.ts';
import { placedObjects, type PlacedObject } from '../placedObjects.ts';
import type { Opened, Workspace } from '../workspace.ts';
import { draftCapture } from './draftCapture.ts';
import { makeCommit, offerPush } from './makeCommit.ts';
import { requireOpened } from './requireOpened.ts';

const title = (): string => l10n.t('Capture Live to Commit');

interface Item extends vscode.QuickPickItem {
  readonly key?: ObjectKey;
  /** Absent where the whole object is meant. */
  readonly path?: string;
}

/** What the command speaks and shows with. */
export interface CaptureTalk {
  readonly previews: PreviewDocuments;
  readonly messages: Messages;
}

/**
 * What the places name, else the findings of the active file, else all: picked, shown, committed.
 * What was named to its fields needs no picking.
 */
export async function captureLive(
  workspace: Workspace,
  places: readonly Place[] | undefined,
  talk: CaptureTalk,
): Promise<void> {
  if (places === undefined) return captureIn(workspace, undefined, talk);
  for (const own of placesByFolder(places)) await captureIn(workspace, own, talk);
}

/** One folder, one commit. */
async function captureIn(
  workspace: Workspace,
  places: readonly Place[] | undefined,
  { previews, messages }: CaptureTalk,
): Promise<void> {
  const opened = await requireOpened(workspace, places);
  if (opened === undefined) return;
  const { commits, refresh, store } = opened.session;
  const objects = (places === undefined ? candidates(opened) : placedIn(opened, places)).filter(
    ({ status }) => isCapturable(status),
  );
  if (objects.length === 0) {
    messages.done(nothingWords(opened));
    return;
  }
  const selections = await chooseSelections(objects);
  if (selections.length === 0) return;
  const draft = await draftCapture(commits, selections, messages);
  if (draft === undefined) return;
  const branchHint = 'capture/live';
  const talk = { title: title(), draft, commits, store, previews, messages, branchHint };
  const commit = await makeCommit(talk);
  if (commit === undefined) return;
  await refresh();
  await offerPush(talk, commit);
}

/** That nothing can be captured says of a cluster nobody could look at nothing. */
function nothingWords({ session }: Opened): string {
  const isAllSeen = [...session.store.objects()].every(({ status }) => status === 'inSync');
  return session.store.state.phase === 'current' && isAllSeen
    ? l10n.t('Nothing to capture: Git declares what the cluster has.')
    : l10n.t('Nothing that can be captured stands there.');
}

async function chooseSelections(
  objects: readonly PlacedObject[],
): Promise<readonly CaptureSelection[]> {
  const isNamed = objects.every(
    ({ status, paths }) => paths !== undefined || status.status === 'missing',
  );
  if (isNamed) {
    return objects.map(({ key, paths }) =>
      paths === undefined ? { key } : { key, paths: [...paths] },
    );
  }
  const picked = await vscode.window.showQuickPick(objects.flatMap(itemsOf), {
    title: title(),
    placeHolder: l10n.t('What Git is to take over from the cluster'),
    canPickMany: true,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return selectionsOf(picked ?? []);
}

function placedIn({ session }: Opened, places: readonly Place[]): readonly PlacedObject[] {
  return placedObjects(session.store, places);
}

function candidates({ session, picture }: Opened): readonly PlacedObject[] {
  const all = [...session.store.entries()].map(([key, status]) => ({ key, status }));
  const editor = vscode.window.activeTextEditor;
  const file = editor && picture.uris.path(editor.document.uri);
  const here = all.filter(({ status }) => status.source?.file === file && isCapturable(status));
  return here.length > 0 ? here : all;
}

function isCapturable({ status, source, findings }: ObjectStatus): boolean {
  if (source === undefined) return false;
  if (status === 'missing') return true;
  return status === 'drifted' && findings.some(({ pending }) => !pending);
}

function itemsOf({ key, status: object, paths }: PlacedObject): readonly Item[] {
  const head = { label: formatRef(object.ref), kind: vscode.QuickPickItemKind.Separator };
  if (object.status === 'missing') {
    const label = l10n.t('Remove {0} from Git', formatRef(object.ref));
    return [head, { label, description: describeStatus(object), key }];
  }
  const open = object.findings.filter(
    ({ pending, path }) => !pending && (paths?.has(formatPath(path)) ?? true),
  );
  return [head, ...open.map((finding) => itemOf(key, finding))];
}

function itemOf(key: ObjectKey, finding: Finding): Item {
  const path = formatPath(finding.path);
  const picked = finding.leaveByDefault !== true;
  return { label: path, description: describeValues(finding), picked, key, path };
}

function describeValues({ kind, git, live, masked }: Finding): string {
  if (masked === true) return l10n.t('looks like a secret');
  const [from, to] = [shortText(git), shortText(live)];
  switch (kind) {
    case 'changed':
      return l10n.t('{0} → {1}', from, to);
    case 'added':
      return l10n.t('add {0}', to);
    case 'absent':
      return l10n.t('remove {0}', from);
    case 'stale':
      return l10n.t('put back {0}', to);
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
