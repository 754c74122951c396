import * as vscode from 'vscode';
import { statusPresentation } from '../presentation.ts';

/** What a page is made of, beside what it shows. */
export interface PageTexts {
  readonly script: string;
  /** The toolkit's elements, for the page to run later. */
  readonly toolkit: string;
  readonly style: string;
  /** Pictures of each status by `STATUS-dark`, `STATUS-light`, as `data:` addresses. */
  readonly icons: Readonly<Record<string, string>>;
}

/**
 * The extension's own files that a page holds, read when first asked for, and once. The page loads
 * nothing: what it would fetch passes VS Code's service worker, and it shows only when all is there.
 */
export class PageText {
  readonly #extension: vscode.Uri;
  #texts: Promise<PageTexts> | undefined;

  constructor(extension: vscode.Uri) {
    this.#extension = extension;
  }

  /** Rejects where a file can't be read; asked again, it tries again. */
  read(): Promise<PageTexts> {
    this.#texts ??= this.#readAll().catch((error: unknown) => {
      this.#texts = undefined;
      throw error;
    });
    return this.#texts;
  }

  async #readAll(): Promise<PageTexts> {
    const [script, toolkit, style, icons] = await Promise.all([
      this.#file('dist', 'webview', 'diff.js'),
      this.#file('dist', 'webview', 'toolkit.js'),
      this.#file('dist', 'webview', 'diff.css'),
      this.#icons(),
    ]);
    return { script, toolkit, style, icons };
  }

  async #icons(): Promise<PageTexts['icons']> {
    const names = Object.entries(statusPresentation).flatMap(([status, { icon }]) =>
      ['dark', 'light'].map((theme) => [`${status}-${theme}`, `${icon}-${theme}.svg`] as const),
    );
    const icons = names.map(async ([name, file]) => {
      const svg = await this.#file('media', 'marks', file);
      return [name, `data:image/svg+xml,${encodeURIComponent(svg)}`] as const;
    });
    return Object.fromEntries(await Promise.all(icons));
  }

  async #file(...path: readonly string[]): Promise<string> {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.#extension, ...path));
    return new TextDecoder().decode(bytes);
  }
}
