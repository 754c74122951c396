import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { formatPath } from '../../core/model/fieldPath.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { ObjectStatus } from '../../core/model/objectStatus.ts';
import { settingsFile } from '../../core/model/settingsFile.ts';
import { findingWords } from '../findingWords.ts';
import type { Place } from '../place.ts';
import { placeOf } from '../placeAt.ts';
import type { Opened, Workspace } from '../workspace.ts';
import { editSettings } from './editSettings.ts';

interface Wanted {
  readonly object: ObjectStatus;
  readonly finding: Finding;
}

/**
 * Writes the narrowest rule for a field into `.driftline.yaml`, and shows it there: an edit to
 * review, that counts once it is saved.
 */
export async function ignoreField(workspace: Workspace, named: Place | undefined): Promise<void> {
  const place = named ?? (await placeOf(workspace, undefined));
  const opened = place && workspace.of(place.folder);
  if (!opened) throw new Error(l10n.t('put the cursor on a drifted line of a manifest first.'));
  const wanted = await choose(candidates(opened, place));
  if (wanted) await showRule(opened, wanted);
}

function candidates({ session }: Opened, { file, key, paths }: Place): readonly Wanted[] {
  const objects = [...session.store.entries()].filter(([name, object]) =>
    key === undefined ? object.source?.file === file || file === undefined : name === key,
  );
  const found = objects.flatMap(([, object]) =>
    object.findings
      .filter(({ pending, path }) => !pending && (paths?.includes(formatPath(path)) ?? true))
      .map((finding) => ({ object, finding })),
  );
  if (found.length === 0) throw new Error(l10n.t('nothing that has drifted stands there.'));
  return found;
}

async function choose(found: readonly Wanted[]): Promise<Wanted | undefined> {
  const [only, ...more] = found;
  if (more.length === 0) return only;
  const rows = found.map((wanted) => ({
    label: findingWords(wanted.finding),
    description: `${wanted.object.ref.kind} ${wanted.object.ref.name}`,
    wanted,
  }));
  const title = l10n.t('Ignore which field?');
  return (await vscode.window.showQuickPick(rows, { title, matchOnDescription: true }))?.wanted;
}

async function showRule(opened: Opened, { object, finding }: Wanted): Promise<void> {
  const { addIgnoreRule } = await import('../../core/plan/addIgnoreRule.ts');
  await editSettings(opened, (text) => addIgnoreRule(text, object.ref, finding.path));
  const told = l10n.t('Save {0} to put the rule into force.', settingsFile);
  vscode.window.setStatusBarMessage(`$(info) ${told}`, 8000);
}
