import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { ObjectKey } from '../../core/model/objectRef.ts';
import type { Place } from '../place.ts';
import { placedObjects } from '../placedObjects.ts';
import { describeStatus } from '../presentation.ts';
import type { VirtualDocuments } from '../virtualDocuments.ts';
import type { Opened, Workspace } from '../workspace.ts';
import { requireOpened } from './requireOpened.ts';

/** Both sides of an object in VS Code's own diff editor; of several the person picks one. */
export async function openDiff(
  workspace: Workspace,
  places: readonly Place[] | undefined,
  documents: VirtualDocuments,
): Promise<void> {
  const opened = await requireOpened(workspace, places);
  if (opened === undefined) return;
  const key = await chooseObject(opened, places);
  if (key !== undefined) await documents.openDiff(opened, key);
}

async function chooseObject(
  { session, folder }: Opened,
  places: readonly Place[] | undefined,
): Promise<ObjectKey | undefined> {
  const asked = places ?? [{ folder: folder.uri.toString() }];
  const found = placedObjects(session.store, asked);
  const [only] = found;
  if (only === undefined) throw new Error(l10n.t('nothing there is compared with a cluster.'));
  if (found.length === 1) return only.key;
  const items = found
    .filter(({ status }) => places !== undefined || status.status !== 'inSync')
    .map(({ key, status }) => ({ label: describeStatus(status), key }));
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t('Which object?'),
    placeHolder: l10n.t('Git and the cluster side by side'),
  });
  return picked?.key;
}
