import * as vscode from 'vscode';
import type { CommitPreview } from '../engine/committer.ts';
import type { StatusStore } from '../engine/statusStore.ts';
import { readableFile } from './readableFile.ts';

/** Read-only texts of commits that are not made yet; in memory alone, secret values hidden. */
const SCHEME = 'driftline-preview';

/** Shows what a commit would change in the editor's own diff, secret values hidden on both sides. */
export class PreviewDocuments {
  readonly #registration: vscode.Disposable;
  #texts = new Map<string, string>();
  #count = 0;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? '',
    });
  }

  /**
   * One file in a diff editor, several in one for many files. The previous preview's texts go.
   *
   * @param store tells which values are secret by a rule.
   * @returns what closes its tab again, but where the person has pinned it.
   */
  async show(
    title: string,
    files: CommitPreview['files'],
    store: StatusStore,
  ): Promise<() => Promise<void>> {
    this.#texts = new Map();
    this.#count += 1;
    // Whoever looks over a shoulder sees a commit too: what is secret in it stays hidden.
    const readable = await Promise.all(files.map((file) => readableFile(file, store)));
    const sides = readable.map(({ file, before, after }) => ({
      file,
      before: this.#uri(file, 'before', before),
      after: this.#uri(file, 'after', after),
    }));
    const [first] = sides;
    if (first === undefined) return () => Promise.resolve();
    if (sides.length === 1) {
      const options = { preview: true, preserveFocus: true };
      const name = `${title}: ${first.file}`;
      await vscode.commands.executeCommand(
        ...(['vscode.diff', first.before, first.after, name, options] as const),
      );
      const own = first.after.toString();
      return () => closeTabs((tab) => modifiedOf(tab)?.toString() === own);
    }
    const known = new Set(allTabs());
    const changes = sides.map(({ before, after }) => [after, before, after]);
    await vscode.commands.executeCommand('vscode.changes', title, changes);
    // The editor does not tell what such a tab shows: it is the only new one of that title. Tabs may
    // have been told anew meanwhile, an older preview's among them: then all stay.
    return async () => {
      const isNew = (tab: vscode.Tab): boolean =>
        !known.has(tab) && isOfMany(tab) && tab.label.startsWith(title);
      if (allTabs().filter(isNew).length === 1) await closeTabs(isNew);
    };
  }

  dispose(): void {
    this.#texts.clear();
    this.#registration.dispose();
  }

  #uri(file: string, side: string, text: string | undefined): vscode.Uri {
    const query = `${side}-${this.#count}`;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${file}`, query });
    this.#texts.set(uri.toString(), text ?? '');
    return uri;
  }
}

function allTabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
}

function modifiedOf({ input }: vscode.Tab): vscode.Uri | undefined {
  return input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
}

/** Of a diff of many files an extension is told no input. */
function isOfMany({ input }: vscode.Tab): boolean {
  return input === undefined;
}

async function closeTabs(isOwn: (tab: vscode.Tab) => boolean): Promise<void> {
  const own = allTabs().filter((tab) => !tab.isPinned && isOwn(tab));
  if (own.length > 0) await vscode.window.tabGroups.close(own, true);
}
