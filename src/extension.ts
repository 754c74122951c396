import * as vscode from 'vscode';
import { BindingMemory } from './ui/bindingMemory.ts';
import { applyFromGit } from './ui/commands/applyFromGit.ts';
import { captureLive } from './ui/commands/captureLive.ts';
import { Attention } from './ui/attention.ts';
import { AuditDocument } from './ui/auditDocument.ts';
import { chooseCluster } from './ui/commands/chooseCluster.ts';
import { activeFile, commandPlaces } from './ui/commands/commandPlaces.ts';
import { allowHealing, forbidHealing, pauseHealing, resumeHealing } from './ui/commands/healing.ts';
import {
  copyRole,
  copyRows,
  filterDrift,
  groupDriftBy,
  revealInFile,
} from './ui/commands/driftViewCommands.ts';
import { goToDrift } from './ui/commands/goToDrift.ts';
import { ignoreField } from './ui/commands/ignoreField.ts';
import { linePlaces } from './ui/commands/linePlaces.ts';
import { openWalkthrough } from './ui/commands/openWalkthrough.ts';
import { showAudit } from './ui/commands/showAudit.ts';
import { showCommit } from './ui/commands/showCommit.ts';
import { showMenu } from './ui/commands/showMenu.ts';
import { switchNamespace } from './ui/commands/switchNamespace.ts';
import { DriftView } from './ui/driftView/driftView.ts';
import { HistoryView } from './ui/historyView/historyView.ts';
import { refresh } from './ui/commands/refresh.ts';
import { registerCommand } from './ui/commands/registerCommand.ts';
import { namedCommit, rollBack } from './ui/commands/rollBack.ts';
import { openDiff } from './ui/commands/openDiff.ts';
import { showDrift } from './ui/commands/showDrift.ts';
import { sync } from './ui/commands/sync.ts';
import { DriftCodeLens } from './ui/driftCodeLens.ts';
import { DriftHover } from './ui/driftHover.ts';
import { DriftProblems } from './ui/driftProblems.ts';
import { DriftQuickFixes } from './ui/driftQuickFixes.ts';
import { tellOfFirstDrift } from './ui/firstDrift.ts';
import { HealingNews } from './ui/healingNews.ts';
import { LineMenus } from './ui/lineMenus.ts';
import { MenuContext } from './ui/menuContext.ts';
import { Messages } from './ui/messages.ts';
import { DriftPanels } from './ui/panels/driftPanels.ts';
import { PreviewDocuments } from './ui/previewDocuments.ts';
import { protectedContexts } from './ui/protectedContexts.ts';
import { RepositoryProblems } from './ui/repositoryProblems.ts';
import type { SessionOpener } from './ui/session.ts';
import { StatusBar } from './ui/statusBar.ts';
import { StatusBarView } from './ui/statusBarView.ts';
import { VirtualDocuments } from './ui/virtualDocuments.ts';
import { Workspace } from './ui/workspace.ts';
import { WriteGuard } from './ui/writeGuard.ts';

