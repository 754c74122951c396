import type { ObjectKey } from '../../core/model/objectRef.ts';
import { placesByFolder, type Place } from '../place.ts';
import { placedObjects, type PlacedObject } from '../placedObjects.ts';
import type { SyncRequest } from '../session.ts';
import type { Workspace } from '../workspace.ts';
import { applyPlan, planApply, type ApplyTalk } from './applyPlan.ts';
import { requireOpened } from './requireOpened.ts';

/** Applies what the places name: a finding, some of them, an object, several. One question. */
export async function applyFromGit(
  workspace: Workspace,
  places: readonly Place[],
  talk: ApplyTalk,
): Promise<void> {
  for (const own of placesByFolder(places)) {
    const opened = await requireOpened(workspace, own);
    if (opened === undefined) return;
    const request = applyRequest(placedObjects(opened.session.store, own));
    const plan = await planApply(opened, request);
    if (plan === undefined) return;
    await applyPlan(opened, plan, talk);
  }
}

/** The objects were named one by one; of some exactly those findings. */
export function applyRequest(objects: readonly PlacedObject[]): SyncRequest {
  const only = new Map<ObjectKey, ReadonlySet<string>>();
  for (const { key, paths } of objects) if (paths !== undefined) only.set(key, paths);
  const keys = objects.map(({ key }) => key);
  return only.size === 0 ? { keys } : { keys, only };
}
