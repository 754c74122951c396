import type { Choice, PanelObject, PanelRow } from '../../src/shared/panelPicture.ts';
import type { Chosen } from '../../src/shared/protocol.ts';

/** A choice with what it meant when it was made: the side's own value then, by its sum. */
interface Held {
  readonly choice: Exclude<Choice, 'leave'>;
  readonly stamp: string;
}

/** As it is kept over hiding, reload and restart; without a folder it is of the first that is shown. */
export type StoredChoices = readonly (readonly [id: string, choice: Held, folder?: string])[];

/** A row's name among all rows of the page. */
export function rowId(key: string, path: string): string {
  return `${key}\n${path}`;
}

/**
 * What the person chose, for as long as it means the same. Each folder has choices of its own: two
 * may hold objects of one name.
 */
export class ChoiceBook {
  readonly #byFolder = new Map<string, Map<string, Held>>();
  #folder: string;
  /** Those that nobody can tell about now, or of objects that are not shown now. */
  #resting: ReadonlySet<string> = new Set();

  constructor(stored: StoredChoices = [], folder = '') {
    this.#folder = folder;
    for (const [id, held, of = folder] of stored) this.#of(of).set(id, held);
  }

  get #held(): Map<string, Held> {
    return this.#of(this.#folder);
  }

  #of(folder: string): Map<string, Held> {
    const known = this.#byFolder.get(folder) ?? new Map<string, Held>();
    this.#byFolder.set(folder, known);
    return known;
  }

  /** Another folder is shown; the choices of this one wait until it is shown again. */
  turnTo(folder: string): void {
    this.#folder = folder;
  }

  of(key: string, path: string): Choice {
    return this.#held.get(rowId(key, path))?.choice ?? 'leave';
  }

  /** A choice that is not offered is not taken; says whether it was. */
  set(key: string, row: PanelRow, choice: Choice): boolean {
    const id = rowId(key, row.path);
    if (choice === 'leave') return this.#held.delete(id);
    if (row.refused[choice] !== undefined) return false;
    this.#held.set(id, { choice, stamp: stampOf(row, choice) });
    return true;
  }

  forget(chosen: readonly Chosen[]): void {
    for (const { key, path } of chosen) this.#held.delete(rowId(key, path));
  }

  /**
   * Choices that mean something else by these objects, or nothing, are taken back; their names.
   * What can't be told is neither: its choices rest, all of them where nothing was looked at. So do
   * those of objects that would not be shown here (`isHere`), whatever became of them.
   */
  reconcile(
    objects: Iterable<PanelObject> | 'notLookedAt',
    isHere: (key: string) => boolean = () => true,
  ): readonly string[] {
    const all = objects === 'notLookedAt' ? [] : [...objects];
    const rows = new Map<string, PanelRow>();
    for (const { key, rows: of } of all) for (const row of of) rows.set(rowId(key, row.path), row);
    const untold = new Set(all.flatMap(({ key, status }) => (status === 'unknown' ? key : [])));
    const resting = new Set<string>();
    const lost: string[] = [];
    for (const [id, held] of [...this.#held]) {
      const row = rows.get(id);
      const { key, path } = namedBy(id);
      if (row !== undefined && isSame(row, held)) continue;
      const isUntold = objects === 'notLookedAt' || untold.has(key) || !isHere(key);
      if (row === undefined && isUntold) {
        resting.add(id);
        continue;
      }
      this.#held.delete(id);
      lost.push(row === undefined ? path : row.words.join(' › '));
    }
    this.#resting = resting;
    return lost;
  }

  chosen(): readonly Chosen[] {
    return [...this.#held].flatMap(([id, { choice }]) =>
      this.#resting.has(id) ? [] : { ...namedBy(id), choice },
    );
  }

  stored(): StoredChoices {
    return [...this.#byFolder].flatMap(([folder, held]) =>
      [...held].map(([id, one]) => [id, one, folder] as const),
    );
  }
}

function namedBy(id: string): { readonly key: string; readonly path: string } {
  const [key = '', path = ''] = id.split('\n');
  return { key, path };
}

function isSame(row: PanelRow, { choice, stamp }: Held): boolean {
  return row.refused[choice] === undefined && stampOf(row, choice) === stamp;
}

/**
 * Applying Git means Git's value, capturing means live's: by length and sum, since it is kept in
 * the editor's storage, where no value belongs.
 */
function stampOf(row: PanelRow, choice: Held['choice']): string {
  const text = (choice === 'git' ? row.git : row.live)?.text;
  return text === undefined ? `${row.kind} -` : `${row.kind} ${text.length} ${sumOf(text)}`;
}

function sumOf(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (sum * 31 + text.charCodeAt(at)) | 0;
  return sum;
}
