import type { DriftPanels } from '../panels/driftPanels.ts';
import type { Place } from '../place.ts';
import type { Workspace } from '../workspace.ts';
import { requireOpened } from './requireOpened.ts';

/** Opens the panel for the first of the places: an object, a file, or all of a folder. */
export async function showDrift(
  workspace: Workspace,
  places: readonly Place[] | undefined,
  panels: DriftPanels,
): Promise<void> {
  const opened = await requireOpened(workspace, places);
  if (opened === undefined) return;
  const [place] = places ?? [];
  const { file, key } = place ?? {};
  panels.show({
    folder: opened.folder.uri.toString(),
    ...(file === undefined ? {} : { file }),
    ...(key === undefined ? {} : { key }),
  });
}
