import * as vscode from 'vscode';
import { carryLines } from '../../core/manifest/carryLines.ts';
import type { ObjectStatus } from '../../core/model/objectStatus.ts';
import { findingWords } from '../findingWords.ts';
import type { Messages } from '../messages.ts';
import { describeStatus, statusPresentation } from '../presentation.ts';
import type { Opened, Workspace } from '../workspace.ts';
import { requireOpened } from './requireOpened.ts';

/** Lists what is not in sync, worst first, and opens the place of what is picked. */
export async function showDrift(workspace: Workspace, messages: Messages): Promise<void> {
  const opened = await requireOpened(workspace);
  if (opened === undefined) return;
  const objects = [...opened.session.store.objects()].filter(({ status }) => status !== 'inSync');
  if (objects.length === 0) {
    messages.done('Everything that Git declares runs as declared.');
    return;
  }
  const picked = await vscode.window.showQuickPick(objects.sort(worstFirst).map(itemOf), {
    title: 'Not in sync',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked) await openPlace(opened, picked.object);
}

function worstFirst(a: ObjectStatus, b: ObjectStatus): number {
  const rank = statusPresentation[a.status].rank - statusPresentation[b.status].rank;
  return rank === 0 ? a.ref.name.localeCompare(b.ref.name) : rank;
}

function itemOf(object: ObjectStatus) {
  const { badge } = statusPresentation[object.status];
  const { source } = object;
  return {
    label: `${badge} ${describeStatus(object)}`,
    description: source === undefined ? '' : `${source.file}:${source.line}`,
    detail: object.findings.map(findingWords).join(', '),
    object,
  };
}

/** The first finding's line, else the document's. */
async function openPlace({ session, picture }: Opened, object: ObjectStatus): Promise<void> {
  const { source } = object;
  if (source === undefined) return;
  const document = await vscode.workspace.openTextDocument(picture.uris.uri(source.file));
  const committed = await session.committedText(source.file);
  const wanted = object.findings.find(({ line }) => line !== undefined)?.line ?? source.line;
  const lines = carryLines(committed ?? '', document.getText());
  const line = Math.max(lines.atOrAbove(wanted), 1) - 1;
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(line, 0, line, 0) });
}
