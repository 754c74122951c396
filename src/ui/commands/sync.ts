import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { placesByFolder, type Place } from '../place.ts';
import { placedObjects } from '../placedObjects.ts';
import { pickedRequest, refusedWords, syncPicks, type SyncPick } from '../syncPicks.ts';
import type { SyncRequest } from '../session.ts';
import type { Opened, Workspace } from '../workspace.ts';
import { applyPlan, planApply, syncPlace, type ApplyTalk } from './applyPlan.ts';
import { requireOpened } from './requireOpened.ts';

type Item = vscode.QuickPickItem & { readonly pick?: SyncPick };

/** Plans a sync of all, of a file or of an object, lets the person pick, asks, carries it out. */
export async function sync(
  workspace: Workspace,
  places: readonly Place[] | undefined,
  talk: ApplyTalk,
): Promise<void> {
  if (places === undefined) return syncFolder(workspace, undefined, talk);
  for (const own of placesByFolder(places)) await syncFolder(workspace, own, talk);
}

async function syncFolder(
  workspace: Workspace,
  places: readonly Place[] | undefined,
  talk: ApplyTalk,
): Promise<void> {
  const opened = await requireOpened(workspace, places);
  if (opened === undefined) return;
  const request = requestFor(opened, places);
  const plan = await planApply(opened, request);
  if (plan === undefined) return;
  const picks = syncPicks(plan, opened.session.store.state.target.namespace);
  if (picks.length === 0) return applyPlan(opened, plan, talk);
  const [only] = picks;
  // One that needs no choice is asked about at once.
  if (picks.length === 1 && only?.consent === 'none' && refusedWords(plan).length === 0) {
    return applyPlan(opened, plan, talk);
  }
  const picked = await pickSteps(opened, picks, refusedWords(plan));
  if (picked === undefined || picked.length === 0) return;
  const isAll = picked.length === picks.length && picked.every(({ consent }) => consent === 'none');
  const agreed = isAll ? plan : await planApply(opened, pickedRequest(picked));
  if (agreed !== undefined) await applyPlan(opened, agreed, talk);
}

function requestFor({ session }: Opened, places: readonly Place[] | undefined): SyncRequest {
  // A whole folder is a sync of everything, which leaves out what nobody has named.
  const isAll = places?.some(({ key, file }) => key === undefined && file === undefined);
  if (places === undefined || isAll === true) return {};
  const keys = placedObjects(session.store, places).map(({ key }) => key);
  if (keys.length === 0) throw new Error(l10n.t('nothing there is compared with a cluster.'));
  return { keys };
}

async function pickSteps(
  opened: Opened,
  picks: readonly SyncPick[],
  refused: readonly string[],
): Promise<readonly SyncPick[] | undefined> {
  const { context, namespace } = syncPlace(opened);
  const items: Item[] = picks.map((pick) => ({ ...pick, pick }));
  const separator = { kind: vscode.QuickPickItemKind.Separator, label: l10n.t('Left as it is') };
  const left: Item[] = refused.map((label) => ({ label: `$(circle-slash) ${label}` }));
  const picked = await vscode.window.showQuickPick<Item>(
    left.length === 0 ? items : [...items, separator, ...left],
    {
      title: l10n.t('Apply from Git to {0} / {1}', context, namespace),
      placeHolder: l10n.t('What to apply. You are asked once more before anything is written.'),
      canPickMany: true,
      matchOnDescription: true,
      matchOnDetail: true,
      ignoreFocusOut: true,
    },
  );
  return picked?.flatMap(({ pick }) => pick ?? []);
}
