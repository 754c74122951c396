import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { Messages } from '../messages.ts';
import { namespacePicks, typedPicks, type NamespacePick } from '../namespacePicks.ts';
import type { Place } from '../place.ts';
import type { SessionOpener } from '../session.ts';
import { readSetting } from '../settings.ts';
import type { Opened, Workspace } from '../workspace.ts';
import { openSetting } from './chooseCluster.ts';
import { requireOpened } from './requireOpened.ts';

/** Asks for the namespace of objects that name none, and remembers it for the workspace. */
export async function switchNamespace(
  workspace: Workspace,
  opener: SessionOpener,
  messages: Messages,
  places?: readonly Place[],
): Promise<void> {
  const opened = await requireOpened(workspace, places);
  if (opened === undefined) return;
  const { folder, session } = opened;
  const set = readSetting('driftline.namespace', folder);
  if (set !== '') {
    const sentence = l10n.t('The setting driftline.namespace names {0} for {1}.', set, folder.name);
    await openSetting(messages, sentence, 'driftline.namespace');
    return;
  }
  const present = session.store.state.target.namespace;
  const picks = namespacePicks({
    present,
    own: await ownNamespace(opened, opener),
    declared: namedIn(session, present),
    listed: await session.namespaces(),
  });
  const picked = await pickNamespace(picks, opened);
  if (picked === undefined || picked.label === present) return;
  await workspace.useNamespace(folder, picked.namespace);
}

/** The present one also stands for every manifest that names none: nothing tells it of those. */
function namedIn({ store }: Opened['session'], present: string): ReadonlySet<string> {
  const names = [...store.objects()].flatMap(({ ref }) => ref.namespace ?? []);
  return new Set(names.filter((name) => name !== present));
}

async function ownNamespace({ folder, binding }: Opened, opener: SessionOpener): Promise<string> {
  const kubeconfig = readSetting('driftline.kubeconfig', folder);
  const contexts = await opener.contexts(kubeconfig === '' ? undefined : kubeconfig);
  return contexts.find(({ name }) => name === binding.context)?.namespace ?? 'default';
}

/** A name that is not in the list can be typed: namespaces may not be listed for everybody. */
function pickNamespace(
  picks: readonly NamespacePick[],
  { binding }: Opened,
): Promise<NamespacePick | undefined> {
  const box = vscode.window.createQuickPick<vscode.QuickPickItem & NamespacePick>();
  box.title = l10n.t('Namespace in {0}', binding.context);
  box.placeholder = l10n.t('For objects that name none. Pick one, or type its name.');
  box.matchOnDescription = true;
  box.items = [...picks];
  box.onDidChangeValue((text) => (box.items = [...picks, ...typedPicks(picks, text.trim())]));
  return new Promise((answer) => {
    box.onDidAccept(() => {
      const [picked] = box.selectedItems;
      // Whoever typed what is no name can mend it.
      if (picked?.isNoName) return;
      answer(picked);
      box.hide();
    });
    box.onDidHide(() => {
      answer(undefined);
      box.dispose();
    });
    box.show();
  });
}
