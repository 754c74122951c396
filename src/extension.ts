import * as vscode from 'vscode';
import { captureLive } from './ui/commands/captureLive.ts';
import { chooseCluster } from './ui/commands/chooseCluster.ts';
import { refresh } from './ui/commands/refresh.ts';
import { registerCommand } from './ui/commands/registerCommand.ts';
import { rollBack } from './ui/commands/rollBack.ts';
import { showDrift } from './ui/commands/showDrift.ts';
import { sync } from './ui/commands/sync.ts';
import { Messages } from './ui/messages.ts';
import { PreviewDocuments } from './ui/previewDocuments.ts';
import type { SessionOpener } from './ui/session.ts';
import { StatusBar } from './ui/statusBar.ts';
import { WorkspaceController } from './ui/workspaceController.ts';

/** Composition root in VS Code: wires the rooms together, and does nothing else. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Driftline', { log: true });
  const messages = new Messages(log);
  const statusBar = new StatusBar();
  const previews = new PreviewDocuments();
  const opener = lazyOpener(log);
  const workspace = new WorkspaceController({
    opener,
    memory: context.workspaceState,
    messages,
    statusBar,
    extensionUri: context.extensionUri,
  });
  context.subscriptions.push(
    log,
    statusBar,
    previews,
    workspace,
    registerCommand('driftline.sync', messages, () => sync(workspace, messages)),
    registerCommand('driftline.capture', messages, () =>
      captureLive(workspace, previews, messages),
    ),
    registerCommand('driftline.rollBack', messages, () => rollBack(workspace, previews, messages)),
    registerCommand('driftline.refresh', messages, () => refresh(workspace)),
    registerCommand('driftline.showDrift', messages, () => showDrift(workspace, messages)),
    registerCommand('driftline.chooseCluster', messages, () => chooseCluster(workspace, opener)),
    registerCommand('driftline.showLog', messages, () => messages.showLog()),
  );
  void workspace.reopen();
}

/** What `cluster.ts` offers to the extension. */
interface ClusterBundle {
  sessionOpener(log: vscode.LogOutputChannel): SessionOpener | Promise<SessionOpener>;
}

/** The engine and its clients are a bundle of their own, loaded when first asked for. */
function lazyOpener(log: vscode.LogOutputChannel): SessionOpener {
  let loading: Promise<SessionOpener> | undefined;
  const load = () => (loading ??= loadOpener(log));
  return {
    contexts: async (kubeconfig) => (await load()).contexts(kubeconfig),
    open: async (options) => (await load()).open(options),
  };
}

async function loadOpener(log: vscode.LogOutputChannel): Promise<SessionOpener> {
  const bundle = (await import('./cluster.cjs' as string)) as ClusterBundle;
  return bundle.sessionOpener(log);
}
