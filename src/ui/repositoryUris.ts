import * as vscode from 'vscode';

/**
 * Turns paths from the repository's root into the editor's addresses and back. The workspace may
 * show the repository by another name (a link) than Git does: the editor's name counts here.
 */
export class RepositoryUris {
  readonly #root: vscode.Uri;

  /**
   * `folder` is a workspace folder, `prefix` its path from the repository's root, `''` where it is
   * the root.
   */
  constructor(folder: vscode.Uri, prefix: string) {
    const up = prefix.split('/').filter((part) => part !== '').length;
    this.#root = up === 0 ? folder : vscode.Uri.joinPath(folder, ...Array<string>(up).fill('..'));
  }

  uri(path: string): vscode.Uri {
    return path === '' ? this.#root : vscode.Uri.joinPath(this.#root, path);
  }

  /** `''` for the root; `undefined` outside of the repository and for other schemes. */
  path(uri: vscode.Uri): string | undefined {
    if (uri.scheme !== this.#root.scheme || uri.authority !== this.#root.authority)
      return undefined;
    if (uri.path === this.#root.path) return '';
    const root = this.#root.path.endsWith('/') ? this.#root.path : `${this.#root.path}/`;
    return uri.path.startsWith(root) ? uri.path.slice(root.length) : undefined;
  }
}
