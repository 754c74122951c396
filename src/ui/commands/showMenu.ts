import * as vscode from 'vscode';
import { countWrong } from '../driftView/viewWords.ts';
import { menuItems, type MenuFacts } from '../menuItems.ts';
import type { Place } from '../place.ts';
import { shownFolder } from '../shownFolder.ts';
import type { Opened, Workspace } from '../workspace.ts';

/** The status bar's menu: what can be done in the folder that the item speaks for. */
export async function showMenu(workspace: Workspace): Promise<void> {
  const shown = shownFolder(workspace);
  const place = shown && ({ folder: shown.folder.uri.toString() } satisfies Place);
  const opened = place && workspace.of(place.folder);
  const items = menuItems({
    ...(opened === undefined ? closedFacts : factsOf(opened)),
    now: new Date(),
  }).map((one) =>
    one.command === undefined ? { ...one, kind: vscode.QuickPickItemKind.Separator } : one,
  );
  const title = shown && `Driftline: ${shown.folder.name}`;
  const picked = await vscode.window.showQuickPick(items, {
    title: title ?? 'Driftline',
    matchOnDescription: true,
  });
  if (picked?.command !== undefined) await vscode.commands.executeCommand(picked.command, place);
}

const closedFacts: Omit<MenuFacts, 'now'> = {
  isOpen: false,
  wrong: 0,
  isAway: false,
  context: '',
  namespace: '',
  heal: { kind: 'off' },
};

function factsOf({ session, binding }: Opened): Omit<MenuFacts, 'now'> {
  const { store, healing } = session;
  const { phase, cluster, target } = store.state;
  return {
    isOpen: true,
    wrong: countWrong(store),
    isAway: phase === 'stale' || phase === 'failed',
    context: cluster?.context ?? binding.context,
    namespace: target.namespace,
    heal: healing.state,
  };
}
