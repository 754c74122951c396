import type * as vscode from 'vscode';
import { carryLines, type CarriedLines } from '../core/manifest/carryLines.ts';
import type { FileStates } from './fileStates.ts';
import { placeFile, type PlacedFile } from './lineTargets.ts';
import type { RepositoryUris } from './repositoryUris.ts';

/** Text of a file at the target's revision; `undefined` where that lacks the file. */
export type CommittedText = (path: string) => Promise<string | undefined>;

/** What a document of the repository shows, and where. */
export interface DocumentPlaces extends PlacedFile {
  /** From the repository's root. */
  readonly path: string;
  /** Version of the document that the lines belong to. */
  readonly version: number;
}

interface CarriedText {
  readonly version: number;
  readonly committed: string;
  readonly lines: CarriedLines;
}

/** Finds the lines of verdicts in documents, for every surface of the editor alike. */
export class FilePlaces {
  readonly #states: FileStates;
  readonly #uris: RepositoryUris;
  readonly #committed: CommittedText;
  readonly #carried = new WeakMap<vscode.TextDocument, CarriedText>();

  constructor(states: FileStates, uris: RepositoryUris, committed: CommittedText) {
    this.#states = states;
    this.#uris = uris;
    this.#committed = committed;
  }

  /** `undefined` outside of the repository, and where it has nothing to say about the file. */
  async of(document: vscode.TextDocument): Promise<DocumentPlaces | undefined> {
    const path = this.#uris.path(document.uri);
    if (path === undefined || !this.#saysAnything(path)) return undefined;
    const committed = await this.#committed(path);
    if (committed === undefined || document.isClosed) return undefined;
    // What was true before the wait may not be now: read everything after it.
    const picture = { objects: this.#states.objects(path), problems: this.#states.problems(path) };
    const { version, lines } = this.#lines(document, committed);
    return { path, version, ...placeFile(picture, lines) };
  }

  /**
   * Where lines of the revision's text stand in the document, those alone that read as they did
   * there; `undefined` where the revision lacks the file.
   */
  async unchangedLines(
    document: vscode.TextDocument,
  ): Promise<((line: number) => number | undefined) | undefined> {
    const path = this.#uris.path(document.uri);
    const committed = path === undefined ? undefined : await this.#committed(path);
    if (committed === undefined || document.isClosed) return undefined;
    const { lines } = this.#lines(document, committed);
    const [before, now] = [committed, document.getText()].map((text) => text.split(/\r\n?|\n/));
    return (line) => {
      const at = lines.at(line);
      return at !== undefined && now?.[at - 1] === before?.[line - 1] ? at : undefined;
    };
  }

  #saysAnything(path: string): boolean {
    return this.#states.objects(path).length + this.#states.problems(path).length > 0;
  }

  #lines(document: vscode.TextDocument, committed: string): CarriedText {
    const known = this.#carried.get(document);
    if (known?.version === document.version && known.committed === committed) return known;
    const lines = carryLines(committed, document.getText());
    const carried = { version: document.version, committed, lines };
    this.#carried.set(document, carried);
    return carried;
  }
}
