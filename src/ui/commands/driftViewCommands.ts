import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { copiedRoles, copiedText } from '../driftView/copiedText.ts';
import { groupings, type DriftNode, type Grouping } from '../driftView/driftNode.ts';
import type { DriftView } from '../driftView/driftView.ts';
import { nodeLocation, placeLocation } from '../driftView/nodeLocation.ts';
import type { Messages } from '../messages.ts';
import { openLine } from '../openLine.ts';
import { isPlace } from '../place.ts';
import type { Workspace } from '../workspace.ts';

/** Asks by what to group, with the present way first at hand; remembered for the workspace. */
export async function groupDriftBy(view: DriftView): Promise<void> {
  const items = groupings.map((grouping) => ({
    label: groupingWords(grouping),
    ...(grouping === view.choice.grouping ? { description: l10n.t('now') } : {}),
    grouping,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Group By') });
  if (picked !== undefined) view.choose({ grouping: picked.grouping });
}

function groupingWords(grouping: Grouping): string {
  switch (grouping) {
    case 'status':
      return l10n.t('Status');
    case 'kind':
      return l10n.t('Kind');
    case 'namespace':
      return l10n.t('Namespace');
    case 'file':
      return l10n.t('File');
  }
}

/** Narrows the view while a person types; Escape puts back what was there before. */
export function filterDrift(view: DriftView): void {
  const before = view.choice.filter;
  const box = vscode.window.createInputBox();
  box.title = l10n.t('Filter the Drift View');
  box.placeholder = l10n.t('Words of a name, kind, namespace, file, field or tool');
  box.value = before;
  let isTaken = false;
  box.onDidChangeValue((filter) => view.choose({ filter: filter.trim() }));
  box.onDidAccept(() => {
    isTaken = true;
    box.hide();
  });
  box.onDidHide(() => {
    if (!isTaken) view.choose({ filter: before });
    box.dispose();
  });
  box.show();
}

/** Opens the line of a row, of a place, or of the selected row. A click leaves the focus where it is. */
export async function revealInFile(
  workspace: Workspace,
  view: DriftView,
  [first, how]: readonly unknown[],
): Promise<void> {
  const node = isDriftNode(first) ? first : undefined;
  const folder = node?.of ?? (isPlace(first) ? first.folder : undefined);
  const opened = folder === undefined ? undefined : workspace.of(folder);
  const tree = folder === undefined ? undefined : view.tree(folder);
  if (opened === undefined || tree === undefined) return;
  const found = node
    ? nodeLocation(node, tree)
    : isPlace(first)
      ? placeLocation(first, tree)
      : undefined;
  if (found === undefined) throw new Error(l10n.t('that stands in no file.'));
  await openLine(opened, found.file, found.line, { preserveFocus: how === 'click' });
}

/** Copies field paths, names of objects, messages: of each selected row what it stands for. */
export async function copyRows(
  view: DriftView,
  [first, all]: readonly unknown[],
  messages: Messages,
): Promise<void> {
  const rows: readonly unknown[] = Array.isArray(all) && all.length > 0 ? all : [first];
  const text = copiedText(rows.filter(isDriftNode), (folder) => view.tree(folder));
  if (text === '') return;
  await vscode.env.clipboard.writeText(text);
  const { length } = text.split('\n');
  messages.done(length === 1 ? l10n.t('Copied {0}', text) : l10n.t('Copied {0} lines', length));
}

/** Copies the Role that would allow to read a kind, or all that may not be read. */
export async function copyRole(
  view: DriftView,
  [row]: readonly unknown[],
  messages: Messages,
): Promise<void> {
  const only = isDriftNode(row) && row.kind === 'forbidden' ? row : undefined;
  const text = copiedRoles(view.trees, only);
  if (text === '') throw new Error(l10n.t('everything that Git declares may be read.'));
  await vscode.env.clipboard.writeText(text);
  messages.done(
    l10n.t('Copied the Role. Somebody who may grant it applies it, and binds you to it.'),
  );
}

/** Commands may be called by anybody, with anything. */
function isDriftNode(value: unknown): value is DriftNode {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, of, id } = value as Record<string, unknown>;
  return typeof kind === 'string' && typeof of === 'string' && typeof id === 'string';
}
