import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { clusterPicks } from '../clusterPicks.ts';
import type { Messages } from '../messages.ts';
import type { ContextChoice, SessionOpener } from '../session.ts';
import { readSetting } from '../settings.ts';
import type { FolderSituation, Opened, Workspace } from '../workspace.ts';
import { chooseFolder } from './chooseFolder.ts';

/** Asks for the cluster of a folder, the likely one first, and remembers it for the workspace. */
export async function chooseCluster(
  workspace: Workspace,
  opener: SessionOpener,
  messages: Messages,
  row?: unknown,
): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    throw new Error(
      l10n.t('this workspace is not trusted. Trust it first (Manage Workspace Trust).'),
    );
  }
  const chosen = await chooseFolder(workspace, row);
  if (chosen === undefined) return;
  const { folder } = chosen;
  const kubeconfig = readSetting('driftline.kubeconfig', folder);
  const contexts = await opener.contexts(kubeconfig === '' ? undefined : kubeconfig);
  const opened = workspace.of(folder.uri.toString());
  const bound = opened?.binding.context;
  const isOther = opened !== undefined && isOtherCluster(opened);
  const set = readSetting('driftline.context', folder);
  if (set !== '') {
    const named = contexts.find(({ name }) => name === set);
    // It is named and not followed: it leads to another place than the one that was looked at.
    if (named !== undefined && (bound === undefined || isOther)) {
      return confirmMove(workspace, messages, folder, named);
    }
    const sentence = l10n.t('The setting driftline.context names {0} for {1}.', set, folder.name);
    await openSetting(messages, sentence, 'driftline.context');
    return;
  }
  if (contexts.length === 0) throw new Error(l10n.t('the kubeconfig names no cluster.'));
  const picks = clusterPicks(contexts, { bound, namespaces: namespacesOf(chosen) });
  const picked = await vscode.window.showQuickPick(picks, {
    title: l10n.t('Choose the Cluster for {0}', folder.name),
    placeHolder: l10n.t('Driftline only reads from it until you confirm a write'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined) return;
  const { name, server } = picked.context;
  if (name === bound && isOther) return confirmMove(workspace, messages, folder, picked.context);
  if (name === bound) return;
  await workspace.bind(folder, { context: name, server });
}

/** Made anew, or replaced: the same context and server, and not the cluster of before. */
function isOtherCluster({ session }: Opened): boolean {
  return [...session.store.objects()].some(({ reason }) => reason === 'otherCluster');
}

async function confirmMove(
  workspace: Workspace,
  messages: Messages,
  folder: vscode.WorkspaceFolder,
  { name, server }: ContextChoice,
): Promise<void> {
  const agreed = await messages.confirm({
    title: l10n.t('Compare {0} with {1}?', folder.name, server),
    detail: l10n.t(
      'The context {0} leads to another cluster now than the one that this folder was compared with.',
      name,
    ),
    button: l10n.t('Compare with It'),
  });
  if (agreed) await workspace.bind(folder, { context: name, server });
}

/** A setting goes before what is chosen: says so, with the way there. */
export async function openSetting(
  messages: Messages,
  sentence: string,
  setting: 'driftline.context' | 'driftline.namespace',
): Promise<void> {
  const open = l10n.t('Open Settings');
  if ((await messages.ask(sentence, [open])) !== open) return;
  await vscode.commands.executeCommand('workbench.action.openSettings', setting);
}

function namespacesOf({ situation }: FolderSituation): ReadonlySet<string> {
  if (situation.kind !== 'unbound' && situation.kind !== 'looking') return new Set();
  return new Set([...situation.store.objects()].flatMap(({ ref }) => ref.namespace ?? []));
}
