import * as vscode from 'vscode';
import type { LineBlame } from '../engine/repository.ts';
import { codeLensWords, withoutIcons, type LensWords } from './codeLensWords.ts';
import { Disposables } from './disposables.ts';
import { knownPlaces } from './knownPlaces.ts';
import { isUndeclared, type PlacedObject } from './lineTargets.ts';
import type { Messages } from './messages.ts';
import { objectPlace } from './objectPlace.ts';
import type { Place } from './place.ts';
import { readSetting } from './settings.ts';
import type { Opened, Workspace, WorkspaceChange } from './workspace.ts';

/** Files that may hold manifests, on this machine. */
export const manifestDocuments: vscode.DocumentSelector = [
  { scheme: 'file', language: 'yaml' },
  { scheme: 'file', language: 'json' },
  { scheme: 'file', pattern: '**/*.{yaml,yml,json}' },
];

/** One line of lenses over each document where something is to be done. */
export class DriftCodeLens implements vscode.CodeLensProvider {
  readonly #workspace: Workspace;
  readonly #messages: Messages;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #owned = new Disposables();

  constructor(workspace: Workspace, messages: Messages) {
    this.#workspace = workspace;
    this.#messages = messages;
    this.#owned.add(vscode.languages.registerCodeLensProvider(manifestDocuments, this));
    this.#owned.add(workspace.onDidChange((change) => this.#follow(change)));
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('driftline.codeLens')) this.#changed.fire();
      }),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const opened = this.#workspace.at(document.uri);
    if (!opened || !readSetting('driftline.codeLens', opened.folder)) return [];
    const placed = await knownPlaces(opened, document, this.#messages);
    if (!placed) return [];
    const blame = placed.objects.some(({ object }) => object.status === 'behind')
      ? await this.#blame(opened, placed.path)
      : [];
    return placed.objects.flatMap((one) => lensesOf(opened, one, blame));
  }

  dispose(): void {
    this.#owned.dispose();
    this.#changed.dispose();
  }

  /** Asks anew only where a visible file is among what changed. */
  #follow(change: WorkspaceChange): void {
    if (change.kind === 'folders') return this.#changed.fire();
    const { opened, change: what } = change;
    if (what.target) return this.#changed.fire();
    const files = new Set([...what.keys].map((key) => opened.session.store.get(key)?.source?.file));
    const isSeen = vscode.window.visibleTextEditors.some(({ document }) =>
      files.has(opened.picture.uris.path(document.uri)),
    );
    // What is gone from the store names no file any more.
    if (isSeen || files.has(undefined)) this.#changed.fire();
  }

  async #blame({ session }: Opened, path: string): Promise<readonly LineBlame[]> {
    try {
      return await session.blame(path);
    } catch (error) {
      this.#messages.note(`Who wrote the lines of ${path} could not be read`, error);
      return [];
    }
  }
}

function lensesOf(
  { session, folder, binding }: Opened,
  { object, line }: PlacedObject,
  blame: readonly LineBlame[],
): vscode.CodeLens[] {
  const cluster = session.store.state.cluster?.context ?? binding.context;
  const notApplied = newestOf(
    object.findings.flatMap((finding) => {
      // What Git does not declare has no line, and nobody who wrote it.
      const of =
        finding.pending && !isUndeclared(finding) ? blame[(finding.line ?? 0) - 1] : undefined;
      return of === undefined ? [] : [of];
    }),
  )?.subject;
  const facts = { cluster, ...(notApplied === undefined ? {} : { notApplied }) };
  const place = objectPlace(folder.uri.toString(), object);
  const range = new vscode.Range(line - 1, 0, line - 1, 0);
  return codeLensWords(object, facts).map(
    (words) => new vscode.CodeLens(range, commandOf(words, place)),
  );
}

function commandOf({ title, tooltip, command }: LensWords, place: Place): vscode.Command {
  return {
    title: withoutIcons(title),
    command: command ?? '',
    ...(tooltip === undefined ? {} : { tooltip }),
    ...(command === undefined ? {} : { arguments: [place] }),
  };
}

function newestOf(commits: readonly LineBlame[]): LineBlame | undefined {
  return [...commits].sort((a, b) => Date.parse(b.time) - Date.parse(a.time))[0];
}
