import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { Place } from '../place.ts';
import type { Situation } from '../statusBarFace.ts';
import type { Opened, Workspace } from '../workspace.ts';

/**
 * The folder that a command is about: the one that its places name, else the active editor's, else
 * the only one, else the one that the person picks. `undefined`: taken back. Throws with the next
 * step where none is open.
 */
export async function requireOpened(
  workspace: Workspace,
  places?: readonly Place[],
): Promise<Opened | undefined> {
  const [place] = places ?? [];
  if (place !== undefined) return workspace.of(place.folder) ?? fail(workspace);
  const active = vscode.window.activeTextEditor?.document.uri;
  const here = active && workspace.at(active);
  if (here !== undefined) return here;
  const { opened } = workspace;
  const [only] = opened;
  if (only === undefined) return fail(workspace);
  return opened.length === 1 ? only : pickFolder(opened);
}

async function pickFolder(opened: readonly Opened[]): Promise<Opened | undefined> {
  const items = opened.map((one) => ({
    label: one.folder.name,
    description: one.binding.context,
    one,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Which folder?') });
  return picked?.one;
}

function fail(workspace: Workspace): never {
  throw new Error(reasonFor(workspace.situations.map(({ situation }) => situation)));
}

/** The reason of the folder that is nearest to being open. */
function reasonFor(situations: readonly Situation[]): string {
  const words = situations.map(sentence);
  const order = ['starting', 'message', 'quiet'];
  const [best] = words.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return best?.text ?? l10n.t('no folder is open. Open the folder of a Git repository.');
}

function sentence(situation: Situation): {
  readonly kind: 'starting' | 'message' | 'quiet';
  readonly text: string;
} {
  switch (situation.kind) {
    case 'untrusted':
      return {
        kind: 'message',
        text: l10n.t('this workspace is not trusted. Trust it first (Manage Workspace Trust).'),
      };
    case 'noRepository':
      return { kind: 'quiet', text: situation.message };
    case 'unbound':
    case 'failed':
      return { kind: 'message', text: situation.message };
    case 'opening':
    case 'looking':
      return {
        kind: 'starting',
        text: l10n.t('Driftline is still starting. Try again in a moment.'),
      };
  }
}