/** Composition root in VS Code: wires the rooms together, and does nothing else. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Driftline', { log: true });
  const messages = new Messages(log);
  const statusBar = new StatusBar();
  const previews = new PreviewDocuments();
  const opener = lazyOpener(log);
  const guard = new WriteGuard(messages, protectedContexts);
  const { extensionUri } = context;
  const workspace = new Workspace({
    opener,
    memory: new BindingMemory(context.workspaceState),
    messages,
    extensionUri,
  });
  const drift = new DriftView(workspace, context.workspaceState, extensionUri);
  const history = new HistoryView({ workspace, messages, extensionUri });
  const audit = new AuditDocument();
  const panels = new DriftPanels({ workspace, messages, guard, extensionUri });
  const documents = new VirtualDocuments(workspace);
  const writing = { messages, guard };
  const committing = { messages, previews };
  const places = (args: readonly unknown[]) => commandPlaces(workspace, args);
  const atLine = (args: readonly unknown[]) => linePlaces(workspace, args);
  context.subscriptions.push(
    log,
    statusBar,
    previews,
    workspace,
    panels,
    documents,
    new StatusBarView(workspace, statusBar),
    new MenuContext(workspace),
    new LineMenus(workspace, messages),
    drift,
    history,
    audit,
    new Attention(workspace, [drift, history, panels], messages),
    tellOfFirstDrift(workspace, messages, () => panels.isOpen || drift.isVisible),
    new HealingNews(workspace, messages),
    new DriftCodeLens(workspace, messages),
    new DriftHover(workspace, messages),
    new DriftQuickFixes(workspace, messages),
    new DriftProblems(workspace, messages),
    new RepositoryProblems(workspace, messages),
    registerCommand('driftline.sync', messages, (...args) =>
      sync(workspace, places(args), writing),
    ),
    registerCommand('driftline.syncFile', messages, (...args) =>
      sync(workspace, places(args) ?? activeFile(workspace), writing),
    ),
    registerCommand('driftline.apply', messages, async (...args) =>
      applyFromGit(workspace, (await atLine(args)) ?? activeFile(workspace), writing),
    ),
    registerCommand('driftline.capture', messages, async (...args) =>
      captureLive(workspace, await atLine(args), committing),
    ),
    registerCommand('driftline.rollBack', messages, (item) =>
      rollBack(workspace, namedCommit(item), committing),
    ),
    registerCommand('driftline.ignoreField', messages, async (...args) =>
      ignoreField(workspace, (await atLine(args))?.[0]),
    ),
    registerCommand('driftline.nextDrift', messages, () => goToDrift(workspace, messages, 'next')),
    registerCommand('driftline.previousDrift', messages, () =>
      goToDrift(workspace, messages, 'previous'),
    ),
    registerCommand('driftline.refresh', messages, async () => {
      await refresh(workspace);
      history.refresh();
    }),
    registerCommand('driftline.menu', messages, () => showMenu(workspace)),
    registerCommand('driftline.chooseCluster', messages, (row) =>
      chooseCluster(workspace, opener, messages, row),
    ),
    registerCommand('driftline.switchNamespace', messages, (...args) =>
      switchNamespace(workspace, opener, messages, places(args)),
    ),
    registerCommand('driftline.groupBy', messages, () => groupDriftBy(drift)),
    registerCommand('driftline.filter', messages, () => filterDrift(drift)),
    registerCommand('driftline.clearFilter', messages, () => drift.choose({ filter: '' })),
    registerCommand('driftline.copyPath', messages, (...args) => copyRows(drift, args, messages)),
    registerCommand('driftline.copyName', messages, (...args) => copyRows(drift, args, messages)),
    registerCommand('driftline.copyMessage', messages, (...args) =>
      copyRows(drift, args, messages),
    ),
    registerCommand('driftline.copyRole', messages, (...args) => copyRole(drift, args, messages)),
    registerCommand('driftline.revealInFile', messages, (...args) =>
      revealInFile(workspace, drift, args),
    ),
    registerCommand('driftline.showCommit', messages, (row) =>
      showCommit(workspace, row, committing),
    ),
    registerCommand('driftline.showAudit', messages, (...args) =>
      showAudit(workspace, audit, messages, places(args)),
    ),
    registerCommand('driftline.openWalkthrough', messages, () =>
      openWalkthrough(context.extension.id),
    ),
    registerCommand('driftline.showDrift', messages, async (...args) =>
      showDrift(workspace, await atLine(drift.meantBy(args)), panels),
    ),
    registerCommand('driftline.openDiff', messages, (...args) =>
      openDiff(workspace, places(args), documents),
    ),
    registerCommand('driftline.pause', messages, (...args) =>
      pauseHealing(workspace, messages, 30, places(args)),
    ),
    registerCommand('driftline.resume', messages, (...args) =>
      resumeHealing(workspace, messages, places(args)),
    ),
    registerCommand('driftline.allowHealing', messages, (...args) =>
      allowHealing(workspace, messages, places(args)),
    ),
    registerCommand('driftline.forbidHealing', messages, (...args) =>
      forbidHealing(workspace, messages, places(args)),
    ),
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
    watchContexts: async (kubeconfig, onChange) =>
      (await load()).watchContexts(kubeconfig, onChange),
    open: async (options) => (await load()).open(options),
  };
}

async function loadOpener(log: vscode.LogOutputChannel): Promise<SessionOpener> {
  const bundle = (await import('./cluster.cjs' as string)) as ClusterBundle;
  return bundle.sessionOpener(log);
}
