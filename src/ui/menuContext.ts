import type * as vscode from 'vscode';
import { contextKeys } from '../contributions.ts';
import { Coalesced } from './coalesced.ts';
import { Disposables } from './disposables.ts';
import { menuPaths, type MenuPaths } from './menuPaths.ts';
import { setContext } from './setContext.ts';
import type { Opened, Workspace } from './workspace.ts';

/** A store in motion changes many times a second, and a menu is opened now and then. */
const COALESCE_MS = 150;

const keyOf = {
  manifests: contextKeys.manifests,
  apply: contextKeys.mayApply,
  capture: contextKeys.mayCapture,
  ignore: contextKeys.mayIgnore,
} as const satisfies Readonly<Record<keyof MenuPaths, string>>;

/** Tells the menus of files and lines on which files they have something to offer. */
export class MenuContext {
  readonly #workspace: Workspace;
  readonly #owned = new Disposables();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    const soon = this.#owned.add(new Coalesced(() => this.#tell(), COALESCE_MS));
    this.#owned.add(workspace.onDidChange(() => soon.ask()));
    soon.ask();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #tell(): void {
    const all = this.#workspace.opened.map((opened) => ({
      opened,
      paths: menuPaths(opened.session.store.objects()),
    }));
    for (const what of ['manifests', 'apply', 'capture', 'ignore'] as const) {
      const names = all.flatMap(({ opened, paths }) => namesOf(opened, paths[what]));
      setContext(keyOf[what], Object.fromEntries(names.map((name) => [name, true as const])));
    }
  }
}

function namesOf({ picture }: Opened, paths: ReadonlySet<string>): readonly string[] {
  return [...paths].flatMap((path) => resourceNames(picture.uris.uri(path)));
}

/** As `resourcePath` names a file: its path on this machine, and that of a remote's address. */
export function resourceNames(uri: vscode.Uri): readonly string[] {
  return uri.fsPath === uri.path ? [uri.fsPath] : [uri.fsPath, uri.path];
}
